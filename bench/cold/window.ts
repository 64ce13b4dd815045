import { openPreview } from '../../preview/drive.ts';
import type { Step, Taken } from './report.ts';

/** What names of our measures in the browser's timeline begin with. */
const PREFIX = 'pixel-cascade: ';
const LAYER = 'Bunny';
/** The longest that the first art may take, in milliseconds. */
const MOST_MS = 120_000;

/** A browser with the preview in it, in which the plugin has not been opened yet. */
export interface Opened {
  /** Opens the plugin on a picture, and waits until the art is shown. */
  firstArt(): Promise<Taken>;
  close(): Promise<void>;
}

/** @param plugin the folder with ui.html */
export async function openBrowser(root: string, plugin: string): Promise<Opened> {
  const preview = await openPreview({ root, plugin });
  const browser = await preview.page.context().browser()?.newBrowserCDPSession();
  const processor = async (): Promise<number> => {
    const { processInfo = [] } = (await browser?.send('SystemInfo.getProcessInfo')) ?? {};
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
  };
  return {
    async firstArt() {
      await preview.select(LAYER);
      const before = await processor();
      const begun = Date.now();
      await preview.run('pixelize');
      const ui = await preview.ui();
      const steps: Step[] = [{ name: 'window', from: 0, to: Date.now() - begun }];
      // Looked for at every frame: a locator looks twice a second.
      await ui.waitForFunction(
        () => /colou?rs/.test(document.querySelector('.info')?.textContent ?? ''),
        undefined,
        { timeout: MOST_MS, polling: 'raf' },
      );
      const wall = Date.now() - begun;
      const used = (await processor()) - before;
      const measures = await ui.evaluate((prefix) => {
        const entries = performance.getEntriesByType('measure').filter(({ name }) => name.startsWith(prefix));
        return entries.map(({ name, startTime, duration }) => {
          const from = performance.timeOrigin + startTime;
          return { name: name.slice(prefix.length), from, to: from + duration };
        });
      }, PREFIX);
      steps.push(...measures.map(({ name, from, to }) => ({ name, from: from - begun, to: to - begun })));
      return { wall, processor: used, steps };
    },
    close: () => preview.close(),
  };
}
