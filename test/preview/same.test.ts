import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Preview } from '../../preview/drive.ts';
import { encodeRgbaPng } from '../../src/core/png.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { run as cli, TINY_MODELS, useCli } from '../support/cli.ts';
import { differingPixels, withoutEnlarging } from '../support/written.ts';
import { pixelized, usePlugin } from './use-plugin.ts';

/** Art pixels across. Eight pixels of the example frames, which are 304 wide, are a cell. */
const SIDE = 38;
const CELL = 8;
const COLOURS = 10;
const CLEAR = [0, 0, 0, 0];
const KEEP = [0, 0, 255, 255];
const MORE = [0, 255, 0, 255];

const { folder } = useCli();
let driven: Preview;
let ui: Frame;

usePlugin((preview) => {
  driven = preview;
});

/** Opens the plugin anew on a layer. */
async function begin(layer: string): Promise<void> {
  await driven.reopen({});
  const stored = {
    pixelize: { size: { width: SIDE, height: null }, colors: COLOURS },
    run: { provider: 'wasm' },
  };
  await driven.page.evaluate(`preview.document.storage.set('settings', ${JSON.stringify(stored)})`);
  ui = await pixelized(driven, layer);
}
const press = (key: string) => driven.page.keyboard.press(key);
const swatches = () => ui.locator('.swatch');
const titles = () => swatches().evaluateAll((all) => all.map((each) => (each as HTMLElement).title));

/** What the UI draws from: the last export of the layer. */
async function source(): Promise<Uint8Array> {
  const exported = (await driven.messages()).filter(({ type }) => type === 'exported');
  return driven.exportedPng(exported.length - 1);
}

/** What the command line makes of the window's source with its settings and some options. */
async function byCli(options: readonly string[]) {
  const out = join(folder(), 'art');
  const all = ['--size', `${SIDE}`, '--colors', `${COLOURS}`, '--provider', 'wasm', ...options];
  const file = join(folder(), 'source.png');
  const ran = await cli('pixelize', file, '--out', out, '--force', '--models', TINY_MODELS, ...all);
  expect(ran.code, ran.stderr).toBe(0);
  return decodePng(await readFile(join(out, 'source.png'))).data;
}

/** Writes the layer's art from the window: how many of its pixels are others than the command line's. */
async function differing(layer: string, options: readonly string[], height = SIDE): Promise<number> {
  await writeFile(join(folder(), 'source.png'), await source());
  await ui.locator('footer').getByRole('button', { name: 'Pixelize', exact: true }).click();
  await ui.getByText(/^Pixelized /).waitFor({ timeout: 60_000 });
  const made = (await driven.layers()).find(({ name }) => name === `${layer} ${SIDE}×${height}`);
  const written = withoutEnlarging(await driven.exportLayer(made?.id ?? ''), SIDE, height);
  // The options are seen in it.
  expect(differingPixels(written, await byCli([]))).toBeGreaterThan(0);
  return differingPixels(written, await byCli(options));
}

test('with pinned and excluded colours, the window and the command line make the same art', async () => {
  await begin('Parrot');
  const [excluded, , third, , fifth] = await titles();
  for (const colour of [third, fifth]) {
    await ui.getByTitle(colour, { exact: true }).click();
    await press('p');
    await expect.poll(titles).toContain(`${colour}, pinned`);
  }
  await ui.getByTitle(excluded, { exact: true }).click();
  await press('x');
  await expect.poll(titles).toContain(`${excluded}, excluded`);
  expect(await differing('Parrot', ['--pin', `${third},${fifth}`, '--exclude', excluded])).toBe(0);
});

test('with a guide that is painted and of layers, the window and the command line make the same art', async () => {
  await begin('Parrot');
  const box = { x: 17 * CELL, y: 20 * CELL, width: 9 * CELL, height: 6 * CELL };
  const fills = [{ type: 'SOLID', color: { r: 0, g: 0, b: 1, a: 1 }, opacity: 1, visible: true }];
  const props = { name: 'pixel: more', fills, ...box };
  await driven.page.evaluate(`(() => {
    const { graph } = preview.document;
    const { node } = preview.document.layers().find(({ node }) => node.name === 'Parrot');
    graph.createNode('RECTANGLE', node.id, ${JSON.stringify(props)});
  })()`);
  await ui.evaluate(() => window.dispatchEvent(new Event('focus')));
  await press('d');
  await ui.getByText('+ guide layers').waitFor();
  await ui.getByLabel('Size of the brush').selectOption('1');
  await ui.getByLabel('What the guide asks for').selectOption('Keep as it is');
  const kept = [10, 11, 12, 13];
  for (const y of kept) await drag(18, y, 27);
  await ui.getByLabel('What the guide asks for').selectOption('This color');
  const colour = (await titles()).at(-1)?.slice(0, 7) ?? '';
  await swatches().last().click();
  for (const y of [3, 4]) await drag(5, y, 12);

  const ink = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const asked = (x: number, y: number) => {
    if (kept.includes(y) && x >= 18 && x <= 27) return KEEP;
    if ([3, 4].includes(y) && x >= 5 && x <= 12) return [...ink, 255];
    return x >= 17 && x < 26 && y >= 20 && y < 26 ? MORE : CLEAR;
  };
  const side = SIDE * CELL;
  const data = Uint8Array.from(
    Array.from({ length: side * side }, (_, i) =>
      asked(Math.floor((i % side) / CELL), Math.floor(i / side / CELL)),
    ).flat(),
  );
  const guide = join(folder(), 'guide.png');
  await writeFile(guide, encodeRgbaPng({ width: side, height: side, data }));
  expect(await differing('Parrot', ['--guide', guide])).toBe(0);
});

/** Paints a row of cells. */
async function drag(from: number, y: number, to: number): Promise<void> {
  const box = (await ui.locator('.picture').boundingBox())!;
  const at = (x: number): [number, number] => [
    box.x + ((x + 0.5) * box.width) / SIDE,
    box.y + ((y + 0.5) * box.height) / SIDE,
  ];
  const { mouse } = driven.page;
  await mouse.move(...at(from));
  await mouse.down();
  await mouse.move(...at(to), { steps: 3 });
  await mouse.up();
}

test('as a seamless tile, the window and the command line make the same art', async () => {
  // It goes up to all its edges.
  await begin('Coffee picture');
  await ui.locator('summary').click();
  await ui.getByLabel('Seamless tile').check();
  expect(await differing('Coffee picture', ['--tile'], 25)).toBe(0);
});

const outlineOutside = () =>
  ui.getByRole('radiogroup', { name: 'Outline' }).getByText('Outside', { exact: true }).click();

test('with an outline, the window and the command line make the same art', async () => {
  await begin('Badge');
  await outlineOutside();
  const colour = ui.getByLabel('Outline color', { exact: true });
  await colour.fill('7a1fa2');
  await colour.press('Enter');
  expect(await differing('Badge', ['--outline', 'outside', '--outline-color', '#7a1fa2'])).toBe(0);
  expect(await ui.locator('.note').count()).toBe(0);
});

test('the window says where an outline is cut off', async () => {
  // It fills its box.
  await begin('Sun');
  await outlineOutside();
  await ui.locator('.note').waitFor();
  expect(await ui.locator('.note').textContent()).toMatch(/^The art goes up to its edge: .+ stays\.$/);
});
