import { describe, expect, it } from 'vitest';
import type { Rgba, RgbaImage } from '../../../src/core/image.ts';
import { Rng } from '../../../src/core/random.ts';
import { labOfCells } from '../../../src/core/steadiness.ts';
import { linksBetween, lookAt, steadyBetween } from '../../../src/inference/art/motion.ts';
import { WEIGHTS } from '../../../src/inference/art/weights.ts';
import { drawingOf } from '../../../src/inference/draw/drawing.ts';
import { picture } from '../../support/pictures.ts';

const SIDE = 12;
type Colours = (x: number, y: number) => Rgba;

/** Cells of any colours, all unlike each other. */
function motley(seed: number): Colours {
  const rng = new Rng(seed);
  const cells = Array.from({ length: 400 }, (): Rgba => [rng.int(256), rng.int(256), rng.int(256), 255]);
  return (x, y) => cells[((y + 4) * 20 + x + 4) % 400];
}

const look = (colours: Colours) => {
  const art: RgbaImage = picture(SIDE, SIDE, colours);
  return lookAt(drawingOf(art, art), labOfCells(art, art.width, art.height), WEIGHTS);
};
const at = (x: number, y: number) => y * SIDE + x;

describe('links between frames', () => {
  const ground = motley(1);
  const before = look(ground);

  it('do not take a cell that looks like what a neighbour was for a thing that has moved', () => {
    const one = look((x, y) => (x === 5 && y === 6 ? ground(4, 6) : ground(x, y)));
    const { hold, from } = linksBetween(before, one, WEIGHTS);
    expect(hold[at(5, 6)]).toBe(0);
    expect([from[at(9, 9)], hold[at(9, 9)]]).toEqual([at(9, 9), 1]);
  });

  it('follow a thing that moves by whole cells, and the whole picture', () => {
    const thing = motley(2);
    const inThing = (x: number, y: number) => x >= 3 && x < 8 && y >= 3 && y < 8;
    const start = look((x, y) => (inThing(x, y) ? thing(x, y) : ground(x, y)));
    const moved = look((x, y) => (inThing(x - 2, y) ? thing(x - 2, y) : ground(x, y)));
    const { from, hold } = linksBetween(start, moved, WEIGHTS);
    expect([from[at(7, 5)], hold[at(7, 5)]]).toEqual([at(5, 5), 1]);
    const all = linksBetween(
      before,
      look((x, y) => ground(x - 1, y + 1)),
      WEIGHTS,
    );
    expect(all.shift).toEqual([1, -1]);
  });

  it('let go what has made a visible step from the last frame, though it is as it is remembered', () => {
    // Dark grey by ΔE 2 from what is remembered, to either side: a step of 4 from the last frame.
    const grey = (value: number) => look((x, y) => (x < 6 ? [value, value, value, 255] : ground(x, y)));
    const [memory, last, now] = [grey(60), grey(65), grey(55)];
    expect(linksBetween(memory, now, WEIGHTS).hold[at(2, 5)]).toBeGreaterThan(0);
    const { hold } = linksBetween(memory, now, WEIGHTS, last);
    expect([hold[at(2, 5)], hold[at(10, 5)]]).toEqual([0, 1]);
  });

  it('know what nobody sees change', () => {
    const next = look((x, y) => {
      const [r, g, b] = ground(x, y);
      if (x > 8) return [255 - r, g, 255 - b, 255];
      return [Math.min(255, r + 1), g, b, 255];
    });
    const steady = steadyBetween(before, next);
    expect([steady[at(3, 3)], steady[at(10, 3)]]).toEqual([1, 0]);
  });
});
