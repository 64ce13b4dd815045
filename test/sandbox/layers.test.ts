import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { LayerInfo, ToUi } from '../../src/messages.ts';
import { newDocument, Plugin } from './plugin.ts';

const EXPORT = { type: 'export', job: 1, size: { type: 'SCALE', value: 1 } } as const;

/** What the plugin says of the layers that are selected. */
async function infosOf(
  document: Awaited<ReturnType<typeof newDocument>>['document'],
): Promise<readonly LayerInfo[]> {
  const plugin = await Plugin.run(document);
  const { layers } = await plugin.start();
  plugin.close();
  return layers;
}

describe('selected layers', () => {
  it('are told with the size of what is exported', async () => {
    const { document, add } = await newDocument();
    const stroke = {
      color: { r: 0, g: 0, b: 0, a: 1 },
      weight: 10,
      opacity: 1,
      visible: true,
      align: 'CENTER',
    } as const;
    const frame = add('FRAME', 'Clipped', { clipsContent: true, strokes: [{ ...stroke, align: 'OUTSIDE' }] });
    const shape = add('RECTANGLE', 'Outlined', { x: 300, strokes: [stroke] });
    document.selection = [frame, shape];
    const layers = await infosOf(document);
    expect(layers).toMatchObject([
      {
        id: frame,
        name: 'Clipped',
        type: 'FRAME',
        width: 100,
        height: 80,
        problem: null,
        madeBy: null,
        source: frame,
      },
      { id: shape, name: 'Outlined', type: 'RECTANGLE', width: 110, height: 90, problem: null },
    ]);
    const plugin = await Plugin.run(document);
    for (const { id, width, height } of layers) {
      const exported = await plugin.get('exported', { ...EXPORT, layer: id });
      expect(decode(exported.png)).toMatchObject({ width, height });
      expect(exported).toMatchObject({ width, height });
    }
    const { png } = await plugin.get('exported', {
      ...EXPORT,
      layer: frame,
      size: { type: 'WIDTH', value: 250 },
    });
    expect(decode(png)).toMatchObject({ width: 250, height: 200 });
    plugin.close();
  });

  it('are told anew when the window looks, and exported with the size that they have then', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero', { clipsContent: true, visible: false });
    document.selection = [frame];
    const plugin = await Plugin.run(document);
    expect((await plugin.start()).layers[0].problem).toMatch(/is hidden/);
    document.graph.updateNode(frame, { visible: true, width: 200 });
    await plugin.tell({ type: 'look' });
    type Told = Extract<ToUi, { type: 'selection' }>;
    const { layers } = await plugin.host.message<Told>(({ type }) => type === 'selection');
    expect(layers).toMatchObject([{ id: frame, width: 200, height: 80, problem: null }]);
    document.graph.updateNode(frame, { height: 300 });
    const exported = await plugin.get('exported', {
      ...EXPORT,
      layer: frame,
      size: { type: 'WIDTH', value: 50 },
    });
    expect(exported).toMatchObject({ width: 200, height: 300 });
    plugin.close();
  });

  it('are refused with a sentence each where nothing can be made of them', async () => {
    const { document, add } = await newDocument();
    const hiddenGroup = add('GROUP', 'Hidden group', { visible: false, fills: [] });
    const clip = add('FRAME', 'Clip', { clipsContent: true, x: 500 });
    const ids = [
      add('RECTANGLE', 'Ghost', { visible: false }),
      add('RECTANGLE', 'Inner', {}, hiddenGroup),
      add('RECTANGLE', 'Glass', { opacity: 0 }),
      add('FRAME', 'Nothing', { fills: [] }),
      add('RECTANGLE', 'Flat', { width: 0 }),
      add('TEXT', 'Mute', { text: ' ' }),
      add('SECTION', 'Part'),
      add('RECTANGLE', 'Wall', { width: 20_000, height: 30 }),
    ];
    document.selection = ids;
    const layers = await infosOf(document);
    expect(layers.map(({ problem }) => problem)).toEqual([
      '“Ghost” is hidden. Show it first.',
      '“Inner” is in “Hidden group”, which is hidden. Show that first.',
      '“Glass” is fully transparent. Give it some opacity first.',
      expect.stringMatching(/^“Nothing” .*empty/),
      '“Flat” has no size.',
      '“Mute” is a text without letters.',
      '“Part” is a section. Select the layers in it.',
      '“Wall” is 20000 × 30 pixels. Layers may have up to 16384 pixels a side.',
    ]);
    expect(layers.every(({ width }) => width === 0)).toBe(true);
    expect(clip).not.toBe('');

    const plugin = await Plugin.run(document);
    for (const [i, layer] of ids.entries()) {
      expect(await plugin.reason({ ...EXPORT, layer })).toBe(layers[i].problem);
    }
    document.remove(ids[0]);
    expect(await plugin.reason({ ...EXPORT, layer: ids[0] })).toMatch(/was deleted/);
    expect(await plugin.reason({ ...EXPORT, layer: document.currentPage })).toMatch(/is a page/);
    plugin.close();
  });

  it('are told again when the selection or the page changes, the last change only', async () => {
    const { document, add } = await newDocument();
    const [a, b] = [add('FRAME', 'A'), add('FRAME', 'B')];
    const other = document.graph.addPage('Other').id;
    const plugin = await Plugin.run(document);
    await plugin.start();
    document.selection = [a];
    document.selection = [a, b];
    const isSelection = (names: string) => (message: ToUi) =>
      message.type === 'selection' && message.layers.map(({ name }) => name).join() === names;
    await plugin.host.message(isSelection('A,B'));
    document.currentPage = other;
    await plugin.host.message(isSelection(''));
    // A layer of the page that was left can still be drawn.
    expect((await plugin.get('exported', { ...EXPORT, layer: a })).png.length).toBeGreaterThan(50);
    plugin.close();
  });

  it('that are faint are exported as they are and stay so: alpha in the same shares, the same colour', async () => {
    const { document, add } = await newDocument();
    const [full, faint] = [1, 0.39].map((opacity) => add('ELLIPSE', 'Disc', { opacity }));
    const before = structuredClone(document.graph.getNode(faint));
    const plugin = await Plugin.run(document);
    const [whole, part] = await Promise.all(
      [full, faint].map(
        async (layer) => decode((await plugin.get('exported', { ...EXPORT, layer })).png).data,
      ),
    );
    expect(document.graph.getNode(faint)).toEqual(before);
    plugin.close();
    expect(part).toHaveLength(whole.length);
    let most = 0;
    for (let i = 0; i < part.length; i += 4) {
      most = Math.max(most, part[i + 3]);
      expect(Math.abs(part[i + 3] - 0.39 * whole[i + 3])).toBeLessThanOrEqual(1);
      if (part[i + 3] > 0) expect([...part.subarray(i, i + 3)]).toEqual([255, 0, 0]);
    }
    expect(most).toBe(Math.round(0.39 * 255));
  });

  it('may be five hundred', async () => {
    const { document, add } = await newDocument();
    document.selection = Array.from({ length: 500 }, (_, i) =>
      add('FRAME', `Frame ${i}`, { x: (i % 25) * 120, y: Math.floor(i / 25) * 100 }),
    );
    const layers = await infosOf(document);
    expect(layers).toHaveLength(500);
    expect(layers.every(({ problem }) => problem === null)).toBe(true);
  });
});
