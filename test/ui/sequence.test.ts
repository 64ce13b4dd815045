import { decode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gifWriter } from '../../src/export/animation/gif.ts';
import { gifFrames } from '../../src/frames/gif.ts';
import { onionSkin } from '../../src/ui/onion.ts';
import { ordered } from '../../src/ui/sequence.ts';
import { layer, openSession } from './fakes.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const passes = (ms = 1000) => vi.advanceTimersByTimeAsync(ms);
const LAYERS = [
  layer('a', { name: 'walk 10' }),
  layer('b', { name: 'walk 9' }),
  layer('c', { name: 'walk 11' }),
];

/** A GIF of 12 × 6 pixels, as a layer's fill. */
function gif(): Uint8Array {
  const writer = gifWriter({ zoom: 1, loops: true });
  const palette = [
    [200, 30, 30, 255],
    [30, 30, 200, 255],
  ] as const;
  for (const index of [0, 1]) {
    const indices = new Uint8Array(72).fill(index);
    writer.add({ width: 12, height: 6, palette: palette.map(([...c]) => c), indices }, 80);
  }
  return writer.finish();
}

async function shown(layers = LAYERS, image: Uint8Array | null = null) {
  const opened = openSession();
  opened.sandbox.image = image;
  opened.start({ layers });
  opened.session.show('animate');
  await passes();
  return { ...opened, client: opened.clients[0], preview: () => opened.session.state.sequence.value };
}

describe('frames', () => {
  it('are in the order of the numbers in their names, or of their places by lines', () => {
    const names = (layers: readonly { name: string }[]) => layers.map(({ name }) => name);
    expect(names(ordered(LAYERS, 'names'))).toEqual(['walk 9', 'walk 10', 'walk 11']);
    const placed = [
      layer('1', { name: 'second', x: 200, y: 4 }),
      layer('2', { name: 'third', x: 0, y: 100 }),
      layer('3', { name: 'first', x: 0, y: 12 }),
      layer('4', { name: 'fourth', x: 90, y: 90 }),
    ];
    expect(names(ordered(placed, 'places'))).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('are whole under their onion skin, which is faint', () => {
    const of = (...data: number[]) => ({ width: 1, height: 1, data: Uint8Array.from(data) });
    const skin = onionSkin(of(0, 0, 0, 255), of(200, 100, 0, 255));
    expect([...skin.data]).toEqual([70, 35, 0, 255]);
    expect([...onionSkin(of(0, 0, 0, 0), of(200, 100, 0, 255)).data]).toEqual([200, 100, 0, 89]);
    expect([...onionSkin(of(40, 50, 60, 255), of(0, 0, 0, 0)).data]).toEqual([40, 50, 60, 255]);
  });
});

describe('the preview of an animation', () => {
  it('is drawn from the selected layers in their order, all at one size', async () => {
    const { client, sandbox, preview } = await shown();
    expect(preview()).toMatchObject({ status: 'ready', animated: { frames: [{}, {}, {}] } });
    const [input] = client.animations;
    expect(input).toMatchObject({ kind: 'pictures', loops: true });
    // The first is the still preview's.
    expect(sandbox.sent('export').map((message) => message.layer)).toEqual(['a', 'b', 'a', 'c']);
  });

  it('has the frames of a GIF that a layer is filled with', async () => {
    const { client, preview } = await shown([layer('g')], gif());
    expect(client.animations).toMatchObject([{ kind: 'file' }]);
    expect(preview().status).toBe('ready');
  });

  it('says what to select where there is nothing to move', async () => {
    const { preview, client } = await shown([layer('g')], null);
    expect(preview()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^Select two layers/),
    });
    expect(client.animations).toEqual([]);
  });

  it('does not draw again for another frame rate or place, but for other colours', async () => {
    const { session, client } = await shown();
    session.change('animate', { fps: 12, deliver: 'stack' });
    session.change('pixelize', { zoom: 3 });
    await passes();
    expect(client.animations).toHaveLength(1);
    session.change('pixelize', { colors: 5 });
    await passes();
    expect(client.animations).toHaveLength(2);
  });

  it('ends older work when something else is wanted or another page is shown', async () => {
    const { session, client, preview } = await shown();
    client.hold = new Promise(() => {});
    session.change('pixelize', { colors: 5 });
    await passes();
    expect(preview().status).toBe('working');
    expect(preview().percent).toBeCloseTo(55);
    session.show('batch');
    expect(client.aborted).toBe(1);
  });
});

describe('"Animate"', () => {
  it('is a command that opens its page', async () => {
    const { session, start } = openSession();
    start({ layers: LAYERS }, 'animate');
    await passes();
    expect(session.state.view.value).toBe('animate');
    expect(session.state.sequence.value.status).toBe('ready');
  });

  it('writes what is shown, without drawing it again, and tells of frames that were left out', async () => {
    const { session, client, sandbox } = await shown();
    client.broken = [{ name: 'walk 12', error: 'It is gone.' }];
    session.change('animate', { fps: 20 });
    await passes();
    await session.apply();
    await passes(0);
    expect(client.animations).toHaveLength(1);
    const [{ item }] = sandbox.sent('write-sequence');
    expect(item).toMatchObject({ layer: 'b', suffix: '48×24', arrange: 'row', width: 96, height: 48 });
    expect(item.frames.map(({ duration }) => duration)).toEqual([50, 50, 50]);
    expect(decode(item.frames[0].png)).toMatchObject({ width: 96, height: 48 });
    expect(sandbox.sent('finish')).toHaveLength(1);
    expect(session.state.job.value).toMatchObject({ kind: 'done', text: 'Animated 3 frames.' });
  });

  it('makes one GIF of all where that is asked for, with each frame’s own time', async () => {
    const { session, sandbox } = await shown();
    session.change('animate', { deliver: 'gif', play: 'once' });
    await passes();
    await Promise.all([session.apply(), passes(200)]);
    const [{ item }] = sandbox.sent('write-sequence');
    expect(item.frames).toHaveLength(1);
    const source = gifFrames('made.gif', item.frames[0].png);
    const durations: number[] = [];
    for await (const frame of source.read()) if ('image' in frame) durations.push(frame.duration);
    expect(durations).toEqual([40, 50, 60]);
    expect(source.loops).toBe(false);
  });

  it('says before it draws that frames, which are images, would be too large, but not of a file', async () => {
    const { session, client, sandbox, saved } = await shown();
    session.change('pixelize', { longest: 128, zoom: 64, output: 'vectors' });
    const reason =
      'Art of 128 × 64 pixels can be enlarged 32 times: Figma’s images end at 4096 pixels a side.';
    expect(session.state.blocked.value).toBe(reason);
    await session.apply();
    expect(session.state.job.value).toMatchObject({ kind: 'failed', reason });
    expect(client.animations).toHaveLength(1);
    session.change('animate', { deliver: 'file' });
    expect(session.state.ready.value).toBe(true);
    await Promise.all([session.apply(), passes(200)]);
    expect([saved.length, sandbox.sent('write-sequence').length]).toEqual([1, 0]);
  });

  it('saves a file where the document can only be viewed', async () => {
    const { session, sandbox, saved } = await shown();
    session.state.readOnly.value = true;
    await Promise.all([session.apply(), passes(200)]);
    expect(saved.map(({ name, type }) => [name, type])).toEqual([['walk 9.gif', 'image/gif']]);
    expect(sandbox.sent('write-sequence')).toEqual([]);
  });

  it('that is cancelled changes nothing', async () => {
    const { session, client, sandbox } = await shown();
    client.hold = new Promise(() => {});
    session.change('pixelize', { colors: 7 });
    const job = session.apply();
    await passes();
    session.cancel();
    await job;
    expect(session.state.job.value.kind).toBe('cancelled');
    expect(sandbox.sent('write-sequence')).toEqual([]);
  });
});
