import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../../src/core/image.ts';
import { random } from '../../../src/core/random.ts';
import { SCALES } from '../../../src/core/scale.ts';
import { vote } from '../../../src/inference/art/vote.ts';
import { alphaVote } from '../../../src/inference/draw/alpha.ts';
import { type Lattice, latticeOf } from '../../../src/inference/draw/lattice.ts';

const WHITE: Rgba = [255, 255, 255, 255];

/** Cell of a pixel by the definition: pixel i of a grid with `cells` in 16 belongs to floor(i * cells / 16). */
function slowVote(labels: Uint8Array, voters: Uint8Array, lattice: Lattice): number[] {
  const out: number[] = [];
  for (let row = 0; row < lattice.height; row++) {
    for (let column = 0; column < lattice.width; column++) {
      const counts = new Map<number, number>();
      labels.forEach((label, i) => {
        const x = Math.floor((i % lattice.inputWidth) / lattice.pitch + 1e-9);
        const y = Math.floor(Math.floor(i / lattice.inputWidth) / lattice.pitch + 1e-9);
        if (x === column && y === row && voters[i]) counts.set(label, (counts.get(label) ?? 0) + 1);
      });
      const most = Math.max(0, ...counts.values());
      out.push(Math.min(255, ...[...counts].filter(([, n]) => n === most).map(([label]) => label)));
    }
  }
  return out.map((label) => (label === 255 ? 0 : label));
}

describe('vote', () => {
  it('agrees with a slow oracle', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCALES),
        fc.constantFrom('grid', '1/6', '1/8'),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 1e6 }),
        (scale, voting, width, height, seed) => {
          const lattice = latticeOf({ width, height }, scale, voting as 'grid');
          const next = random(seed);
          const n = lattice.inputWidth * lattice.inputHeight;
          const labels = Uint8Array.from({ length: n }, () => Math.floor(next() * 5));
          const voters = Uint8Array.from({ length: n }, () => Number(next() < 0.6));
          expect([...vote(labels, { lattice, voters })]).toEqual(slowVote(labels, voters, lattice));
        },
      ),
      { seed: 6, numRuns: 25 },
    );
  });
});

describe('alpha’s vote', () => {
  const lattice = latticeOf({ width: 16, height: 16 }, '1/4', 'grid');
  const n = 64 * 64;
  /** A network output: `dark` pixels of every cell are black, the others white. */
  const output = (dark: number) =>
    Uint8Array.from({ length: n * 3 }, (_, i) => {
      const p = Math.floor(i / 3);
      return (p % 4) + 4 * (Math.floor(p / 64) % 4) < dark ? 10 : 255;
    });
  /** Cells that hold so much of a colour, drawn with so many dark pixels. */
  const votedAt = (coverage: number, dark: number, colour = 0.04, matte = WHITE) =>
    alphaVote(
      lattice,
      output(dark),
      {
        colour: new Uint8Array(256 * 3).fill(Math.round(colour * 255)),
        share: new Float32Array(256).fill(coverage),
      },
      matte,
    );

  it.each([
    [1, 0, 1],
    [0.5, 0, 1],
    [0.49, 0, 0],
    [0.49, 7, 0],
    [0.49, 8, 1],
    [0.125, 16, 1],
    [0.12, 16, 0],
    [0, 16, 0],
  ])('with coverage %d and %i of 16 pixels drawn as strokes is %i', (coverage, dark, opaque) => {
    const voted = votedAt(coverage, dark);
    expect(new Set(voted.opaque)).toEqual(new Set([opaque]));
    const share = voted.voters.reduce((a, b) => a + b, 0) / n;
    expect(share).toBe(opaque);
  });

  it('keeps a light stroke on a dark matte as it keeps a dark one on a light matte', () => {
    const light = votedAt(0.3, 0, 1, [8, 8, 8, 255]);
    expect(new Set(light.opaque)).toEqual(new Set([1]));
    expect(new Set(votedAt(0.3, 16, 1, [8, 8, 8, 255]).opaque)).toEqual(new Set([0]));
  });

  it('lets no matte through: what was drawn as the matte has the colour of the source', () => {
    const { rgb, opaque } = votedAt(0.7, 4, 0.4);
    expect(new Set(opaque)).toEqual(new Set([1]));
    expect(new Set(rgb)).toEqual(new Set([10, 102]));
    // A cell that is covered all over may be drawn as white as the matte.
    expect(new Set(votedAt(1, 4, 0.4).rgb)).toEqual(new Set([10, 255]));
  });

  it('lets everything vote in an opaque picture, except padding', () => {
    const small = latticeOf({ width: 3, height: 2 }, '1/8', 'grid');
    const { opaque, voters } = alphaVote(small, new Uint8Array(64 * 64 * 3), null, WHITE);
    expect([...opaque]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(voters.reduce((a, b) => a + b, 0)).toBe(24 * 16);
    expect(voters[24]).toBe(0);
  });
});
