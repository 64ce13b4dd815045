import { describe, expect, it } from 'vitest';
import type { DrawOptions } from '../../src/core/options.ts';
import { settingsFrom } from '../../src/core/settings.ts';
import type { Drawing } from '../../src/inference/draw/drawing.ts';
import { Painter } from '../../src/ui/painter.ts';

const MEBIBYTE = 2 ** 20;

/** A drawing whose pixels take so many bytes: seven each, for what was drawn, for the source and for the votes. */
function drawingOf(bytes: number): Drawing {
  const pixels = Math.floor(bytes / 7);
  const [columns, rows] = [new Uint16Array(1), new Uint16Array(1)];
  return {
    lattice: { width: 1, height: 1, inputWidth: pixels, inputHeight: 1, pitch: 4, columns, rows },
    rgb: new Uint8Array(pixels * 3),
    source: { width: pixels, height: 1, data: new Uint8Array(pixels * 3) },
    opaque: new Uint8Array(1),
    voters: new Uint8Array(pixels),
  };
}

/** A painter of pictures that all take so many bytes, and how many it has drawn. */
function painterOf(bytes: number) {
  let drawn = 0;
  const painter = new Painter({
    draw: async () => {
      drawn++;
      return drawingOf(bytes);
    },
  });
  const options: DrawOptions = { ...settingsFrom(null).pixelize, method: 'cascade' };
  const draw = (name: number) => painter.draw(Uint8Array.of(name), options, {});
  return { draw, drawn: () => drawn };
}

describe('a painter', () => {
  it('does not draw again what it keeps', async () => {
    const { draw, drawn } = painterOf(MEBIBYTE);
    const [first] = [await draw(1), await draw(2)];
    expect(await draw(1)).toBe(first);
    expect(drawn()).toBe(2);
  });

  it('keeps 48 MB, all of a drawing counted', async () => {
    const { draw, drawn } = painterOf(15 * MEBIBYTE);
    for (const name of [1, 2, 3]) await draw(name);
    for (const name of [1, 2, 3]) await draw(name);
    expect(drawn()).toBe(3);
    // A fourth is one too many: the one that was asked for longest ago goes.
    await draw(4);
    for (const name of [2, 3, 4]) await draw(name);
    expect(drawn()).toBe(4);
    await draw(1);
    expect(drawn()).toBe(5);
  });

  it('keeps the newest however large it is, and no more than eight', async () => {
    const large = painterOf(60 * MEBIBYTE);
    for (const name of [1, 1]) await large.draw(name);
    expect(large.drawn()).toBe(1);
    const small = painterOf(1000);
    for (let name = 1; name <= 9; name++) await small.draw(name);
    await small.draw(1);
    expect(small.drawn()).toBe(10);
  });
});
