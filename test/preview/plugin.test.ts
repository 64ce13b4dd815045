import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from 'fast-png';
import { unzipSync } from 'fflate';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DrivenLayer, type DriveOptions, openPreview, type Preview } from '../../preview/drive.ts';
import type { Store } from '../../preview/page/store.ts';
import { buildPlugin } from '../../scripts/build-plugin.mjs';
import { decodePng } from '../../src/core/png-read.ts';
import { run as cli, TINY_MODELS, useCli } from '../support/cli.ts';
import { withoutEnlarging } from '../support/written.ts';

/** The page's own; what is evaluated there sees it. */
declare const preview: Store;
/** The most layers that the page had at once. */
declare const peak: number;

const root = fileURLToPath(new URL('../..', import.meta.url));
const SETTINGS = { size: '24', colors: '8' };
const NOTHING = { violations: [], requests: [], errors: [] };

const { folder } = useCli();
let plugin: string;

beforeAll(async () => {
  plugin = await mkdtemp(join(tmpdir(), 'pixel-cascade-plugin-'));
  await buildPlugin({ models: TINY_MODELS, out: plugin });
});
afterAll(() => rm(plugin, { recursive: true, force: true }));

/** What the command line makes of a PNG with the test's settings: RGBA, one pixel an art pixel. */
async function byCli(png: Uint8Array, width: number, height: number) {
  const [source, out] = [join(folder(), `${width}x${height}.png`), join(folder(), 'art')];
  await writeFile(source, png);
  const options = ['--size', `${width}x${height}`, '--colors', SETTINGS.colors, '--models', TINY_MODELS];
  const ran = await cli('pixelize', source, '--out', out, '--provider', 'wasm', '--force', ...options);
  expect(ran.stderr).toBe('');
  const [file] = (await readdir(out)).filter((name) => name.startsWith(`${width}x${height}`));
  return decodePng(await readFile(join(out, file)));
}

type Bytes = Uint8Array | Uint8ClampedArray;
const differing = (a: Bytes, b: Bytes) => Array.from(a).filter((value, i) => value !== b[i]).length;
const colours = (rgba: Bytes) =>
  new Set(Array.from({ length: rgba.length / 4 }, (_, i) => rgba.slice(i * 4, i * 4 + 4).join()));

/** Layers that were not there before, those on the page only. */
function added(before: readonly DrivenLayer[], after: readonly DrivenLayer[]): DrivenLayer[] {
  const known = new Set(before.map(({ id }) => id));
  const fresh = after.filter(({ id }) => !known.has(id));
  return fresh.filter(({ parent }) => !fresh.some(({ id }) => id === parent)).reverse();
}

const press = (ui: Frame, name: string) =>
  ui.locator('footer').getByRole('button', { name, exact: true }).click();
/** How the job ended, as its user reads it. */
async function outcome(ui: Frame, ms = 60_000): Promise<string> {
  return (await ui.locator('.outcome-text').textContent({ timeout: ms })) ?? '';
}
const choose = (ui: Frame, group: string, choice: string) =>
  ui.getByRole('radiogroup', { name: group }).getByText(choice, { exact: true }).click();

const open = (options: Partial<DriveOptions> = {}) => openPreview({ root, plugin, ...options });
/** Stores the test's settings, as the plugin would have left them. */
const store = (driven: Preview, provider = 'auto') =>
  driven.page.evaluate((stored) => void preview.document.storage.set('settings', stored), {
    pixelize: { size: { width: Number(SETTINGS.size), height: null }, colors: Number(SETTINGS.colors) },
    run: { provider },
  });

describe('without WebGPU', () => {
  let driven: Preview;
  let before: DrivenLayer[];

  beforeAll(async () => {
    driven = await open();
    await store(driven);
    before = await driven.layers();
  });
  afterAll(async () => {
    expect(await driven.complaints()).toEqual(NOTHING);
    await driven.close();
  });

  test('two frames become images: the command line’s pixels, one undo step', async () => {
    await driven.select('Parrot', 'Sunset');
    await driven.run('pixelize');
    const ui = await driven.ui();
    await press(ui, 'Pixelize 2 layers');
    expect(await outcome(ui)).not.toMatch(/could not|failed/i);
    const made = added(before, await driven.layers());
    expect(made.map(({ name, type }) => [name, type])).toEqual([
      ['Parrot 24×24', 'RECTANGLE'],
      ['Sunset 24×19', 'RECTANGLE'],
    ]);
    for (const [i, height] of [24, 19].entries()) {
      const { id, name, width, x, y } = made[i];
      expect([x, y, width / 24].every(Number.isInteger)).toBe(true);
      const source = before.find((layer) => name.startsWith(layer.name))!;
      const art = await byCli(await driven.exportLayer(source.id), 24, height);
      const written = withoutEnlarging(await driven.exportLayer(id), 24, height);
      expect(differing(written, art.data)).toBe(0);
      expect(colours(written).size).toBeLessThanOrEqual(8);
      expect(colours(written).size).toBeGreaterThan(2);
    }
    await driven.undo();
    expect(await driven.layers()).toEqual(before);
    await driven.closeWindow();
  });

  test('what the UI was given is what exportAsync gives', async () => {
    await driven.select('Parrot');
    await driven.run('pixelize');
    await driven.ui();
    await driven.page.waitForFunction(
      "preview.host?.messages.some(({ type }) => type === 'exported')",
      null,
      { timeout: 60_000 },
    );
    const [{ id }] = before.filter(({ name }) => name === 'Parrot');
    const given = decode(await driven.exportedPng(0));
    const own = decode(await driven.exportLayer(id, { type: 'WIDTH', value: given.width }));
    expect(differing(new Uint8Array(given.data), new Uint8Array(own.data))).toBe(0);
    await driven.closeWindow();
  });

  test('a frame becomes vectors: the same pixels, a layer for each colour', async () => {
    await driven.select('Parrot');
    await driven.run('pixelize');
    const ui = await driven.ui();
    await choose(ui, 'Kind', 'Vectors');
    await press(ui, 'Pixelize');
    await outcome(ui);
    const layers = await driven.layers();
    const [frame] = added(before, layers);
    expect(frame).toMatchObject({ name: 'Parrot 24×24', type: 'FRAME' });
    const [{ id }] = before.filter(({ name }) => name === 'Parrot');
    const art = await byCli(await driven.exportLayer(id), 24, 24);
    const written = withoutEnlarging(await driven.exportLayer(frame.id), 24, 24);
    expect(differing(written, art.data)).toBe(0);
    const parts = layers.filter(({ parent }) => parent === frame.id);
    expect(parts).toHaveLength(colours(art.data).size);
    expect(parts.every(({ name, type }) => /^#[0-9a-f]{6}$/.test(name) && type === 'VECTOR')).toBe(true);
    await driven.undo();
    expect(await driven.layers()).toEqual(before);
    await driven.closeWindow();
  });

  test('a batch is exported as a ZIP with the command line’s pixels', async () => {
    await driven.select('Parrot', 'Sunset', 'Bunny');
    await driven.run('batch');
    const ui = await driven.ui();
    const saved = driven.page.waitForEvent('download', { timeout: 60_000 });
    await press(ui, 'Export 3 layers');
    const files = unzipSync(new Uint8Array(await readFile(await (await saved).path())));
    const names = Object.keys(files);
    const parrot = names.find(
      (name) => /parrot/i.test(name) && name.endsWith('.png') && !/@|x8|8x|×/.test(name),
    )!;
    expect(names.filter((name) => name.endsWith('.png')).length).toBeGreaterThanOrEqual(6);
    const [{ id }] = before.filter(({ name }) => name === 'Parrot');
    const art = await byCli(await driven.exportLayer(id), 24, 24);
    const exported = decodePng(files[parrot]);
    expect([exported.width, exported.height]).toEqual([24, 24]);
    expect(differing(exported.data, art.data)).toBe(0);
    expect(await driven.layers()).toEqual(before);
    await driven.closeWindow();
  });

  describe('with 60 frames', () => {
    let many: DrivenLayer[];
    beforeAll(async () => {
      await driven.page.evaluate(() => {
        const { document } = preview;
        const sunset = document.layers().find(({ node }) => node.name === 'Sunset')!.node;
        const ids = Array.from({ length: 60 }, (_, i) => {
          const at = { name: `Copy ${i + 1}`, x: (i % 10) * 400, y: 1000 + Math.floor(i / 10) * 300 };
          return document.graph.cloneTree(sunset.id, document.currentPage, at)!.id;
        });
        document.settle();
        document.selection = ids;
      });
      many = await driven.layers();
    });

    /** Starts the batch, and counts how many layers of it were on the canvas at once. */
    const startBatch = async () => {
      await driven.page.evaluate(() => {
        const { document } = preview;
        const layers = document.layers().map(({ node }) => node);
        document.selection = layers.filter(({ name }) => name.startsWith('Copy ')).map(({ id }) => id);
        const now = () => document.graph.getChildren(document.currentPage).length;
        Object.assign(globalThis, { peak: now() });
        document.listen(() => Object.assign(globalThis, { peak: Math.max(peak, now()) }));
      });
      await driven.run('batch');
      const ui = await driven.ui();
      await choose(ui, 'Deliver to', 'Canvas');
      return ui;
    };
    const most = async () =>
      ((await driven.page.evaluate('peak')) as number) -
      many.filter(({ parent }) => parent === many[0].parent).length;

    test.each([
      ['Drawing 20', 0, 0],
      ['Adding 12', 1, 59],
    ])('a batch cancelled at "%s" leaves no stray layers', async (when, least, greatest) => {
      const ui = await startBatch();
      await ui.evaluate((text) => {
        const watch = new MutationObserver(() => {
          if (!document.querySelector('.progress-text')?.textContent?.startsWith(text)) return;
          watch.disconnect();
          const buttons = [...document.querySelectorAll<HTMLButtonElement>('footer button')];
          buttons.find(({ textContent }) => textContent === 'Cancel')?.click();
        });
        watch.observe(document.body, { subtree: true, childList: true, characterData: true });
      }, when);
      await press(ui, 'Pixelize 60 layers');
      expect(await outcome(ui, 100_000)).toMatch(/cancelled/i);
      expect(await most()).toBeGreaterThanOrEqual(least);
      expect(await most()).toBeLessThanOrEqual(greatest);
      expect(await driven.layers()).toEqual(many);
      await driven.closeWindow();
      expect(await driven.layers()).toEqual(many);
    });

    test('a window closed while the results of a batch are written leaves none', async () => {
      const ui = await startBatch();
      await driven.page.evaluate(
        (at) => {
          const end = preview.document.listen(() => {
            if (preview.document.graph.getChildren(preview.document.currentPage).length < at) return;
            end();
            setTimeout(() => preview.closePlugin(), 0);
          });
        },
        many.filter(({ parent }) => parent === many[0].parent).length + 10,
      );
      await press(ui, 'Pixelize 60 layers');
      await driven.idle();
      expect(await most()).toBeGreaterThanOrEqual(10);
      expect(await most()).toBeLessThan(60);
      await driven.page.waitForTimeout(300);
      expect(await driven.layers()).toEqual(many);
    });
  });
});

test('with WebGPU on a software adapter: written, and nearly every pixel as on the processor', async () => {
  const driven = await open({ webgpu: true, theme: 'dark' });
  try {
    await store(driven, 'webgpu');
    const before = await driven.layers();
    await driven.select('Parrot');
    await driven.run('pixelize');
    const ui = await driven.ui();
    expect(await ui.evaluate('document.documentElement.className')).toBe('figma-dark');
    await press(ui, 'Pixelize');
    await outcome(ui, 100_000);
    await ui.locator('text=graphics card >> visible=true').first().waitFor({ timeout: 10_000 });
    const [made] = added(before, await driven.layers());
    const [{ id }] = before.filter(({ name }) => name === 'Parrot');
    const art = await byCli(await driven.exportLayer(id), 24, 24);
    const written = withoutEnlarging(await driven.exportLayer(made.id), 24, 24);
    expect(differing(written, art.data)).toBeLessThan(written.length / 50);
    expect(await driven.complaints()).toEqual(NOTHING);
  } finally {
    await driven.close();
  }
});

test('as Developer VM without a window, and read-only', async () => {
  const driven = await open({ vm: 'native' });
  try {
    const before = await driven.layers();
    await driven.select('Bunny');
    await driven.run('pixelize-again', SETTINGS);
    await driven.idle();
    const made = added(before, await driven.layers());
    expect(made.map(({ name }) => name)).toEqual([expect.stringMatching(/^Bunny 24×\d+$/)]);
    expect(await driven.toasts()).toHaveLength(1);

    await driven.reopen({ readOnly: true });
    await store(driven);
    const closed = await driven.layers();
    await driven.select('Bunny');
    await driven.run('pixelize');
    const ui = await driven.ui();
    const saved = driven.page.waitForEvent('download', { timeout: 60_000 });
    await press(ui, 'Export');
    expect((await saved).suggestedFilename()).toMatch(/\.(zip|png)$/);
    expect(await driven.layers()).toEqual(closed);
    expect(await driven.complaints()).toEqual(NOTHING);
  } finally {
    await driven.close();
  }
});
