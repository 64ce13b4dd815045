import { decode } from 'fast-png';
import type { Frame } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Preview } from '../../preview/drive.ts';
import { drawnIn, pixelized, usePlugin } from './use-plugin.ts';

let driven: Preview;
let ui: Frame;

usePlugin(async (preview) => {
  driven = preview;
  ui = await pixelized(driven, 'Parrot');
});

const drawn = (text?: string | RegExp) => drawnIn(ui, text);
const press = (key: string) => driven.page.keyboard.press(key);
const swatches = () => ui.locator('.swatch');
const titles = () => swatches().evaluateAll((all) => all.map((each) => (each as HTMLElement).title));

/** The colours of the art that is shown, "r,g,b,a", row by row. */
const art = () =>
  ui.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas[role=img]')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, i) => data.slice(i * 4, i * 4 + 4).join());
  });
const SIDE = 48;
/** The middle of a cell in the window. */
async function cellAt(x: number, y: number): Promise<[number, number]> {
  const box = (await ui.locator('.picture').boundingBox())!;
  return [box.x + ((x + 0.5) * box.width) / SIDE, box.y + ((y + 0.5) * box.height) / SIDE];
}
async function clickCell(x: number, y: number): Promise<void> {
  await driven.page.mouse.click(...(await cellAt(x, y)));
}
async function dragCells(from: [number, number], to: [number, number]): Promise<void> {
  const { mouse } = driven.page;
  await mouse.move(...(await cellAt(...from)));
  await mouse.down();
  await mouse.move(...(await cellAt(...to)), { steps: 3 });
  await mouse.up();
}
/** Differing cells of two pictures. */
const changed = (p: readonly string[], q: readonly string[]) => [...p.keys()].filter((i) => p[i] !== q[i]);
const reset = () => ui.getByRole('button', { name: 'Reset to default' }).click();

test('colours of the palette are pinned, excluded, merged, put elsewhere and pasted, and all of it can be undone', async () => {
  const chosen = () => ui.getByLabel('Palette', { exact: true }).inputValue();
  const before = await titles();
  await swatches().nth(1).click();
  await press('p');
  await expect.poll(titles).toContain(`${before[1]}, pinned`);
  await swatches().nth(0).click();
  await ui.getByRole('button', { name: 'Exclude', exact: true }).click();
  await expect.poll(titles).toContain(`${before[0]}, excluded`);
  expect(await chosen()).toBe('automatic');
  await drawn();
  const [first, second] = await titles();
  await swatches().nth(0).focus();
  await press('Alt+ArrowRight');
  await expect.poll(async () => (await titles()).slice(0, 2)).toEqual([second, first]);
  expect(await chosen()).toBe('custom');
  const from = (await swatches().nth(2).boundingBox())!;
  const to = (await swatches().nth(0).boundingBox())!;
  const third = (await titles())[2];
  await driven.page.mouse.move(from.x + 9, from.y + 9);
  await driven.page.mouse.down();
  await driven.page.mouse.move(to.x + 2, to.y + 9, { steps: 5 });
  await driven.page.mouse.up();
  await expect.poll(async () => (await titles())[0]).toBe(third);
  const all = (await titles()).length;
  await swatches().nth(0).click();
  await swatches()
    .nth(1)
    .click({ modifiers: ['Shift'] });
  await ui.getByRole('button', { name: /^Merge into #/ }).click();
  await expect.poll(async () => (await titles()).length).toBe(all - 1);
  await ui.getByLabel('Sort, copy or save the palette').selectOption('copy');
  await ui.getByText(/^Copied \d+ colors?\.$/).waitFor();
  await ui.getByRole('button', { name: 'Reset to default' }).click();
  await drawn();
  await expect.poll(titles).toEqual(before);
  await swatches().nth(0).focus();
  await press('Control+v');
  await expect
    .poll(async () => (await titles()).filter((title) => title.endsWith('pinned')).length)
    .toBeGreaterThan(0);
  for (let step = 0; step < 7; step++) await press('Control+z');
  await expect.poll(titles).toEqual(before);
  expect(await ui.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
});

test('art pixels are painted, filled, replaced, moved and given back, whole pixels each, and all of it can be undone', async () => {
  const before = await art();
  await swatches().first().click();
  await press('b');
  expect(await ui.getByRole('button', { name: 'Pencil' }).getAttribute('aria-pressed')).toBe('true');
  await dragCells([3, 2], [6, 2]);
  const line = [3, 4, 5, 6].map((x) => 2 * SIDE + x);
  await expect.poll(async () => changed(before, await art())).toEqual(line);
  await ui.getByText('4 retouched').waitFor();
  const ink = (await art())[line[0]];

  await press('v');
  await clickCell(4, 2);
  const view = ui.getByRole('group', { name: /^Preview/ });
  await view.focus();
  await press('ArrowDown');
  await expect.poll(async () => changed(before, await art())).toEqual(line.map((cell) => cell + SIDE));
  await press('ArrowUp');
  await press('Escape');
  await expect.poll(async () => changed(before, await art())).toEqual(line);

  await press('i');
  await clickCell(SIDE / 2, SIDE / 2);
  const middle = before[(SIDE / 2) * SIDE + SIDE / 2];
  await press('g');
  await clickCell(3, 2);
  await expect.poll(async () => (await art())[line[2]]).toBe(middle);
  await press('Control+z');
  await expect.poll(async () => (await art())[line[2]]).toBe(ink);

  await press('e');
  await dragCells([3, 2], [4, 2]);
  await expect.poll(async () => changed(before, await art())).toEqual(line.slice(2));
  await ui.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(async () => changed(before, await art())).toEqual([]);
  await press('Control+z');
  await expect.poll(async () => changed(before, await art())).toEqual(line.slice(2));

  // With the keyboard alone, in a colour that the middle does not have.
  await swatches().first().click();
  await press('b');
  await view.focus();
  await press('ArrowRight');
  await press('Enter');
  await expect.poll(async () => changed(before, await art())).toHaveLength(3);
  await press('Escape');
  expect(await ui.getByRole('slider', { name: 'Before and after' }).count()).toBe(1);
  await ui.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(async () => changed(before, await art())).toEqual([]);
});

test('what is painted into the guide is drawn, shown only with its tool, and can be undone', async () => {
  await reset();
  await drawn();
  const before = await art();
  await press('d');
  await ui.getByLabel('What the guide asks for').selectOption('This color');
  await ui.getByLabel('Size of the brush').selectOption('3');
  await swatches().last().click();
  await clickCell(24, 6);
  const cell = 6 * SIDE + 24;
  const last = (await titles()).at(-1)!.slice(0, 7);
  const wanted = [1, 3, 5].map((at) => Number.parseInt(last.slice(at, at + 2), 16)).join();
  await expect.poll(async () => (await art())[cell]).toBe(`${wanted},255`);
  expect(await ui.locator('canvas').count()).toBe(2);
  await press('h');
  expect(await ui.locator('canvas').count()).toBe(1);
  await press('Control+z');
  await expect.poll(art).toEqual(before);
});

test('a layer in the frame that is named after a colour is drawn as that, and not as it is', async () => {
  await reset();
  await drawn();
  const before = await art();
  const add = `(() => {
    const { graph } = preview.document;
    const { node } = preview.document.layers().find(({ node }) => node.name === 'Parrot');
    const fills = [{ type: 'SOLID', color: { r: 0, g: 0, b: 1, a: 1 }, opacity: 0.4, visible: true }];
    const box = { x: 0, y: 0, width: 64, height: 64 };
    return graph.createNode('RECTANGLE', node.id, { name: 'pixel: #00ff00', fills, ...box }).id;
  })()`;
  const id = await driven.page.evaluate<string>(add);
  const look = () => ui.evaluate(() => window.dispatchEvent(new Event('focus')));
  await look();
  // The frame has 304 pixels, the layer 64 of them: ten cells.
  const corner = [...Array(100).keys()].map((i) => Math.floor(i / 10) * SIDE + (i % 10));
  await expect.poll(() => pick(corner), { timeout: 30_000 }).toEqual(corner.map(() => '0,255,0,255'));
  expect((await art())[10]).toBe(before[10]);
  await press('d');
  await ui.getByText('+ guide layers').waitFor();
  await press('h');
  expect(await driven.page.evaluate(`preview.document.graph.getNode('${id}').opacity`)).toBe(1);
  await driven.page.evaluate(`preview.document.remove('${id}')`);
  await look();
  await expect.poll(art, { timeout: 30_000 }).toEqual(before);
});

test('pins, exclusions, kept and retouched pixels stay where they are when the art is made again with fewer colours', async () => {
  await reset();
  await drawn();
  const [first, second, third] = (await titles()).map((title) => title.slice(0, 7));
  await swatches().nth(0).click();
  await press('p');
  await swatches().nth(1).click();
  await press('p');
  await swatches().nth(2).click();
  await press('x');
  await expect.poll(titles).toContain(`${third}, excluded`);
  // An eye is kept.
  await press('d');
  await ui.getByLabel('What the guide asks for').selectOption('Keep as it is');
  await ui.getByLabel('Size of the brush').selectOption('9');
  await clickCell(30, 18);
  await drawn();
  await driven.page.waitForTimeout(300);
  const kept = [17, 18, 19].flatMap((y) => [29, 30, 31].map((x) => y * SIDE + x));
  const eye = await pick(kept);
  await swatches().nth(0).click();
  await press('b');
  const cells: [number, number][] = [
    [2, 2],
    [45, 3],
    [24, 40],
  ];
  for (const [x, y] of cells) await clickCell(x, y);
  const places = cells.map(([x, y]) => y * SIDE + x);
  await ui.getByText('3 retouched').waitFor();
  const painted = (await art())[places[0]];
  expect(await pick(places)).toEqual(places.map(() => painted));

  await ui.getByRole('button', { name: 'Pixelize', exact: true }).last().click();
  await ui.getByText(/^Pixelized /).waitFor({ timeout: 60_000 });
  // The result is selected now, and carries what was painted.
  await ui.getByText('3 retouched').waitFor();
  const colours = ui.getByRole('textbox', { name: /^Colou?rs$/ });
  await colours.fill('8');
  await colours.press('Enter');
  await drawn(/\b[5-9] colou?rs/);
  expect(await pick(places)).toEqual(places.map(() => painted));
  expect(await pick(kept)).toEqual(eye);
  const shown = await titles();
  expect(shown).toContain(`${first}, pinned`);
  expect(shown).toContain(`${second}, pinned`);
  expect(shown).toContain(`${third}, excluded`);
  // As vectors, which wear a style of the document's own.
  const [red, green, blue] = painted.split(',').map((channel) => Number(channel) / 255);
  const paint = `{ type: 'SOLID', color: { r: ${red}, g: ${green}, b: ${blue}, a: 1 }, opacity: 1, visible: true }`;
  const style = await driven.page.evaluate(`preview.document.addStyle('Brand/Ink', [${paint}]).id`);
  await ui.getByRole('radio', { name: 'Vectors' }).check({ force: true });
  await ui.getByLabel('Link colors').selectOption({ label: 'Paint styles' });
  await ui.getByRole('button', { name: 'Pixelize', exact: true }).last().click();
  await ui.getByText(/^Pixelized /).waitFor({ timeout: 60_000 });
  const result = (await driven.layers()).find(({ name }) => name === 'Parrot 48×48')!;
  expect((await driven.layers()).filter(({ name }) => name.startsWith('Parrot 48'))).toHaveLength(1);
  const worn = await driven.page.evaluate(
    `preview.document.graph.getChildren('${result.id}').map(({ fillStyleId }) => fillStyleId)`,
  );
  expect(worn).toContain(style);
  const { data, width, channels } = decode(await driven.exportLayer(result.id));
  const factor = width / SIDE;
  for (const [x, y] of cells) {
    const at = ((y * factor + 1) * width + x * factor + 1) * channels;
    expect([...data.slice(at, at + 3), 255].join()).toBe(painted);
  }
});

async function pick(places: readonly number[]): Promise<string[]> {
  const all = await art();
  return places.map((place) => all[place]);
}
