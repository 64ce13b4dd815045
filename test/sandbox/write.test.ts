import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { WriteItem } from '../../src/messages.ts';
import { ART, item, namesIn, newDocument, Plugin, vectors } from './plugin.ts';

const JOB = 7;
const write = (layer: string, changes: Partial<WriteItem> = {}) =>
  ({ type: 'write', job: JOB, item: item(layer, changes) }) as const;
const finish = { type: 'finish', job: JOB } as const;

/** The art's pixels at 4×, as RGBA. */
const PIXELS = Uint8Array.from({ length: 32 * 24 * 4 }, (_, i) => {
  const [x, y] = [Math.floor(i / 4) % 32, Math.floor(i / 128)];
  return ART.palette[ART.indices[Math.floor(y / 4) * 8 + Math.floor(x / 4)]][i % 4];
});

describe('an image', () => {
  it('is a rectangle of exactly its size at whole coordinates that exports as the very same pixels', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero', { x: 10.4, y: 20.7 });
    const plugin = await Plugin.run(document);
    const { id, name } = await plugin.get('written', write(frame));
    await plugin.get('done', finish);
    const node = document.graph.getNode(id)!;
    expect(name).toBe('Hero 8×6');
    expect(node).toMatchObject({ type: 'RECTANGLE', name, width: 32, height: 24, strokes: [] });
    expect(node.fills).toMatchObject([{ type: 'IMAGE', imageScaleMode: 'FILL' }]);
    const { x, y } = document.boxOf(id);
    expect([x, y]).toEqual([151, 21]);
    const { png } = await plugin.get('exported', {
      type: 'export',
      job: 8,
      layer: id,
      size: { type: 'SCALE', value: 1 },
    });
    expect(decode(png).data).toEqual(PIXELS);
    expect(document.selection).toEqual([id]);
    plugin.close();
  });

  it('is refused where it is too large for Figma, or not as large as its rectangle', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero');
    const plugin = await Plugin.run(document);
    const { png } = item(frame).result as WriteItem['result'] & { kind: 'image' };
    const large = { kind: 'image', png, width: 4100, height: 24 } as const;
    expect(await plugin.reason(write(frame, { result: large }))).toMatch(/4100 × 24 pixels, but .* 4096/);
    const wrong = { kind: 'image', png, width: 64, height: 48 } as const;
    expect(await plugin.reason(write(frame, { result: wrong }))).toMatch(/^Figma could not write the art/);
    expect(namesIn(document)).toEqual(['Hero']);
    plugin.close();
  });
});

describe('vectors', () => {
  it('are one layer a colour, named by it, in a frame without a fill, and export as the same pixels', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero');
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(frame, { result: vectors() }));
    const node = document.graph.getNode(id)!;
    expect(node).toMatchObject({
      type: 'FRAME',
      name: 'Hero 8×6',
      width: 32,
      height: 24,
      clipsContent: true,
      fills: [],
    });
    const layers = document.graph.getChildren(id);
    expect(layers.map(({ name }) => name)).toEqual(vectors().layers.map(({ name }) => name));
    expect(layers.every(({ type, strokes }) => type === 'VECTOR' && strokes.length === 0)).toBe(true);
    expect(decode(await document.exportNode(id)).data).toEqual(PIXELS);
    plugin.close();
  });

  it('can be recoloured by paint styles', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Icons/Hero');
    document.addStyle('Icons - Hero 8×6/old', []);
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(frame, { result: vectors(), bind: 'styles' }));
    await plugin.get('written', write(frame, { result: vectors(), bind: 'styles' }));
    const names = [...document.styles.values()].map(({ name }) => name);
    expect(names).toHaveLength(9);
    expect(names.slice(1).map((name) => name.replace(/[0-9a-f]{6}$/, '…'))).toEqual([
      ...Array(4).fill('Icons - Hero 8×6 (2)/…'),
      ...Array(4).fill('Icons - Hero 8×6 (3)/…'),
    ]);
    for (const { name, fillStyleId } of document.graph.getChildren(id)) {
      expect(document.styles.get(fillStyleId!)!.name).toBe(`Icons - Hero 8×6 (2)/${name.slice(1)}`);
    }
    expect(decode(await document.exportNode(id)).data).toEqual(PIXELS);
    plugin.close();
  });

  it('can be recoloured by variables', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero');
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(frame, { result: vectors(), bind: 'variables' }));
    const { graph } = document;
    const [collection] = [...graph.variableCollections.values()];
    expect(collection.name).toBe('Hero 8×6');
    for (const { name, boundVariables } of graph.getChildren(id)) {
      const variable = graph.variables.get(Object.values(boundVariables)[0])!;
      expect(variable).toMatchObject({ name: name.slice(1), type: 'COLOR', collectionId: collection.id });
    }
    // What is made of the palette is found again as one of the document's palettes.
    const { palettes } = await plugin.get('palettes', { type: 'palettes' });
    expect(palettes).toEqual([{ name: 'Hero 8×6', colours: expect.arrayContaining([...ART.palette]) }]);
    plugin.close();
  });

  it('wears the document’s own styles where those are its colours, also when it is made again', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero');
    const [{ colour, name }] = vectors().layers;
    const paint = (opacity: number) => ({
      type: 'SOLID' as const,
      color: { r: colour[0] / 255, g: colour[1] / 255, b: colour[2] / 255, a: 1 },
      opacity,
      visible: true,
    });
    document.addStyle('Brand/Faint', [paint(0.5)]);
    document.addStyle('Brand/Ink', [paint(1)]);
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(frame, { result: vectors(), bind: 'styles' }));
    const styleOf = (which: string) => {
      const layer = document.graph.getChildren(id).find((each) => each.name === which && each.visible);
      return document.styles.get(layer?.fillStyleId ?? '')?.name;
    };
    const made = [...document.styles.values()].length;
    expect(made).toBe(2 + vectors().layers.length - 1);
    expect(styleOf(name)).toBe('Brand/Ink');
    expect(styleOf(vectors().layers[1].name)).toMatch(/^Hero 8×6\/[0-9a-f]{6}$/);
    await plugin.get('written', write(frame, { result: vectors(), bind: 'styles', updates: id }));
    expect([...document.styles.values()]).toHaveLength(made);
    expect(styleOf(name)).toBe('Brand/Ink');
    plugin.close();
  });

  it('is bound to the document’s own variables where those are its colours, and needs no collection then', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero');
    const plugin = await Plugin.run(document);
    // A palette of the document's own: made here, and named by somebody.
    await plugin.get('written', write(frame, { result: vectors(), bind: 'variables' }));
    const { graph } = document;
    const [collection] = [...graph.variableCollections.values()];
    collection.name = 'Brand';
    for (const variable of graph.variables.values()) variable.name = `Color ${variable.name}`;
    await plugin.get('done', finish);
    plugin.close();
    const again = await Plugin.run(document);
    const { id } = await again.get('written', write(frame, { result: vectors(), bind: 'variables' }));
    expect([...graph.variableCollections.values()]).toHaveLength(1);
    for (const { name, boundVariables } of graph.getChildren(id))
      expect(graph.variables.get(Object.values(boundVariables)[0])?.name).toBe(`Color ${name.slice(1)}`);
    again.close();
  });
});

describe('the place', () => {
  it('is beside the outermost frame, on the page, clear of what lies there and of earlier results', async () => {
    const { document, add } = await newDocument();
    const outer = add('FRAME', 'Screen', { width: 400, height: 300, clipsContent: true });
    const icons = [0, 1, 2].map((i) =>
      add('FRAME', `Icon ${i}`, { x: 20 + i * 60, y: 30, width: 40, height: 40 }, outer),
    );
    const wall = add('RECTANGLE', 'Wall', { x: 450, y: 0, width: 10, height: 500 });
    const plugin = await Plugin.run(document);
    const boxes = [];
    for (const icon of [...icons, icons[1]])
      boxes.push(document.boxOf((await plugin.get('written', write(icon))).id));
    expect(boxes.map(({ x, y }) => [x, y])).toEqual([
      [20, 340],
      [80, 340],
      [140, 340],
      [-72, 30],
    ]);
    expect(namesIn(document)).toEqual([
      'Screen',
      'Wall',
      'Icon 0 8×6',
      'Icon 1 8×6',
      'Icon 2 8×6',
      'Icon 1 8×6 (2)',
    ]);
    expect(document.boxOf(wall).x).toBe(450);
    plugin.close();
  });

  it('is near every frame of a row, whatever lies around, and overlaps nothing', async () => {
    const { document, add } = await newDocument();
    const frames = [0, 1, 2, 3].map((i) => add('FRAME', `F${i}`, { x: i * 150 }));
    // Auto layout in a frame does not matter to what is beside it.
    const row = add('FRAME', 'Row', { x: 0, y: 130, width: 550, layoutMode: 'HORIZONTAL' });
    const child = add('FRAME', 'Child', { width: 60 }, row);
    const plugin = await Plugin.run(document);
    const boxes = [];
    for (const layer of [...frames, child])
      boxes.push(document.boxOf((await plugin.get('written', write(layer))).id));
    expect(boxes.map(({ x, y }) => [x, y])).toEqual([
      [-72, 0],
      [150, -64],
      [300, -64],
      [590, 0],
      [590, 130],
    ]);
    plugin.close();
  });

  it('is in the section where that has room, and beside the section where it has none', async () => {
    const { document, add } = await newDocument();
    const section = add('SECTION', 'Part', { x: 1000, y: 500, width: 250, height: 200 });
    const frame = add('FRAME', 'Hero', { x: 50, y: 60 }, section);
    const plugin = await Plugin.run(document);
    const ids = [];
    for (let i = 0; i < 4; i++) ids.push((await plugin.get('written', write(frame))).id);
    const places = ids.map((id) => [
      document.graph.getNode(id)!.parentId,
      document.boxOf(id).x,
      document.boxOf(id).y,
    ]);
    const page = document.currentPage;
    expect(places).toEqual([
      [section, 1190, 560],
      [page, 1290, 560],
      [page, 1050, 740],
      [page, 928, 560],
    ]);
    plugin.close();
  });

  it('is over the layer, directly above it, in the same frame', async () => {
    const { document, add } = await newDocument();
    const outer = add('FRAME', 'Screen', { x: 7.5, y: 3.25, width: 400, height: 300 });
    const under = add('FRAME', 'Hero', { x: 10, y: 10, width: 34, height: 25 }, outer);
    add('RECTANGLE', 'Top', {}, outer);
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(under, { place: 'over' }));
    const again = await plugin.get('written', write(under, { place: 'over' }));
    expect(namesIn(document, outer)).toEqual(['Hero', 'Hero 8×6', 'Hero 8×6 (2)', 'Top']);
    expect(document.boxOf(id)).toEqual({ x: 19, y: 14, width: 32, height: 24 });
    expect(document.boxOf(again.id)).toEqual(document.boxOf(id));
    plugin.close();
  });

  it('does not move anything in auto layout', async () => {
    const { document, add } = await newDocument();
    const row = add('FRAME', 'Row', { layoutMode: 'HORIZONTAL', width: 300 });
    const [a, b] = [add('FRAME', 'A', { width: 32 }, row), add('FRAME', 'B', { x: 40 }, row)];
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(a, { place: 'replace' }));
    const { graph } = document;
    expect(graph.getNode(id)).toMatchObject({ parentId: row, layoutPositioning: 'ABSOLUTE' });
    // Fully transparent, not invisible: it keeps its place.
    expect(graph.getNode(a)).toMatchObject({ visible: true, opacity: 0, layoutPositioning: 'AUTO' });
    expect(graph.getNode(b)!.x).toBe(40);
    await plugin.get('done', { type: 'discard', job: JOB });
    expect(graph.getNode(a)).toMatchObject({ visible: true, opacity: 1 });
    expect(namesIn(document, row)).toEqual(['A', 'B']);
    plugin.close();
  });

  it.each([0.39, 0.5, 0.6])(
    'has its layer’s opacity of %d and blend mode; the layer keeps both',
    async (opacity) => {
      const { document, add } = await newDocument();
      const row = add('FRAME', 'Row', { layoutMode: 'HORIZONTAL', width: 300 });
      const layer = add('RECTANGLE', 'Faint', { opacity, blendMode: 'MULTIPLY' }, row);
      const plugin = await Plugin.run(document);
      // The second time the layer is hidden by its opacity.
      for (const result of [item(layer).result, vectors()]) {
        const { id } = await plugin.get('written', write(layer, { place: 'replace', result }));
        expect(document.graph.getNode(id)).toMatchObject({ opacity, blendMode: 'MULTIPLY' });
      }
      // A smooth picture has the opacity in its pixels.
      const smooth = await plugin.get('written', write(layer, { again: 'depixelize' }));
      expect(document.graph.getNode(smooth.id)).toMatchObject({ opacity: 1, blendMode: 'MULTIPLY' });
      await plugin.get('done', { type: 'discard', job: JOB });
      expect(document.graph.getNode(layer)).toMatchObject({ opacity, blendMode: 'MULTIPLY' });
      plugin.close();
    },
  );

  it('is outside of a grid, and in a frame in it', async () => {
    const { document, add } = await newDocument();
    const grid = add('FRAME', 'Grid', { layoutMode: 'GRID', x: 20, width: 300 });
    const cell = add('FRAME', 'Cell', { width: 32, height: 24 }, grid);
    const inner = add('RECTANGLE', 'Inner', { width: 32, height: 24 }, cell);
    const plugin = await Plugin.run(document);
    const over = await plugin.get('written', write(cell, { place: 'over' }));
    expect(document.graph.getNode(over.id)!.parentId).toBe(document.currentPage);
    const inside = await plugin.get('written', write(inner, { place: 'over' }));
    expect(document.graph.getNode(inside.id)!.parentId).toBe(cell);
    expect(document.boxOf(inside.id)).toEqual(document.boxOf(over.id));
    plugin.close();
  });

  it('is in the layer’s group, but not where the group would grow in auto layout', async () => {
    const { document, add } = await newDocument();
    const row = add('FRAME', 'Row', { layoutMode: 'HORIZONTAL', width: 300, y: 200 });
    for (const [parent, holder] of [
      [document.currentPage, 'Group'],
      [row, 'Row'],
    ]) {
      const group = add('GROUP', 'Group', { fills: [], x: 8, y: 8 }, parent);
      const layer = add('RECTANGLE', 'Hero', { width: 32, height: 24 }, group);
      const plugin = await Plugin.run(document);
      const { id } = await plugin.get('written', write(layer, { place: 'over' }));
      const node = document.graph.getNode(id)!;
      expect(document.graph.getNode(node.parentId!)!.name).toBe(holder);
      expect(document.boxOf(id)).toEqual(document.boxOf(layer));
      plugin.close();
    }
  });

  it.each(['beside', 'over', 'replace'] as const)('is outside of an instance: %s', async (place) => {
    const { document, add } = await newDocument();
    const { graph } = document;
    const component = add('COMPONENT', 'Button');
    add('RECTANGLE', 'Label', { x: 10, y: 10, width: 32, height: 24 }, component);
    const screen = add('FRAME', 'Screen', { x: 500, width: 300, height: 300 });
    const instance = graph.createInstance(component, screen, { x: 20, y: 20 })!.id;
    const label = graph.getChildren(instance)[0].id;
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(label, { place }));
    const holder = graph.getNode(id)!.parentId;
    expect(holder).toBe(place === 'beside' ? document.currentPage : screen);
    expect(document.boxOf(id)).toMatchObject(place === 'beside' ? { x: 840, y: 30 } : { x: 530, y: 30 });
    // Invisible layers in instances cannot be reached any more.
    expect(graph.getNode(label)).toMatchObject({ visible: true, opacity: place === 'replace' ? 0 : 1 });
    expect(graph.getChildren(component)).toHaveLength(1);
    plugin.close();
  });

  it('is the page for what is turned: the pixels stay upright and whole', async () => {
    const { document, add } = await newDocument();
    const turned = add('FRAME', 'Turned', { x: 100, y: 100, rotation: 30 });
    const inner = add('RECTANGLE', 'Inner', { x: 10, y: 10 }, turned);
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(inner, { place: 'over' }));
    expect(document.graph.getNode(id)!.parentId).toBe(document.currentPage);
    const { x, y, width, height } = document.boxOf(id);
    expect([width, height, x % 1, y % 1]).toEqual([32, 24, 0, 0]);
    plugin.close();
  });

  it('leaves locked layers as they are', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Screen', { locked: true, width: 300 });
    const layer = add('RECTANGLE', 'Hero', { x: 10 }, frame);
    const plugin = await Plugin.run(document);
    expect(await plugin.reason(write(layer, { place: 'replace' }))).toMatch(
      /“Hero” is locked, so it is not hidden/,
    );
    const { id } = await plugin.get('written', write(layer, { place: 'over' }));
    expect(document.graph.getNode(id)!.parentId).toBe(document.currentPage);
    expect(namesIn(document, frame)).toEqual(['Hero']);
    plugin.close();
  });

  it('is on the layer’s own page after the page was switched', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero');
    const home = document.currentPage;
    const plugin = await Plugin.run(document);
    document.currentPage = document.graph.addPage('Other').id;
    const { id } = await plugin.get('written', write(frame));
    await plugin.get('done', finish);
    expect(document.pageOf(id)).toBe(home);
    expect(document.selection).toEqual([]);
    expect(namesIn(document)).toEqual([]);
    plugin.close();
  });
});

describe('the view', () => {
  const seen = { x: 0, y: 0, scale: 1, width: 800, height: 600 };

  it('stays where all results are seen', async () => {
    const { document, add } = await newDocument();
    document.view = seen;
    const frame = add('FRAME', 'Hero', { x: 20, y: 20 });
    const plugin = await Plugin.run(document);
    await plugin.get('written', write(frame));
    await plugin.get('done', finish);
    expect(document.view).toEqual(seen);
    plugin.close();
  });

  it('scrolls as little as shows a result, at the same zoom', async () => {
    const { document, add } = await newDocument();
    document.view = seen;
    const frame = add('FRAME', 'Hero', { x: 690, y: -20 });
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(frame));
    expect(document.boxOf(id)).toMatchObject({ x: 830, y: -20 });
    await plugin.get('done', finish);
    expect(document.view).toEqual({ ...seen, x: 830 + 32 + 40 - 800, y: -60 });
    plugin.close();
  });

  it('zooms out where the results do not fit', async () => {
    const { document, add } = await newDocument();
    document.view = { ...seen, x: 5000 };
    const frames = [0, 3000].map((x) => add('FRAME', 'Hero', { x }));
    const plugin = await Plugin.run(document);
    for (const frame of frames) await plugin.get('written', write(frame));
    await plugin.get('done', finish);
    const { x, scale, width } = document.view;
    expect(scale).toBeLessThan(0.5);
    expect([x < 140, x + width / scale > 3172]).toEqual([true, true]);
    plugin.close();
  });

  it('is not that of another page', async () => {
    const { document, add } = await newDocument();
    document.view = seen;
    const frame = add('FRAME', 'Hero', { x: 3000 });
    const plugin = await Plugin.run(document);
    document.currentPage = document.graph.addPage('Other').id;
    await plugin.get('written', write(frame));
    await plugin.get('done', finish);
    expect(document.view).toEqual(seen);
    plugin.close();
  });
});

describe('a result', () => {
  it('knows what it was made from and how, and has the buttons for it', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero');
    const first = await Plugin.run(document);
    const { id } = await first.get('written', write(frame));
    await first.get('done', finish);
    first.close();
    const node = document.graph.getNode(id)!;
    expect(node.pluginRelaunchData.map(({ command }) => command)).toEqual(['pixelize-again', 'pixelize']);

    const again = await Plugin.run(document, { command: 'pixelize-again' });
    const { layers, visible, command } = await again.start();
    expect([command, visible, again.host.window!.visible]).toEqual(['pixelize-again', false, false]);
    expect(layers).toMatchObject([{ id, source: frame, madeBy: { pixelize: { colors: 4 } } }]);
    await again.get('written', write(frame));
    expect(namesIn(document)).toEqual(['Hero', 'Hero 8×6', 'Hero 8×6 (2)']);
    again.close();

    document.remove(frame);
    document.selection = [id];
    const alone = await Plugin.run(document);
    expect((await alone.start()).layers).toMatchObject([
      { id, source: id, madeBy: { pixelize: { colors: 4 } } },
    ]);
    // It is named after the original, not after itself.
    expect((await alone.get('written', write(id))).name).toBe('Hero 8×6 (2)');
    alone.close();
  });

  it('that hides its original can be made again: it is shown while it is exported, and hidden after', async () => {
    const { document, add } = await newDocument();
    const frame = add('FRAME', 'Hero');
    const plugin = await Plugin.run(document);
    await plugin.get('written', write(frame, { place: 'replace' }));
    await plugin.get('done', finish);
    expect(document.graph.getNode(frame)!.visible).toBe(false);
    const { png } = await plugin.get('exported', {
      type: 'export',
      job: 9,
      layer: frame,
      size: { type: 'SCALE', value: 1 },
    });
    expect(decode(png)).toMatchObject({ width: 100, height: 80 });
    expect(document.graph.getNode(frame)!.visible).toBe(false);
    // Once more in its place: above the first one, and taking it back does not show what was hidden before.
    await plugin.get('written', { type: 'write', job: 9, item: item(frame, { place: 'replace' }) });
    expect(namesIn(document)).toEqual(['Hero', 'Hero 8×6', 'Hero 8×6 (2)']);
    await plugin.get('done', { type: 'discard', job: 9 });
    expect(document.graph.getNode(frame)!.visible).toBe(false);
    plugin.close();
  });

  it('that was copied here from another file does not take any layer of this one for its original', async () => {
    const there = await newDocument();
    const original = there.add('FRAME', 'Hero');
    const from = await Plugin.run(there.document);
    const { id } = await from.get('written', write(original));
    await from.get('done', finish);
    from.close();
    const { pluginData } = there.document.graph.getNode(id)!;

    const { document, add } = await newDocument();
    const namesake = { name: 'Another', width: 50, height: 50 };
    document.graph.createNodeWithId(original, 'RECTANGLE', document.currentPage, namesake);
    const copy = add('RECTANGLE', 'Hero 8×6', { pluginData });
    document.selection = [copy];
    for (const known of [false, true]) {
      const plugin = await Plugin.run(document);
      const { layers } = await plugin.start();
      expect(layers).toMatchObject([{ id: copy, source: copy, madeBy: { pixelize: { colors: 4 } } }]);
      if (!known) {
        await plugin.get('written', write(copy));
        await plugin.get('done', finish);
        document.selection = [copy];
      }
      plugin.close();
    }
  });

  it('with data that cannot be read is a layer like any other', async () => {
    const { document, add } = await newDocument();
    const broken = [{ pluginId: 'preview', key: 'result', value: '{"source":' }];
    const frame = add('FRAME', 'Hero', { pluginData: broken });
    document.selection = [frame];
    const plugin = await Plugin.run(document);
    expect((await plugin.start()).layers).toMatchObject([{ problem: null, madeBy: null, source: frame }]);
    plugin.close();
  });
});
