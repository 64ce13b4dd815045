import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { browserFlags, findBrowser } from './browser.ts';
import { openPreview } from './drive.ts';
import { servePreview } from './server.ts';

const HELP = `Opens the plugin in a browser, without Figma: a canvas with example frames, the plugin's code in QuickJS, its window
in Figma's frames.

  npm start -- [options]

  --port N     the port on localhost; without it, one that is free
  --no-open    does not open a browser: prints the address only
  --webgpu     starts Chromium with WebGPU on the processor, for machines without a graphics card (slow)
  --once       does the example job in headless Chromium, writes its pictures to out/ and ends
  --help       this text

Chromium, Chrome or Edge is looked for in the usual places; CHROMIUM names another one.
`;

const NO_BROWSER =
  'No Chromium, Chrome or Edge was found. Install one, or set CHROMIUM to its path, and try again.';

/** The example job: these frames, by "Pixelize again" with these parameters. */
const JOB = { layers: ['Parrot', 'Sunset'], parameters: { size: '48', colors: '16' } };

/**
 * `npm start`, once the plugin is built.
 * @param root the repository's folder
 * @returns the exit code; undefined while it serves
 */
export async function start(args: readonly string[], root: string): Promise<number | undefined> {
  let options: ReturnType<typeof parse>;
  try {
    options = parse(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nSee npm start -- --help`);
    return 2;
  }
  const { values } = options;
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(`--port: expected 0..65535, received ${values.port}`);
    return 2;
  }
  const plugin = join(root, 'dist/plugin');
  if (values.once) return once(root, plugin, values.webgpu ?? false);

  try {
    const { url } = await servePreview({ root, plugin, port });
    console.log(`The preview is at ${url}`);
    console.log(
      'Its certificate is made for this run: the browser asks once whether to go on. Ctrl+C ends it.',
    );
    if (!values['no-open']) await show(url, values.webgpu ?? false);
    return undefined;
  } catch (error) {
    const taken = (error as { code?: string }).code === 'EADDRINUSE';
    console.error(taken ? `Port ${port} is taken. Choose another with --port, or leave it out.` : error);
    return 1;
  }
}

/** `npm start -- --help` needs no build. */
export const isHelp = (args: readonly string[]): boolean => args.includes('--help') || args.includes('-h');

/** What `--help` prints. */
export const help = HELP;

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      webgpu: { type: 'boolean' },
      once: { type: 'boolean' },
    },
  });

async function show(url: string, webgpu: boolean): Promise<void> {
  const browser = webgpu ? findBrowser() : null;
  if (webgpu && browser === null) {
    console.error(NO_BROWSER);
    return;
  }
  const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['cmd', '/c', 'start', ''],
  };
  const [command, ...before] =
    browser === null
      ? (openers[process.platform] ?? ['xdg-open'])
      : [
          browser,
          ...browserFlags(true),
          '--ignore-certificate-errors',
          `--user-data-dir=${await mkdtemp(join(tmpdir(), 'pixel-cascade-'))}`,
        ];
  const opened = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  opened.on('error', () => console.log('No browser could be opened from here: open the address yourself.'));
  opened.unref();
}

async function once(root: string, plugin: string, webgpu: boolean): Promise<number> {
  if (findBrowser() === null) {
    console.error(NO_BROWSER);
    return 1;
  }
  const out = join(root, 'out');
  await mkdir(out, { recursive: true });
  const preview = await openPreview({ root, plugin, webgpu });
  try {
    const before = new Set((await preview.layers()).map(({ id }) => id));
    await preview.select(...JOB.layers);
    await preview.run('pixelize-again', JOB.parameters);
    await preview.idle(600_000);
    const page = (await preview.layers()).filter(({ id }) => !before.has(id));
    const made = page.filter(({ parent }) => !page.some(({ id }) => id === parent));
    const { violations, requests, errors } = await preview.complaints();
    const complaints = [...violations, ...requests, ...errors];
    if (made.length !== JOB.layers.length || complaints.length > 0) {
      for (const line of [...(await preview.toasts()), ...complaints]) console.error(line);
      console.error(`The example job was to make ${JOB.layers.length} pictures and made ${made.length}.`);
      return 1;
    }
    for (const layer of made) {
      const file = join('out', `${layer.name.replace(/[^\w×.-]+/g, '-')}.png`);
      await writeFile(join(root, file), await preview.exportLayer(layer.id));
      console.log(`${file}: ${layer.width}x${layer.height}`);
    }
    await preview.page.evaluate(() => document.querySelector<HTMLElement>('.percent')?.click());
    await preview.page.waitForTimeout(500);
    await preview.screenshot(join(out, 'preview.png'));
    console.log('out/preview.png: the canvas with them');
    return 0;
  } finally {
    await preview.close();
  }
}
