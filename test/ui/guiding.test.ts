import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FREE, guideOf, MORE, marksOf } from '../../src/core/guide.ts';
import { encodePng } from '../../src/core/png.ts';
import type { LayerInfo } from '../../src/messages.ts';
import { toolOf } from '../../src/ui/retouch/tools.ts';
import { layer, openSession } from './fakes.ts';

const YELLOW = 0xffee00;
const CELLS = [100, 101, 102];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(1000);

/** A window in whose art some cells are asked to be yellow. */
async function guided(layers: readonly LayerInfo[] = [layer('1'), layer('2')]) {
  const opened = openSession();
  opened.start({ layers });
  await settle();
  const { session } = opened;
  const art = session.state.art.value;
  if (art === null) throw new Error('no art');
  session.guiding.begin();
  session.guiding.paint(art, CELLS, YELLOW);
  await settle();
  return opened;
}
const isYellow = ({ session }: ReturnType<typeof openSession>, cell: number) => {
  const art = session.state.art.value;
  return art?.palette[art.indices[cell]].join() === '255,238,0,255';
};

describe('what is asked for by area', () => {
  it('is drawn without the networks, and undone', async () => {
    const opened = await guided();
    expect(CELLS.map((cell) => isYellow(opened, cell))).toEqual([true, true, true]);
    expect(opened.clients[0].draws).toHaveLength(1);
    opened.session.undo();
    await settle();
    expect(CELLS.some((cell) => isYellow(opened, cell))).toBe(false);
    expect(opened.session.state.guide.value).toBeNull();
  });

  it('is shown over the art by a picture that is made anew only when something changes', async () => {
    const opened = await guided();
    const tool = toolOf(opened.session, 'guide');
    const { veil } = tool;
    expect([...(veil?.data.slice(CELLS[0] * 4, CELLS[0] * 4 + 3) ?? [])]).toEqual([255, 238, 0]);
    expect(tool.veil).toBe(veil);
    opened.session.guiding.clear();
    expect(tool.veil).toBeNull();
  });

  it('stays in its place when the size of the art is another', async () => {
    const opened = await guided();
    const { session } = opened;
    session.change('pixelize', { longest: 96 });
    await settle();
    const [x, y] = [CELLS[1] % 48, Math.floor(CELLS[1] / 48)];
    expect(isYellow(opened, y * 2 * 96 + x * 2)).toBe(true);
    const { art } = session.state;
    session.guiding.paint(art.value as NonNullable<typeof art.value>, [0], MORE);
    expect(session.state.guide.value).toMatchObject({ width: 96, height: 48 });
    expect(session.guiding.marks({ width: 48, height: 24 })[CELLS[1]]).toBe(YELLOW);
  });

  it('belongs to its layer, is written with its art, and is not remembered for others', async () => {
    const { session, sandbox } = await guided();
    await session.apply();
    const [first, second] = sandbox.sent('write').map(({ item }) => item.settings);
    const { guide } = session.state;
    expect(first).toMatchObject({ pixelize: { guide: guide.value } });
    expect(second).toMatchObject({ pixelize: { guide: null } });
    expect(sandbox.sent('save-settings').map(({ settings }) => settings.pixelize.guide)).toEqual([null]);
  });

  it('is each layer’s own where they share a palette', async () => {
    const { session, sandbox } = await guided();
    session.show('batch');
    session.change('batch', { sharedPalette: true, deliver: 'canvas' });
    session.guiding.clear();
    session.guiding.begin();
    const art = { width: 48, height: 24 };
    session.guiding.paint(art, CELLS, 0xc81e1e);
    await session.apply();
    const results = sandbox.sent('write').map(({ item }) => item.result);
    expect(results).toHaveLength(2);
    expect(results[0]).not.toEqual(results[1]);
  });

  it('is carried by art that is made again', async () => {
    const marks = new Int32Array(48 * 24).fill(-1).fill(YELLOW, 0, 3);
    const guide = guideOf({ width: 48, height: 24 }, marks);
    const opened = openSession();
    opened.start({ layers: [layer('9', { madeBy: { pixelize: { guide } }, source: '1' })] });
    await settle();
    const { session } = opened;
    expect(isYellow(opened, 1)).toBe(true);
    expect(session.state.settings.value.pixelize.guide).toBeNull();
    expect(marksOf(session.state.guide.value as NonNullable<typeof guide>)).toEqual(marks);
    session.guiding.clear();
    await settle();
    expect(isYellow(opened, 1)).toBe(false);
  });
});

it('what is asked for by area stays with a result that quick actions change', async () => {
  const guide = guideOf({ width: 48, height: 24 }, new Int32Array(48 * 24).fill(-1).fill(YELLOW, 0, 3));
  const layers = [layer('9', { madeBy: { pixelize: { guide } }, source: '1' }), layer('2')];
  const { sandbox, start } = openSession();
  start({ layers, visible: false, parameters: { colors: '4' } });
  await sandbox.closed;
  expect(sandbox.sent('write').map(({ item }) => item.settings)).toMatchObject([
    { pixelize: { colors: 4, guide } },
    { pixelize: { colors: 4, guide: null } },
  ]);
});

describe('what layers ask for by their names', () => {
  /** A layer over the left half of every layer, which asks for yellow there. */
  const LEFT = {
    name: 'pixel: #ffee00',
    mark: YELLOW,
    png: encodePng({ width: 4, height: 4, data: new Uint8Array(64).fill(255) }),
    box: { x: 0, y: 0, width: 0.5, height: 1 },
  };

  it('is drawn, below what was painted, and is not written with the art', async () => {
    const opened = openSession();
    opened.sandbox.guides = [LEFT];
    opened.start({ layers: [layer('1')] });
    await settle();
    const { session, sandbox } = opened;
    expect([0, 23, 24].map((cell) => isYellow(opened, cell))).toEqual([true, true, false]);
    const art = session.state.art.value as NonNullable<typeof session.state.art.value>;
    session.guiding.begin();
    session.guiding.paint(art, [1], 0x0000ff);
    await settle();
    expect([0, 1, 2].map((cell) => isYellow(opened, cell))).toEqual([true, false, true]);
    const all = session.guiding.allMarks(art);
    expect([all?.[0], all?.[1], all?.[24]]).toEqual([YELLOW, 0x0000ff, FREE]);
    await session.apply();
    const [{ item }] = sandbox.sent('write');
    const { pixelize } = item.settings as { pixelize: { guide: unknown } };
    expect(pixelize.guide).toEqual(session.state.guide.value);
    const done = session.state.job.value;
    expect(done).toMatchObject({ kind: 'done', text: 'Pixelized 1 layer.' });
  });

  it('is said where it cannot be met, in the preview and of a job, and the art is made all the same', async () => {
    const opened = openSession();
    opened.sandbox.guides = [{ ...LEFT, box: { x: 2, y: 0, width: 1, height: 1 } }];
    opened.sandbox.notes = ['“pixel: kep” asks for nothing that is known.'];
    opened.start({ layers: [layer('1')] });
    await settle();
    const { session } = opened;
    const notes = [
      '“pixel: kep” asks for nothing that is known.',
      '“pixel: #ffee00” covers nothing, so it asks for nothing.',
    ];
    expect(session.state.asked.value).toEqual({ guide: null, notes });
    expect(session.state.pixelize.value.status).toBe('ready');
    await session.apply();
    expect(session.state.job.value).toMatchObject({
      kind: 'done',
      text: `Pixelized 1 layer. ${notes.join(' ')}`,
    });
  });
});
