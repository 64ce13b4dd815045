import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { KEEP } from '../../src/core/guide.ts';
import { contents, newDocument, Plugin } from './plugin.ts';

const EXPORT = { type: 'export', job: 1, size: { type: 'SCALE', value: 1 } } as const;
const paint = (r: number, g: number, b: number) =>
  ({ type: 'SOLID', color: { r, g, b, a: 1 }, opacity: 1, visible: true }) as const;

/** A red frame of 100 × 80 with a blue guide over its right half, half of it seen through. */
async function guided(clipsContent = true) {
  const made = await newDocument();
  const frame = made.add('FRAME', 'Hero', { x: 40, y: 30, clipsContent });
  const guide = made.add(
    'RECTANGLE',
    'Pixel: keep',
    { x: 50, width: 50, opacity: 0.5, fills: [paint(0, 0, 1)] },
    frame,
  );
  made.document.selection = [frame];
  return { ...made, frame, guide };
}

/** The colours that a picture has, "r,g,b,a". */
function coloursIn(png: Uint8Array): string[] {
  const { data, channels } = decode(png);
  const pixels = Array.from({ length: data.length / channels }, (_, i) =>
    [...data.slice(i * channels, (i + 1) * channels), ...(channels === 3 ? [255] : [])].join(),
  );
  return [...new Set(pixels)];
}

it('layers that ask for something are told of, and are not drawn; the document stays as it is', async () => {
  const made = await guided();
  const { document, frame } = made;
  document.settle();
  const before = contents(made);
  const plugin = await Plugin.run(document);
  await plugin.start();
  const { guides, notes } = await plugin.get('guides', { type: 'guides', job: 1, layer: frame });
  expect(notes).toEqual([]);
  expect(guides).toMatchObject([
    { name: 'Pixel: keep', mark: KEEP, box: { x: 0.5, y: 0, width: 0.5, height: 1 } },
  ]);
  const { width, height } = decode(guides[0].png);
  expect([width, height]).toEqual([512, 819]);
  // Also where several exports are asked for at once.
  const exports = await Promise.all(
    [1, 2, 3].map((value) =>
      plugin.get('exported', { ...EXPORT, layer: frame, size: { type: 'SCALE', value } }),
    ),
  );
  expect(exports.map(({ png }) => coloursIn(png))).toEqual([1, 2, 3].map(() => ['255,0,0,255']));
  expect(contents(made)).toEqual(before);
  plugin.close();
  expect(document.undo()).toBe(false);
});

it('a layer that asks for something is left as it was where the window closes while it is hidden', async () => {
  const made = await guided();
  const { document } = made;
  const before = contents(made);
  const plugin = await Plugin.run(document);
  await plugin.start();
  const begun = new Promise<void>((resolve) => {
    document.exportNode = () => {
      resolve();
      return new Promise(() => {});
    };
  });
  void plugin.tell({ ...EXPORT, request: 1, layer: made.frame });
  await begun;
  expect(document.graph.getNode(made.guide)?.opacity).toBe(0);
  plugin.close();
  expect(contents(made)).toEqual(before);
});

it('a guide that hangs over a frame that does not cut has no part in its size; groups in it are searched', async () => {
  const { document, add, frame } = await guided(false);
  const group = add('GROUP', 'Group', { fills: [] }, frame);
  const red = add('ELLIPSE', 'pixel: #f00', { x: 90, y: 70, width: 60, height: 60 }, group);
  const plugin = await Plugin.run(document);
  const { layers } = await plugin.start();
  expect(layers).toMatchObject([{ width: 100, height: 80 }]);
  const { png } = await plugin.get('exported', { ...EXPORT, layer: frame });
  expect(decode(png)).toMatchObject({ width: 100, height: 80 });
  const { guides } = await plugin.get('guides', { type: 'guides', job: 1, layer: frame });
  expect(guides.map(({ mark }) => mark)).toEqual([KEEP, 0xff0000]);
  expect(guides[1].box).toEqual({ x: 0.9, y: 0.875, width: 0.6, height: 0.75 });
  expect(document.graph.getNode(red)?.opacity).toBe(1);
  plugin.close();
});

it('hidden guides are switched off; names that are not known, masks and empty ones are told of, and the art is made all the same', async () => {
  const { document, add, frame, guide } = await guided();
  document.graph.updateNode(guide, { visible: false });
  add('RECTANGLE', 'pixel: kep', { width: 10, fills: [paint(0, 1, 0)] }, frame);
  add('RECTANGLE', 'pixel: less', { width: 10, isMask: true }, frame);
  add('FRAME', 'pixel: more', { width: 10, fills: [] }, frame);
  const plugin = await Plugin.run(document);
  const { guides, notes } = await plugin.get('guides', { type: 'guides', job: 1, layer: frame });
  expect(guides).toEqual([]);
  expect(notes).toEqual([
    '“pixel: kep” is drawn like any other layer: after pixel: comes keep, more, less, or a color such as #FF0000.',
    '“pixel: less” is a mask, so it is drawn like any other layer.',
    '“pixel: more” shows nothing, so it asks for nothing.',
  ]);
  const { png } = await plugin.get('exported', { ...EXPORT, layer: frame });
  expect(coloursIn(png)).toContain('0,255,0,255');
  plugin.close();
});

it('a guide whose opacity a variable sets keeps it', async () => {
  const made = await guided();
  const { document, frame, guide } = made;
  document.graph.updateNode(guide, { boundVariables: { opacity: 'VariableID:1:1' } });
  const before = contents(made);
  const plugin = await Plugin.run(document);
  const { png } = await plugin.get('exported', { ...EXPORT, layer: frame });
  expect(coloursIn(png)).toEqual(['255,0,0,255']);
  expect(contents(made)).toEqual(before);
  plugin.close();
});

it('in Dev Mode nothing can be hidden: guides are drawn, and that is said', async () => {
  const { document, frame } = await guided();
  const plugin = await Plugin.run(document, { readOnly: true });
  const { guides, notes } = await plugin.get('guides', { type: 'guides', job: 1, layer: frame });
  expect([guides, notes]).toEqual([
    [],
    ['“Pixel: keep” cannot be left out in Dev Mode, so it is drawn like any other layer.'],
  ]);
  const { png } = await plugin.get('exported', { ...EXPORT, layer: frame });
  expect(coloursIn(png)).toHaveLength(2);
  plugin.close();
});

it('a frame that shows nothing but guides is refused with a sentence', async () => {
  const { document, frame } = await guided();
  document.graph.updateNode(frame, { fills: [] });
  const plugin = await Plugin.run(document);
  expect(await plugin.reason({ ...EXPORT, layer: frame })).toBe(
    '“Hero” shows nothing but layers that ask for something.',
  );
  plugin.close();
});
