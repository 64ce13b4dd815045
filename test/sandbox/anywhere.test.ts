import { expect, it } from 'vitest';
import { random as randomFrom } from '../../src/core/random.ts';
import { contents, item, newDocument, Plugin, vectors } from './plugin.ts';

const KINDS = ['FRAME', 'GROUP', 'SECTION', 'COMPONENT', 'BOOLEAN_OPERATION', 'FRAME'] as const;
const LAYOUTS = ['NONE', 'NONE', 'HORIZONTAL', 'GRID'] as const;
const PLACES = ['beside', 'over', 'replace'] as const;

it.each([1, 2, 3])(
  'wherever a layer is, its art is whole, upright and nowhere forbidden, and goes without a trace (%i)',
  async (seed) => {
    const random = randomFrom(seed);
    const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)];
    const made = await newDocument();
    const { document, add } = made;
    const { graph } = document;
    const layers: string[] = [];
    /** Layers in layers, at fractional places, some of them turned, locked, hidden or in instances. */
    const grow = (parent: string, depth: number) => {
      for (let i = 0; i < 3; i++) {
        const kind = depth > 3 ? 'RECTANGLE' : one([...KINDS, 'RECTANGLE'] as const);
        // Sections are on pages and in sections only.
        const inPage = ['CANVAS', 'SECTION'].includes(graph.getNode(parent)!.type);
        const type = kind === 'SECTION' && !inPage ? 'FRAME' : kind;
        const id = add(
          type,
          `${type} ${layers.length}`,
          {
            x: random() * 500,
            y: random() * 500,
            width: 20 + random() * 200,
            height: 20 + random() * 200,
            layoutMode: type === 'FRAME' ? one(LAYOUTS) : 'NONE',
            rotation: type === 'FRAME' && random() < 0.2 ? 30 : 0,
            locked: random() < 0.1,
            visible: random() < 0.95,
            clipsContent: random() < 0.5,
            ...(type === 'GROUP' || type === 'BOOLEAN_OPERATION' ? { fills: [] } : {}),
          },
          parent,
        );
        layers.push(id);
        if (type !== 'RECTANGLE') grow(id, depth + 1);
        if (type === 'COMPONENT' && parent !== id) {
          const instance = graph.createInstance(id, document.currentPage, { x: random() * 900, y: -600 })!;
          layers.push(instance.id, ...graph.getChildren(instance.id).map((child) => child.id));
        }
      }
    };
    grow(document.currentPage, 0);
    const before = contents(made);
    const untouched = new Map(layers.map((id) => [id, structuredClone(document.boxOf(id))]));
    const plugin = await Plugin.run(document, { vm: 'native' });
    let written = 0;
    for (const layer of layers) {
      const place = one(PLACES);
      const result = random() < 0.3 ? { result: vectors() } : {};
      const answer = await plugin.ask({ type: 'write', job: 1, item: item(layer, { place, ...result }) });
      if (answer.type === 'failed') {
        expect(answer.reason).toMatch(/is locked, so it is not hidden/);
        continue;
      }
      if (answer.type !== 'written') throw new Error(answer.type);
      written++;
      const { x, y, width, height } = document.boxOf(answer.id);
      expect([width, height]).toEqual([32, 24]);
      for (const at of [x, y]) expect(Math.abs(at - Math.round(at))).toBeLessThan(1e-9);
      const node = graph.getNode(answer.id)!;
      for (let up = graph.getNode(node.parentId!)!; up.type !== 'CANVAS'; up = graph.getNode(up.parentId!)!) {
        expect(['FRAME', 'GROUP', 'SECTION', 'COMPONENT']).toContain(up.type);
        expect(up.locked).toBe(false);
      }
      const holder = graph.getNode(node.parentId!)!;
      if (place === 'beside') expect(['CANVAS', 'SECTION']).toContain(holder.type);
      expect(holder.layoutMode).not.toBe('GRID');
      expect(node.layoutPositioning).toBe(holder.layoutMode === 'HORIZONTAL' ? 'ABSOLUTE' : 'AUTO');
    }
    expect(written).toBeGreaterThan(layers.length / 2);
    for (const [id, box] of untouched) expect(document.boxOf(id)).toEqual(box);
    await plugin.get('done', { type: 'discard', job: 1 });
    expect(contents(made)).toEqual(before);
    plugin.close();
  },
);
