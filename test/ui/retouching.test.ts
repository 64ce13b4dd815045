import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guideOf, KEEP, MORE } from '../../src/core/guide.ts';
import type { Rgba } from '../../src/core/image.ts';
import { type Overlay, overlayFrom } from '../../src/core/overlay.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { settingsFrom } from '../../src/core/settings.ts';
import { carriedOf } from '../../src/ui/retouch/carried.ts';
import { layer, openSession } from './fakes.ts';

const GREEN: Rgba = [1, 200, 3, 255];
const PLACE = 50;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
/** Longer than settings are waited for. */
const settle = () => vi.advanceTimersByTimeAsync(1000);

/** A window that shows art with a cell painted. */
async function retouched(...args: Parameters<ReturnType<typeof openSession>['start']>) {
  const opened = openSession();
  opened.start(...args);
  await settle();
  opened.session.retouching.begin();
  opened.session.retouching.paint([PLACE], GREEN);
  return opened;
}
const shownAt = ({ session }: ReturnType<typeof openSession>, place = PLACE) => {
  const art = session.state.art.value;
  return art?.palette[art.indices[place]];
};

describe('retouched cells', () => {
  it('stay when colours change, wait while the size is another, and come back with it', async () => {
    const opened = await retouched();
    const { session } = opened;
    expect(shownAt(opened)).toEqual(GREEN);
    session.change('pixelize', { colors: 2 });
    await settle();
    expect(shownAt(opened)).toEqual(GREEN);
    session.change('pixelize', { longest: 32 });
    await settle();
    expect(session.state.art.value?.width).toBe(32);
    expect(session.state.overlay.value).toBeNull();
    session.change('pixelize', { longest: 48 });
    await settle();
    expect(shownAt(opened)).toEqual(GREEN);
  });

  it('are undone, done again and cleared, each in a step', async () => {
    const opened = await retouched();
    const { session } = opened;
    const before = session.state.pixelize.value.after;
    session.undo();
    expect(shownAt(opened)).toEqual(before?.palette[before.indices[PLACE]]);
    session.redo();
    expect(shownAt(opened)).toEqual(GREEN);
    session.retouching.clear();
    expect(session.state.overlay.value?.cells.size).toBe(0);
    session.undo();
    expect(shownAt(opened)).toEqual(GREEN);
  });

  it('belong to their layer', async () => {
    const opened = await retouched();
    opened.sandbox.port.receive({ type: 'selection', layers: [layer('2')] });
    await settle();
    expect(shownAt(opened)).not.toEqual(GREEN);
  });

  it('are written with the art and carried by it', async () => {
    const { session, sandbox } = await retouched();
    await session.apply();
    const [first, second] = sandbox.sent('write').map(({ item }) => item);
    const { retouch } = first.settings as { retouch: unknown };
    expect([...(overlayFrom(retouch)?.cells ?? [])]).toEqual([[PLACE, GREEN]]);
    expect(second.settings).not.toHaveProperty('retouch');
    if (first.result.kind !== 'image') throw new Error('no image');
    const { data } = decodePng(first.result.png);
    const at = (Math.floor(PLACE / 48) * 2 * 96 + (PLACE % 48) * 2) * 4;
    expect([...data.slice(at, at + 4)]).toEqual(GREEN);
  });

  it('are kept by art that is made again, with or without a window', async () => {
    const retouch = { width: 48, height: 24, colours: ['01c803'], runs: [PLACE, 1, 0] };
    const pixelize = { colors: 2 };
    const layers = [layer('9', { madeBy: { pixelize, retouch }, source: '1' })];
    for (const visible of [true, false]) {
      const { session, sandbox, start } = openSession();
      start({ layers, visible }, 'pixelize-again');
      await settle();
      if (visible) await session.apply();
      else await sandbox.closed;
      const [{ item }] = sandbox.sent('write');
      expect(item).toMatchObject({ updates: '9', settings: { retouch } });
    }
  });

  it('are carried by art of another size, and are there again at theirs', async () => {
    const { session, sandbox } = await retouched({ layers: [layer('1')] });
    session.change('pixelize', { longest: 32 });
    await settle();
    session.retouching.paint([3], GREEN);
    session.change('pixelize', { longest: 16 });
    await settle();
    await session.apply();
    let madeBy = sandbox.sent('write')[0].item.settings;
    expect(madeBy).not.toHaveProperty('retouch');
    expect(madeBy).toMatchObject({ waiting: [{ width: 32 }, { width: 48, runs: [PLACE, 1, 0] }] });
    for (const [size, own, others] of [
      ['24x12', undefined, [32, 48]],
      ['48x24', 48, [32]],
      ['32x16', 32, [48]],
    ] as const) {
      const again = openSession();
      const layers = [layer('9', { madeBy, source: '1' })];
      again.start({ layers, visible: false, parameters: { size } }, 'pixelize-again');
      await settle();
      await again.sandbox.closed;
      madeBy = again.sandbox.sent('write')[0].item.settings;
      expect(madeBy).toMatchObject({ waiting: others.map((width) => ({ width })) });
      expect((madeBy as { retouch?: { width: number } }).retouch?.width).toBe(own);
    }
  });

  it('are moved as a line, over what is there', async () => {
    const opened = await retouched();
    const { session } = opened;
    const drawn = session.state.pixelize.value.after;
    session.retouching.take([PLACE]);
    session.retouching.move({ x: 0, y: 1 });
    session.retouching.move({ x: 0, y: 1 });
    expect(shownAt(opened, PLACE + 96)).toEqual(GREEN);
    expect(shownAt(opened, PLACE + 48)).toEqual(drawn?.palette[drawn.indices[PLACE + 48]]);
    session.retouching.move({ x: 0, y: -2 });
    expect(shownAt(opened)).toEqual(GREEN);
    session.retouching.move({ x: 1, y: 0 });
    // What was done otherwise meanwhile lets them go.
    session.undo();
    expect(session.retouching.graspedCells).toEqual([]);
  });

  it('are left alone while a job runs', async () => {
    const opened = await retouched();
    const { session, sandbox } = opened;
    sandbox.before = (message) => (message.type === 'write' ? new Promise<void>(() => {}) : undefined);
    void session.apply();
    await settle();
    session.retouching.paint([0], GREEN);
    expect(session.state.overlay.value?.cells.size).toBe(1);
  });
});

describe('what art carries', () => {
  const { pixelize } = settingsFrom(null);
  const overlayOf = (side: number, painted: number): Overlay => ({
    width: side,
    height: side,
    cells: new Map(Array.from({ length: painted }, (_, i): [number, Rgba] => [2 * i, GREEN])),
  });
  const sizesOf = (stored: readonly { readonly width: number }[] | undefined) =>
    stored?.map(({ width }) => width);
  /** Has no run of two marks. */
  const guideOfSide = (side: number) =>
    guideOf(
      { width: side, height: side },
      Int32Array.from({ length: side * side }, (_, i) => (i % 2 ? KEEP : MORE)),
    );

  it('has all where there is room, and nothing of what is empty', () => {
    const guide = guideOfSide(8);
    const settings = { ...pixelize, guide };
    const { stored, lost } = carriedOf(settings, overlayOf(400, 9), [overlayOf(9, 3), overlayOf(8, 4)]);
    expect(stored).toMatchObject({ pixelize: settings, retouch: { width: 400 } });
    expect([stored.retouch?.runs.length, sizesOf(stored.waiting), [...lost]]).toEqual([27, [9, 8], []]);
    expect(carriedOf(pixelize, overlayOf(9, 0), []).stored).toEqual({ pixelize });
    expect(carriedOf(pixelize, null, []).stored).toEqual({ pixelize });
  });

  it('leaves out what there is no room for: other sizes, then the guide, then retouched cells', () => {
    const lostOf = (...args: Parameters<typeof carriedOf>) => {
      const { stored, lost } = carriedOf(...args);
      // What else a result's mark holds has room in 100 kB.
      expect(JSON.stringify(stored).length).toBeLessThanOrEqual(90_000);
      return { stored, lost: [...lost] };
    };
    const [large, small] = [overlayOf(400, 10_000), overlayOf(300, 5)];
    const guide = guideOfSide(200);
    expect(lostOf(pixelize, overlayOf(400, 60_000), [])).toEqual({ stored: { pixelize }, lost: ['retouch'] });
    expect(lostOf({ ...pixelize, guide }, small, [])).toMatchObject({
      stored: { pixelize: { guide: null }, retouch: { width: 300 } },
      lost: ['guide'],
    });
    const waiting = lostOf(pixelize, large, [large, small]);
    expect([sizesOf(waiting.stored.waiting), waiting.lost]).toEqual([[300], ['waiting']]);
  });

  it('is said where it is not all', async () => {
    const { session, sandbox } = await retouched({ layers: [layer('1')] });
    session.state.guides.value = new Map([['1', guideOfSide(200)]]);
    await settle();
    await session.apply();
    expect(session.state.job.value).toMatchObject({
      text: 'Pixelized 1 layer. 1 layer has a guide that is too detailed to be kept for making it again.',
    });
    const [{ item }] = sandbox.sent('write');
    expect(item.settings).toMatchObject({ pixelize: { guide: null }, retouch: { width: 48 } });
  });
});
