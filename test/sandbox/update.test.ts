import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { PixelArt } from '../../src/core/image.ts';
import { encodeIndexedPng } from '../../src/core/png.ts';
import { vectorsOf } from '../../src/export/vectors.ts';
import type { WriteItem } from '../../src/messages.ts';
import { randomArt, someColours } from '../support/art.ts';
import { ART, contents, item, namesIn, newDocument, Plugin, vectors } from './plugin.ts';

/** Other art, of 10 × 8 cells: 40 × 32 canvas pixels. */
const OTHER: PixelArt = randomArt(10, 8, [...ART.palette.slice(1), ...someColours(2, 700)], 8);
const SIZE = { width: 40, height: 32 };
const otherImage = { kind: 'image', png: encodeIndexedPng(OTHER, 4), ...SIZE } as const;
const otherVectors = { kind: 'vectors', ...vectorsOf(OTHER, SIZE) } as const;

const pixelsOf = ({ width, palette, indices }: PixelArt, zoom: number) => {
  const side = width * zoom;
  return Uint8Array.from({ length: indices.length * zoom * zoom * 4 }, (_, i) => {
    const [x, y] = [Math.floor(i / 4) % side, Math.floor(i / 4 / side)];
    return palette[indices[Math.floor(y / zoom) * width + Math.floor(x / zoom)]][i % 4];
  });
};

const write = (layer: string, changes: Partial<WriteItem> = {}, job = 1) =>
  ({ type: 'write', job, item: item(layer, changes) }) as const;
const again = (layer: string, id: string, changes: Partial<WriteItem> = {}, job = 2) =>
  write(layer, { updates: id, suffix: '10×8', result: otherImage, ...changes }, job);

/** A frame with a finished result, and a plugin that runs. */
async function withResult(changes: Partial<WriteItem> = {}) {
  const made = await newDocument();
  const frame = made.add('FRAME', 'Hero');
  const plugin = await Plugin.run(made.document);
  const { id } = await plugin.get('written', write(frame, changes));
  await plugin.get('done', { type: 'finish', job: 1 });
  return { ...made, frame, id, plugin };
}
const finish = { type: 'finish', job: 2 } as const;

describe('a result that is made again', () => {
  it.each([
    ['an image', {}, otherImage],
    ['vectors', { result: vectors() }, otherVectors],
    ['vectors that become an image', { result: vectors() }, otherImage],
  ] as const)('stays the layer that it is: %s', async (_, first, result) => {
    const made = await withResult(first);
    const { document, frame, id, plugin } = made;
    const { graph } = document;
    graph.updateNode(id, { x: 333, y: 77, rotation: 0, opacity: 0.5, cornerRadius: 3 });
    document.commit();
    const before = contents(made);
    const written = await plugin.get('written', again(frame, id, { result }));
    await plugin.get('done', finish);
    expect(written).toMatchObject({ id, name: 'Hero 10×8' });
    expect(graph.getNode(id)).toMatchObject({
      ...{ name: 'Hero 10×8', x: 333, y: 77, opacity: 0.5, cornerRadius: 3 },
      ...SIZE,
    });
    expect(namesIn(document)).toEqual(['Hero', 'Hero 10×8']);
    expect(graph.getChildren(id)).toHaveLength(result.kind === 'vectors' ? result.layers.length : 0);
    graph.updateNode(id, { opacity: 1, cornerRadius: 0 });
    expect(decode(await document.exportNode(id)).data).toEqual(pixelsOf(OTHER, 4));
    expect(document.selection).toEqual([id]);
    expect(plugin.host.undo()).toBe(true);
    expect(plugin.host.undo()).toBe(true);
    expect(contents(made)).toEqual(before);
    plugin.close();
  });

  it('hands on all that was done to it where it cannot stay', async () => {
    const { document, frame, id, plugin } = await withResult();
    const { graph } = document;
    const done = {
      ...{ opacity: 0.5, blendMode: 'MULTIPLY', cornerRadius: 3, horizontalConstraint: 'MAX' },
      effects: [{ type: 'LAYER_BLUR', radius: 4, visible: true }],
    } as unknown as Parameters<typeof graph.updateNode>[1];
    graph.updateNode(id, done);
    const written = await plugin.get('written', again(frame, id, { result: otherVectors }));
    await plugin.get('done', finish);
    expect(written.id).not.toBe(id);
    expect(graph.getNode(written.id)).toMatchObject(done);
    plugin.close();
  });

  it.each([
    ['marked', true],
    ['told by their names', false],
  ])('keeps what its user drew into it, above the art: vectors that are %s', async (_, marked) => {
    const { document, add, frame, id, plugin } = await withResult({ result: vectors() });
    const { graph } = document;
    // Results of earlier versions have no marks.
    if (!marked) for (const { id: own } of graph.getChildren(id)) graph.updateNode(own, { pluginData: [] });
    const drawn = add('VECTOR', 'Star', { x: 3, y: 4 }, id);
    for (const job of [2, 3]) {
      await plugin.get('written', again(frame, id, { result: otherVectors }, job));
      await plugin.get('done', { type: 'finish', job });
      const names = otherVectors.layers.map(({ name }) => name);
      expect(namesIn(document, id)).toEqual([...names, 'Star']);
    }
    expect(graph.getNode(drawn)).toMatchObject({ x: 3, y: 4, visible: true });
    await plugin.get('written', again(frame, id, {}, 4));
    await plugin.get('done', { type: 'finish', job: 4 });
    expect(namesIn(document, id)).toEqual(['Star']);
    plugin.close();
  });

  it.each([
    ['vectors', otherVectors],
    ['an image', otherImage],
  ] as const)('stays the component that its user made of it, with its instances: %s', async (_, result) => {
    const { document, frame, id, plugin } = await withResult({ result: vectors() });
    const { graph } = document;
    graph.updateNode(id, { type: 'COMPONENT' });
    const instance = graph.createInstance(id, document.currentPage, { x: 900 })!;
    expect((await plugin.get('written', again(frame, id, { result }))).id).toBe(id);
    await plugin.get('done', finish);
    expect(graph.getNode(id)).toMatchObject({ type: 'COMPONENT', ...SIZE });
    expect(graph.getNode(instance.id)).toMatchObject({ type: 'INSTANCE', componentId: id });
    expect(decode(await document.exportNode(id)).data).toEqual(pixelsOf(OTHER, 4));
    // An instance carries what its component does, but is not the result.
    graph.updateNode(instance.id, { pluginData: graph.getNode(id)!.pluginData });
    const beside = await plugin.get('written', again(frame, instance.id, { result }, 3));
    expect(beside.id).not.toBe(instance.id);
    expect(graph.getNode(instance.id)).toBeDefined();
    plugin.close();
  });

  it('is left alone where it was made into a layer that cannot hold the art', async () => {
    const made = await withResult({ result: vectors() });
    const { document, frame, id, plugin } = made;
    document.graph.updateNode(id, { type: 'GROUP' });
    const before = contents(made);
    expect(await plugin.reason(again(frame, id))).toBe(
      '“Hero 8×6” was made into another kind of layer, so it is not changed. Select its original to make new art.',
    );
    expect(contents(made)).toEqual(before);
    plugin.close();
  });

  it('is told of when that is undone, though nothing else is selected by it', async () => {
    const { document, frame, id, plugin } = await withResult();
    document.selection = [id];
    document.commit();
    await plugin.get('written', again(frame, id));
    await plugin.get('done', finish);
    const told: unknown[] = [];
    document.listen((event) => event === 'selection' && told.push(event));
    expect(plugin.host.undo()).toBe(true);
    await plugin.host.message<{ type: string; undone?: number }>(
      ({ type, undone }) => type === 'selection' && undone === 2,
    );
    expect(told).toEqual([]);
    plugin.close();
  });

  it('gives its place to vectors where it was an image', async () => {
    const { document, add, frame, id, plugin } = await withResult();
    add('RECTANGLE', 'Above', { y: 500 });
    document.graph.updateNode(id, { x: 300, y: 50 });
    const written = await plugin.get('written', again(frame, id, { result: otherVectors }));
    await plugin.get('done', finish);
    expect(namesIn(document)).toEqual(['Hero', 'Hero 10×8', 'Above']);
    expect(document.boxOf(written.id)).toEqual({ x: 300, y: 50, ...SIZE });
    expect(document.graph.getNode(id)).toBeUndefined();
    expect(decode(await document.exportNode(written.id)).data).toEqual(pixelsOf(OTHER, 4));
    plugin.close();
  });

  it('stays in the middle of what it took the place of, and nothing of the old art shows through', async () => {
    const { document, frame, id, plugin } = await withResult({ place: 'replace' });
    expect(document.boxOf(id)).toEqual({ x: 34, y: 28, width: 32, height: 24 });
    await plugin.get('written', again(frame, id, { place: 'replace' }));
    await plugin.get('done', finish);
    expect(document.boxOf(id)).toEqual({ x: 30, y: 24, ...SIZE });
    expect(namesIn(document)).toEqual(['Hero', 'Hero 10×8']);
    expect(document.graph.getNode(frame)!.visible).toBe(false);
    plugin.close();
  });

  it('keeps a name that somebody gave it, and its number where only the art is new', async () => {
    const { document, frame, id, plugin } = await withResult();
    const second = await plugin.get('written', write(frame, {}, 2));
    expect(second.name).toBe('Hero 8×6 (2)');
    expect((await plugin.get('written', again(frame, second.id, { suffix: '8×6' }))).name).toBe(second.name);
    document.graph.updateNode(id, { name: 'My art' });
    expect((await plugin.get('written', again(frame, id))).name).toBe('My art');
    plugin.close();
  });

  it.each(['image', 'vectors'] as const)('is as it was when the job is discarded: %s', async (kind) => {
    const made = await withResult(kind === 'vectors' ? { result: vectors(), bind: 'styles' } : {});
    const { document, frame, id, plugin } = made;
    const before = contents(made);
    for (const result of [otherImage, otherVectors]) {
      const changes = { result, bind: 'styles', place: 'replace' } as const;
      const job = result === otherImage ? 2 : 3;
      await plugin.get('written', again(frame, id, changes, job));
      expect(contents(made)).not.toEqual(before);
      await plugin.get('done', { type: 'discard', job });
      expect(contents(made)).toEqual(before);
    }
    await plugin.get('written', again(frame, id, { result: otherVectors }, 4));
    plugin.close();
    expect(contents(made)).toEqual(before);
    expect(document.graph.getNode(id)).toBeDefined();
  });

  it('keeps its styles, and the colours that they were changed to', async () => {
    const { document, frame, id, plugin } = await withResult({ result: vectors(), bind: 'styles' });
    const names = () => [...document.styles.values()].map(({ name }) => name);
    const before = names();
    await plugin.get('written', again(frame, id, { result: otherVectors, bind: 'styles' }));
    await plugin.get('done', finish);
    // Three of the five colours had styles.
    expect(names().slice(0, 4)).toEqual(before);
    expect(names()).toHaveLength(6);
    expect(names().every((name) => name.startsWith('Hero 8×6/'))).toBe(true);
    const bound = document.graph
      .getChildren(id)
      .map(({ fillStyleId }) => document.styles.get(fillStyleId!)!.name);
    expect(bound.sort()).toEqual(otherVectors.layers.map(({ name }) => `Hero 8×6/${name.slice(1)}`).sort());
    plugin.close();
  });

  it('keeps its variables', async () => {
    const { document, frame, id, plugin } = await withResult({ result: vectors(), bind: 'variables' });
    await plugin.get('written', again(frame, id, { result: otherVectors, bind: 'variables' }));
    await plugin.get('done', finish);
    expect([...document.graph.variableCollections.values()].map(({ name }) => name)).toEqual(['Hero 8×6']);
    expect(document.graph.variables.size).toBe(6);
    plugin.close();
  });

  it('is left alone where it is locked, and told of', async () => {
    const made = await withResult();
    const { document, frame, id, plugin } = made;
    document.graph.updateNode(id, { locked: true });
    const before = contents(made);
    expect(await plugin.reason(again(frame, id))).toBe(
      '“Hero 8×6” is locked, so it is not changed. Unlock it first.',
    );
    expect(contents(made)).toEqual(before);
    document.remove(id);
    expect(await plugin.reason(again(frame, id))).toMatch(/deleted/);
    plugin.close();
  });

  it('is a new one where the layer is no result, or is in an instance', async () => {
    const { document, add, frame, id, plugin } = await withResult();
    const other = add('RECTANGLE', 'Plain', { x: 900 });
    expect((await plugin.get('written', again(frame, other))).id).not.toBe(other);
    const component = add('COMPONENT', 'Card', { x: 2000 });
    document.graph.reparentNode(id, component);
    const instance = document.graph.createInstance(component, document.currentPage, { x: 3000 })!;
    const [inside] = document.graph.getChildren(instance.id);
    const made = await plugin.get('written', again(frame, inside.id));
    expect(made.id).not.toBe(inside.id);
    expect(document.graph.getNode(made.id)!.parentId).toBe(document.currentPage);
    plugin.close();
  });
});
