import { describe, expect, it } from 'vitest';
import type { PixelArt } from '../../src/core/image.ts';
import { encodeIndexedPng } from '../../src/core/png.ts';
import { gifWriter } from '../../src/export/animation/gif.ts';
import type { SequenceItem } from '../../src/messages.ts';
import { ART, contents, namesIn, newDocument, Plugin } from './plugin.ts';

const JOB = 7;
const FRAMES = [0, 1, 2].map(
  (t): PixelArt => ({ ...ART, indices: ART.indices.map((index) => (index + t) % 4) }),
);

const write = (layer: string, changes: Partial<SequenceItem> = {}) => {
  const frames = FRAMES.map((art, i) => ({ png: encodeIndexedPng(art, 4), duration: 50 + 50 * i }));
  const item: SequenceItem = {
    layer,
    suffix: '8×6',
    width: 32,
    height: 24,
    frames,
    arrange: 'row',
    ...changes,
  };
  return { type: 'write-sequence', job: JOB, item } as const;
};
const finish = { type: 'finish', job: JOB } as const;

function gif(): Uint8Array {
  const writer = gifWriter({ zoom: 4, loops: true });
  for (const art of FRAMES) writer.add(art, 50);
  return writer.finish();
}

describe('an animation', () => {
  it('is a row of frames beside its layer, in order, each as large as its image', async () => {
    const made = await newDocument();
    const { document, add } = made;
    const layer = add('FRAME', 'Walk', { x: 10, y: 20 });
    const plugin = await Plugin.run(document);
    await plugin.get('sequence-written', write(layer));
    await plugin.get('done', finish);
    expect(namesIn(document)).toEqual([
      'Walk',
      'Walk 8×6, frame 1',
      'Walk 8×6, frame 2',
      'Walk 8×6, frame 3',
    ]);
    const boxes = document.selection.map((id) => document.boxOf(id));
    expect(boxes.map(({ x, y }) => [x, y])).toEqual([
      [150, 20],
      [198, 20],
      [246, 20],
    ]);
    expect(boxes.every(({ width, height }) => width === 32 && height === 24)).toBe(true);
    plugin.close();
  });

  it('is one frame of stacked layers with their times, the first of which is seen', async () => {
    const { document, add } = await newDocument();
    const plugin = await Plugin.run(document);
    const { id, moves } = await plugin.get(
      'sequence-written',
      write(add('FRAME', 'Walk'), { arrange: 'stack' }),
    );
    expect(moves).toBe(false);
    const layers = document.graph.getChildren(id);
    expect(layers.map(({ name, visible }) => [name, visible])).toEqual([
      ['1, 50 ms', true],
      ['2, 100 ms', false],
      ['3, 150 ms', false],
    ]);
    plugin.close();
  });

  it('is played by Motion where there is Motion: each layer for its time, without blending', async () => {
    const { document, add } = await newDocument();
    document.motion = new Map();
    const plugin = await Plugin.run(document);
    const { id, moves } = await plugin.get(
      'sequence-written',
      write(add('FRAME', 'Walk'), { arrange: 'stack' }),
    );
    expect(moves).toBe(true);
    const layers = document.graph.getChildren(id);
    expect(layers.every(({ visible }) => visible)).toBe(true);
    const tracks = layers.map((layer) => document.motion?.get(layer.id));
    const steps = tracks.map((track) =>
      track?.keyframes.map(({ timelinePosition, value, easing }) => [
        Math.round(timelinePosition * 1000),
        value.value,
        easing !== undefined && 'type' in easing && easing.type,
      ]),
    );
    expect(steps).toEqual([
      [
        [0, 1, 'HOLD'],
        [50, 0, 'HOLD'],
      ],
      [
        [0, 0, 'HOLD'],
        [50, 1, 'HOLD'],
        [150, 0, 'HOLD'],
      ],
      [
        [0, 0, 'HOLD'],
        [150, 1, 'HOLD'],
        [300, 0, 'HOLD'],
      ],
    ]);
    plugin.close();
  });

  it('as a GIF is one frame whose fill holds them all, and comes back byte for byte', async () => {
    const { document, add } = await newDocument();
    const plugin = await Plugin.run(document);
    const bytes = gif();
    const frames = [{ png: bytes, duration: 50 }];
    const { id, name } = await plugin.get('sequence-written', write(add('FRAME', 'Walk'), { frames }));
    expect(name).toBe('Walk 8×6');
    const answer = await plugin.get('image', { type: 'image', layer: id });
    expect(answer.bytes).toEqual(bytes);
    plugin.close();
  });

  it('that is cancelled, or has a frame of another size, leaves nothing', async () => {
    const made = await newDocument();
    const layer = made.add('FRAME', 'Walk');
    const before = contents(made);
    const plugin = await Plugin.run(made.document);
    await plugin.get('sequence-written', write(layer, { arrange: 'stack' }));
    await plugin.get('done', { type: 'discard', job: JOB });
    expect(contents(made)).toEqual(before);
    const odd = [...FRAMES.slice(1).map((art) => encodeIndexedPng(art, 4)), encodeIndexedPng(ART, 2)];
    const frames = odd.map((png) => ({ png, duration: 50 }));
    expect(await plugin.reason({ ...write(layer, { frames }), job: 8 })).toMatch(/^Figma could not write/);
    expect(contents(made)).toEqual(before);
    plugin.close();
  });

  it('is no layer without an image', async () => {
    const { document, add } = await newDocument();
    const plugin = await Plugin.run(document);
    const answer = await plugin.get('image', { type: 'image', layer: add('FRAME', 'Plain') });
    expect(answer.bytes).toBeNull();
    plugin.close();
  });
});
