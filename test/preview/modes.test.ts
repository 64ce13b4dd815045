import { decode } from 'fast-png';
import type { Frame } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Preview } from '../../preview/drive.ts';
import { PRESETS } from '../../src/core/presets.ts';
import { drawnIn, pixelized, usePlugin } from './use-plugin.ts';

let driven: Preview;
let ui: Frame;

usePlugin(async (preview) => {
  driven = preview;
  ui = await pixelized(driven, 'Parrot');
});

const drawn = () => drawnIn(ui);
const menu = () => ui.getByLabel('Sort, copy or save the palette');
const choose = async (palette: string) => {
  await ui.getByLabel('Palette', { exact: true }).selectOption({ label: palette });
  await drawn();
};
/** The colours that a layer shows, "r,g,b". */
async function shown(id: string): Promise<string[]> {
  const { data, channels } = decode(await driven.exportLayer(id));
  const pixels = Array.from({ length: data.length / channels }, (_, i) =>
    data.slice(i * channels, i * channels + 3).join(),
  );
  return [...new Set(pixels)].sort();
}

test('a palette becomes a mode of the art’s variables, by which one switch recolours it', async () => {
  expect(await menu().locator('option[value=mode]').count()).toBe(0);
  await ui.getByRole('radio', { name: 'Vectors' }).check({ force: true });
  await ui.getByLabel('Link colors').selectOption({ label: 'Variables' });
  await ui.getByRole('button', { name: 'Pixelize', exact: true }).last().click();
  await ui.getByText(/^Pixelized /).waitFor({ timeout: 60_000 });
  const { id } = (await driven.layers()).find(({ name }) => name === 'Parrot 48×48')!;
  const before = await shown(id);
  await drawn();

  await menu().selectOption('mode');
  await ui.getByText(/^This palette is made from the layer\. Choose the palette/).waitFor();
  await choose('Game Boy');
  await menu().selectOption('mode');
  await ui.getByText(/^Added “Game Boy” as a mode of “Parrot 48×48”\./).waitFor();
  expect(await shown(id)).toEqual(before);

  await driven.page.evaluate(`{
    const { graph, renderer } = preview.document;
    const [collection] = [...graph.variableCollections.values()].filter(({ name }) => name === 'Parrot 48×48');
    const mode = collection.modes.find(({ name }) => name === 'Game Boy').modeId;
    graph.updateNode('${id}', { variableModes: { [collection.id]: mode } });
    renderer.forgetAll();
  }`);
  const greens = PRESETS.gameboy.map((colour) => colour.slice(0, 3).join());
  const recoloured = await shown(id);
  expect(recoloured.length).toBeGreaterThan(1);
  expect(recoloured.filter((colour) => !greens.includes(colour))).toEqual([]);

  await driven.page.evaluate('preview.document.mostModes = 2');
  await choose('PICO-8');
  await menu().selectOption('mode');
  await ui
    .getByText(/no room for another mode: “Parrot 48×48, PICO-8” was added as a collection instead/)
    .waitFor();
  expect(await shown(id)).toEqual(recoloured);
});
