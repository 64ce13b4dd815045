import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { overlayFrom } from '../../src/core/overlay.ts';
import { decodePng } from '../../src/core/png-read.ts';
import { carriable } from '../../src/ui/retouch/overlays.ts';
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

it('more retouched cells than a layer can carry are not stored', () => {
  const cells = new Map(Array.from({ length: 60_000 }, (_, i): [number, Rgba] => [2 * i, GREEN]));
  expect(carriable({ width: 400, height: 400, cells })).toBeNull();
  expect(carriable({ width: 400, height: 400, cells: new Map() })).toBeNull();
  expect(carriable({ width: 400, height: 400, cells: new Map([...cells].slice(0, 9)) })?.runs).toHaveLength(
    27,
  );
});
