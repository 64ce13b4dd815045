import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { ART, contents, item, newDocument, Plugin, vectors } from './plugin.ts';

type Opened = Awaited<ReturnType<typeof newDocument>>;

/** Art of variables on a canvas. */
async function written(opened: Opened, name = 'Hero') {
  const { document, add } = opened;
  const plugin = await Plugin.run(document);
  const frame = add('FRAME', name);
  const result = vectors();
  const ask = {
    type: 'write',
    job: 1,
    item: item(frame, { result, bind: 'variables', suffix: '8×6' }),
  } as const;
  const { id } = await plugin.get('written', ask);
  await plugin.get('done', { type: 'finish', job: 1 });
  return { plugin, id, document, graph: document.graph };
}

/** Each colour in reverse. */
const turned = ([r, g, b]: Rgba): Rgba => [255 - r, 255 - g, 255 - b, 255];
const pairs = ART.palette.map((colour) => [colour, turned(colour)] as const);
const mode = (layer: string, name = 'Negative', colours = pairs) =>
  ({ type: 'add-mode', mode: { layer, name, colours } }) as const;

const pixels = async ({ document }: Opened, id: string) => [...decode(await document.exportNode(id)).data];
const negative = (data: readonly number[]) => data.map((byte, i) => (i % 4 === 3 ? byte : 255 - byte));

describe('a palette as a mode', () => {
  it('recolours all of the art by one switch, and leaves it as it is until then', async () => {
    const opened = await newDocument();
    const { plugin, id, graph, document } = await written(opened);
    const before = await pixels(opened, id);
    const { colours } = await plugin.get('bound-colours', { type: 'bound-colours', layer: id });
    expect([...colours].sort()).toEqual([...ART.palette].sort());
    const { added } = await plugin.get('mode-added', mode(id));
    expect(added).toEqual({ kind: 'added', collection: 'Hero 8×6', mode: 'Negative' });
    expect(await pixels(opened, id)).toEqual(before);
    const [collection] = [...graph.variableCollections.values()];
    expect(collection.modes.map(({ name }) => name)).toEqual([expect.any(String), 'Negative']);
    graph.updateNode(id, { variableModes: { [collection.id]: collection.modes[1].modeId } });
    document.renderer.forgetAll();
    expect(await pixels(opened, id)).toEqual(negative(before));
    plugin.close();
  });

  it('is one undo step', async () => {
    const opened = await newDocument();
    const { plugin, id, document } = await written(opened);
    document.commit();
    const before = contents(opened);
    await plugin.get('mode-added', mode(id));
    document.undo();
    expect(contents(opened)).toEqual(before);
    plugin.close();
  });

  it('is changed where there is one of its name', async () => {
    const opened = await newDocument();
    const { plugin, id, graph } = await written(opened);
    await plugin.get('mode-added', mode(id));
    const same = ART.palette.map((colour) => [colour, colour] as const);
    const { added } = await plugin.get('mode-added', mode(id, 'Negative', same));
    expect(added.kind).toBe('changed');
    const [collection] = [...graph.variableCollections.values()];
    expect(collection.modes).toHaveLength(2);
    for (const { valuesByMode } of graph.variables.values()) {
      const [first, second] = collection.modes.map(({ modeId }) => valuesByMode[modeId]);
      expect(second).toEqual(first);
    }
    plugin.close();
  });

  it('leaves variables of the document’s own alone: the art gets some that stand for them', async () => {
    const opened = await newDocument();
    const first = await written(opened);
    const { graph, document } = first;
    first.plugin.close();
    const [brand] = [...graph.variableCollections.values()];
    brand.name = 'Brand';
    for (const variable of graph.variables.values()) variable.name = `Color ${variable.name}`;
    const { plugin, id } = await written(opened, 'Other');
    const before = await pixels(opened, id);
    const { added } = await plugin.get('mode-added', mode(id));
    expect(added).toEqual({ kind: 'added', collection: 'Other 8×6', mode: 'Negative' });
    expect(brand.modes).toHaveLength(1);
    expect(await pixels(opened, id)).toEqual(before);
    const own = [...graph.variableCollections.values()].find(({ name }) => name === 'Other 8×6')!;
    graph.updateNode(id, { variableModes: { [own.id]: own.modes[1].modeId } });
    document.renderer.forgetAll();
    expect(await pixels(opened, id)).toEqual(negative(before));
    plugin.close();
  });

  it('becomes a collection of the same names where the plan has no room for modes', async () => {
    const opened = await newDocument();
    opened.document.mostModes = 1;
    const { plugin, id, graph } = await written(opened);
    const before = await pixels(opened, id);
    const [own] = [...graph.variableCollections.values()];
    const { added } = await plugin.get('mode-added', mode(id));
    expect(added).toEqual({ kind: 'collection', collection: 'Hero 8×6, Negative', mode: 'Negative' });
    const [, instead] = [...graph.variableCollections.values()];
    const namesIn = ({ variableIds }: typeof own) =>
      variableIds.map((each) => graph.variables.get(each)?.name);
    expect(namesIn(instead).sort()).toEqual(namesIn(own).sort());
    expect(own.modes).toHaveLength(1);
    expect(await pixels(opened, id)).toEqual(before);
    plugin.close();
  });

  it('has new colours of the art as well when that is made again', async () => {
    const opened = await newDocument();
    const { plugin, id, graph } = await written(opened);
    await plugin.get('mode-added', mode(id));
    const [collection] = [...graph.variableCollections.values()];
    const result = vectors();
    const [first, ...others] = result.layers;
    const colour: Rgba = [250, 128, 7, 255];
    const layers = [{ ...first, name: '#fa8007', colour }, ...others];
    const again = item(graph.getNode(id)!.parentId!, { result: { ...result, layers }, bind: 'variables' });
    const source = graph.getChildren(opened.document.currentPage).find(({ name }) => name === 'Hero')!.id;
    await plugin.get('written', { type: 'write', job: 2, item: { ...again, layer: source, updates: id } });
    const made = [...graph.variables.values()].find(({ name }) => name === 'fa8007')!;
    for (const { modeId } of collection.modes)
      expect(made.valuesByMode[modeId]).toMatchObject({ r: 250 / 255, g: 128 / 255, b: 7 / 255 });
    plugin.close();
  });

  it('is refused in a sentence where the art has no variables, or is locked', async () => {
    const opened = await newDocument();
    const { document, add } = opened;
    const plain = add('FRAME', 'Plain');
    const { plugin, id, graph } = await written(opened);
    document.commit();
    const before = contents(opened);
    expect(await plugin.reason({ type: 'bound-colours', layer: plain })).toMatch(
      /^“Plain” has no colors that are variables\. Make it again as vectors/,
    );
    expect(await plugin.reason(mode(plain))).toMatch(/^“Plain” has no colors that are variables/);
    graph.updateNode(id, { locked: true });
    expect(await plugin.reason(mode(id))).toMatch(/is locked, so it is not changed/);
    graph.updateNode(id, { locked: false });
    expect(contents(opened)).toEqual(before);
    plugin.close();
  });
});
