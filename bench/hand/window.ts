import type { Frame } from 'playwright-core';
import { openPreview, type Preview } from '../../preview/drive.ts';
import type { Done } from './report.ts';

/** A picture of the examples whose art is 48 × 48 by the window's defaults. */
const LAYER = 'Parrot';
const SIDE = 48;
/** What the name of the colouring's measure in the browser's timeline is. */
const COLOURING = 'pixel-cascade: colour';
/** The longest that is waited for art, in milliseconds. */
const MOST_MS = 120_000;
/** For so long nothing has changed any more, in milliseconds, where the next thing is done. */
const STILL_MS = 400;

/** What the window notes: when the last input came, and when art was on the screen after it; milliseconds, 0 for not yet. */
interface Noted {
  input: number;
  shown: number;
  /** When art was last put on its canvas. */
  put: number;
}
type Noting = typeof globalThis & { noted: Noted };

/** Runs in the plugin's window: notes inputs, and the frame after art is put on its canvas. */
function note(): void {
  const noted: Noted = { input: 0, shown: 0, put: 0 };
  (globalThis as Noting).noted = noted;
  for (const type of ['pointerdown', 'keydown'])
    window.addEventListener(
      type,
      ({ timeStamp }) => {
        noted.input = timeStamp;
        noted.shown = 0;
      },
      { capture: true },
    );
  const { prototype } = CanvasRenderingContext2D;
  const put = prototype.putImageData;
  prototype.putImageData = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
    Reflect.apply(put, this, args);
    if (this.canvas.getAttribute('role') !== 'img') return;
    noted.put = performance.now();
    // A task that is made in a frame runs after that was painted.
    if (noted.shown === 0)
      requestAnimationFrame(() =>
        setTimeout(() => {
          if (noted.shown === 0) noted.shown = performance.now();
        }),
      );
  };
}

/** Does by hand what a designer does, each `times` times, in the built plugin. */
export async function doneByHand(root: string, plugin: string, times: number): Promise<Done[]> {
  const preview = await openPreview({ root, plugin });
  try {
    await preview.select(LAYER);
    await preview.run('pixelize');
    const ui = await preview.ui();
    await ui.locator('.info', { hasText: /colou?rs/ }).waitFor({ timeout: MOST_MS });
    await ui.evaluate(note);
    const { keyboard } = preview.page;
    const done: Done[] = [];
    await keyboard.press('d');
    await ui.getByLabel('Size of the brush').selectOption('5');
    for (const label of ['Keep as it is', 'More detail']) {
      await ui.getByLabel('What the guide asks for').selectOption(label);
      done.push(
        await measured(ui, `a stroke of the guide, “${label}”`, times, (i) => clickCell(preview, ui, i)),
      );
      await ui.getByRole('button', { name: 'Clear guide' }).click();
      await still(ui);
    }
    await keyboard.press('h');
    await ui.locator('.swatch').nth(2).click();
    done.push(await measured(ui, 'a color pinned, or let go', times, () => keyboard.press('p')));
    await ui.locator('.swatch').nth(0).click();
    await keyboard.press('b');
    done.push(await measured(ui, 'a pixel painted', times, (i) => clickCell(preview, ui, i)));
    return done;
  } finally {
    await preview.close();
  }
}

async function measured(
  ui: Frame,
  what: string,
  times: number,
  act: (turn: number) => Promise<void>,
): Promise<Done> {
  const [shown, colouring]: number[][] = [[], []];
  // The first one is not counted: code is compiled, and evidence made.
  for (let turn = 0; turn <= times; turn++) {
    await still(ui);
    await ui.evaluate((name) => performance.clearMeasures(name), COLOURING);
    await act(turn);
    await ui.waitForFunction(() => (globalThis as Noting).noted.shown > 0, null, { timeout: MOST_MS });
    const { taken, worker } = await ui.evaluate((name) => {
      const { noted } = globalThis as Noting;
      return {
        taken: noted.shown - noted.input,
        worker: performance.getEntriesByName(name, 'measure').map(({ duration }) => duration),
      };
    }, COLOURING);
    if (turn === 0) continue;
    shown.push(taken);
    colouring.push(...worker.slice(0, 1));
  }
  return { what, shown, colouring };
}

/** Waits until no art comes any more. */
async function still(ui: Frame): Promise<void> {
  await ui.waitForFunction((ms) => performance.now() - (globalThis as Noting).noted.put > ms, STILL_MS, {
    timeout: MOST_MS,
  });
}

/** Presses the middle of a cell, another one each turn. */
async function clickCell({ page }: Preview, ui: Frame, turn: number): Promise<void> {
  const box = await ui.locator('.picture').boundingBox();
  if (box === null) throw new Error('There is no picture.');
  const [x, y] = [6 + ((turn * 11) % 36), 6 + ((turn * 7) % 36)];
  await page.mouse.click(box.x + ((x + 0.5) * box.width) / SIDE, box.y + ((y + 0.5) * box.height) / SIDE);
}
