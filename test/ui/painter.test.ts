import { describe, expect, it } from 'vitest';
import type { DrawOptions } from '../../src/core/options.ts';
import { settingsFrom } from '../../src/core/settings.ts';
import { Painter } from '../../src/ui/painter.ts';

/** A painter, how many drawings its client has made, and those that it was told to let go. */
function opened() {
  let drawn = 0;
  const released: number[] = [];
  const painter = new Painter({
    draw: async () => ({ id: ++drawn, width: 1, height: 1 }),
    release: (id) => released.push(id),
  });
  const options: DrawOptions = { ...settingsFrom(null).pixelize, method: 'cascade' };
  const draw = (name: number, changes: Partial<DrawOptions> = {}) =>
    painter.draw(Uint8Array.of(name), { ...options, ...changes }, {});
  return { painter, draw, released, drawn: () => drawn };
}

describe('a painter', () => {
  it('does not draw again what it keeps, in use or not', async () => {
    const { painter, draw, drawn } = opened();
    const [first] = [await draw(1), await draw(2)];
    expect(await draw(1)).toBe(first);
    for (const _ of [1, 2]) painter.release(first);
    expect(await draw(1, { palette: [[1, 2, 3, 255]] })).toBe(first);
    expect(drawn()).toBe(2);
    expect(await draw(1, { size: { width: 9, height: 9 } })).not.toBe(first);
    expect(drawn()).toBe(3);
  });

  it('keeps eight that nobody uses, and lets the one go that was used longest ago', async () => {
    const { painter, draw, released, drawn } = opened();
    for (let name = 1; name <= 8; name++) painter.release(await draw(name));
    painter.release(await draw(1));
    expect([drawn(), released]).toEqual([8, []]);
    painter.release(await draw(9));
    expect(released).toEqual([2]);
    await draw(2);
    expect(drawn()).toBe(10);
  });

  it('lets nothing go that is in use, however many they are', async () => {
    const { painter, draw, released } = opened();
    const batch = await Promise.all(Array.from({ length: 60 }, (_, name) => draw(name)));
    const [again] = [await draw(0)];
    expect(released).toEqual([]);
    for (const drawing of batch) painter.release(drawing);
    expect(released).toHaveLength(51);
    expect(released).not.toContain(again.id);
    // Released more often than drawn is as if never.
    painter.release(again);
    painter.release(again);
    expect(released).toHaveLength(52);
  });

  describe('asked for the same picture while it is drawn', () => {
    function holding() {
      const draws: { end: () => void; fail: (error: Error) => void }[] = [];
      const painter = new Painter({
        draw: () =>
          new Promise((resolve, reject) => {
            const id = draws.length + 1;
            draws.push({ end: () => resolve({ id, width: 1, height: 1 }), fail: reject });
          }),
        release: () => {},
      });
      const options: DrawOptions = { ...settingsFrom(null).pixelize, method: 'cascade' };
      const draw = (signal = new AbortController().signal) =>
        painter.draw(Uint8Array.of(1), options, { signal });
      return { draws, draw };
    }

    it('draws it once', async () => {
      const { draws, draw } = holding();
      const both = Promise.all([draw(), draw()]);
      draws[0].end();
      const [first, second] = await both;
      expect(second).toBe(first);
      expect(draws).toHaveLength(1);
    });

    it('draws it for the other if the first one failed', async () => {
      const { draws, draw } = holding();
      const [first, second, third] = [draw(), draw(), draw()];
      draws[0].fail(new Error('cancelled'));
      await expect(first).rejects.toThrow('cancelled');
      await Promise.resolve();
      expect(draws).toHaveLength(2);
      draws[1].end();
      expect((await second).id).toBe(2);
      expect(await third).toBe(await second);
    });

    it('does not wait for it any more once it is cancelled', async () => {
      const { draws, draw } = holding();
      const abort = new AbortController();
      const [first, second] = [draw(), draw(abort.signal)];
      abort.abort(new Error('enough'));
      await expect(second).rejects.toThrow('enough');
      draws[0].end();
      expect((await first).id).toBe(1);
    });
  });
});
