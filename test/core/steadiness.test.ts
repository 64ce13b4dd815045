import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba, RgbaImage } from '../../src/core/image.ts';
import { Rng } from '../../src/core/random.ts';
import { apart, labOfCells, type Shift, Steadiness, VISIBLE } from '../../src/core/steadiness.ts';

const PALETTE: readonly Rgba[] = [
  [0, 0, 0, 255],
  [255, 255, 255, 255],
  [200, 30, 30, 255],
];
const GREY: Readonly<Record<string, number>> = { '.': 128, ',': 129, '#': 20, '*': 220 };

/** Art in digits, and a source in letters, a pixel a cell. */
const artOf = (digits: string): PixelArt => ({
  width: digits.length,
  height: 1,
  palette: PALETTE,
  indices: Uint8Array.from(digits, Number),
});
const sourceOf = (letters: string): RgbaImage => ({
  width: letters.length,
  height: 1,
  data: Uint8Array.from([...letters].flatMap((letter) => [GREY[letter], GREY[letter], GREY[letter], 255])),
});

const cellsOf = (source: RgbaImage, { length }: string): Float32Array => labOfCells(source, length, 1);

function figures(frames: readonly [art: string, source: string, shift?: Shift][]) {
  const steadiness = new Steadiness();
  for (const [art, source, shift] of frames)
    steadiness.add(artOf(art), cellsOf(sourceOf(source), art), shift);
  return steadiness.figures();
}

interface Frame {
  readonly art: PixelArt;
  readonly source: RgbaImage;
  readonly shift: Shift;
}

/** The figures by their definitions, a cell at a time. */
function slowly(frames: readonly Frame[]) {
  const { width, height } = frames[0].art;
  const entries = labOfCells({ width: 3, height: 1, data: Uint8Array.from(PALETTE.flat()) }, 3, 1);
  const sources = frames.map(({ source }) => labOfCells(source, width, height));
  const index = (t: number, x: number, y: number) => frames[t].art.indices[y * width + x];
  const moves = (t: number, x: number, y: number, u = x, v = y) =>
    apart(sources[t - 1], v * width + u, sources[t], y * width + x) >= VISIBLE;
  const off = (t: number, x: number, y: number) => apart(entries, index(t, x, y), sources[t], y * width + x);
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height;
  /** Where a cell was by the motion of the whole. */
  const origin = (t: number, x: number, y: number) =>
    [x - frames[t].shift[0], y - frames[t].shift[1]] as const;
  const arrives = (t: number, x: number, y: number) => {
    const [u, v] = origin(t, x, y);
    return isInside(u, v) && !moves(t, x, y, u, v) && index(t - 1, u, v) === index(t, x, y);
  };
  /** Whether frame v gives a cell the colour back that it had in frame u, a visible step from what it shows. */
  const isBack = (u: number, v: number, x: number, y: number) =>
    u >= 0 &&
    v < frames.length &&
    index(u, x, y) === index(v, x, y) &&
    apart(sources[u], y * width + x, sources[v], y * width + x) >= VISIBLE;
  const counts = { calm: 0, flicker: 0, moved: 0, dirty: 0, idle: 0, stale: 0, all: 0, step: 0 };
  const more = { triples: 0, flips: 0, followed: 0, agreement: 0, seam: 0 };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      more.seam += Number(index(0, x, y) !== index(frames.length - 1, x, y));
      for (let t = 1; t < frames.length; t++) {
        const isKept = index(t, x, y) === index(t - 1, x, y);
        counts.all++;
        counts.step += Number(!isKept);
        counts[moves(t, x, y) ? 'moved' : 'calm']++;
        const isTaken = [1, 2, 3].some((k) => isBack(t - 1, t + k, x, y) || isBack(t - 1 - k, t, x, y));
        counts.idle += Number(moves(t, x, y) && (isKept || isTaken));
        if (!moves(t, x, y)) counts.flicker += Number(!isKept);
        else if (isKept) {
          counts.dirty++;
          const isWorse = off(t, x, y) >= off(t - 1, x, y) + VISIBLE;
          const least = Math.min(...[0, 1, 2].map((c) => apart(entries, c, sources[t], y * width + x)));
          counts.stale += Number(isWorse && least <= off(t, x, y) - VISIBLE);
        }
        const [u, v] = origin(t, x, y);
        if (isInside(u, v) && !moves(t, x, y, u, v)) {
          more.followed++;
          more.agreement += Number(index(t - 1, u, v) === index(t, x, y));
        }
        if (t < 2) continue;
        more.triples++;
        if (isKept || index(t - 2, x, y) !== index(t, x, y)) continue;
        const causes = [t - 1, t].map((at) => moves(at, x, y) || arrives(at, x, y));
        more.flips += Number(causes.includes(false));
      }
    }
  const step = counts.step / counts.all;
  return {
    flicker: (100 * counts.flicker) / counts.calm,
    flips: (100 * more.flips) / more.triples,
    agreement: (100 * more.agreement) / more.followed,
    dirty: (100 * counts.dirty) / counts.moved,
    idle: (100 * counts.idle) / counts.moved,
    stale: (100 * counts.stale) / counts.moved,
    step: 100 * step,
    seam: more.seam / (width * height) / step,
  };
}

describe('steadiness', () => {
  it('is without flicker where no colour changes, and frozen where the source does', () => {
    const still = figures([
      ['0011', '..##'],
      ['0011', ',.##'],
    ]);
    expect(still).toMatchObject({ flicker: 0, flips: Number.NaN, dirty: Number.NaN, step: 0, seam: 0 });
    const frozen = figures([
      ['0011', '..##'],
      ['0011', '##..'],
    ]);
    expect(frozen).toMatchObject({ flicker: Number.NaN, dirty: 100 });
  });

  it('counts as flicker what changes while its source hardly does, and only that', () => {
    const { flicker, dirty } = figures([
      ['0000', '...#'],
      ['0101', ',.,.'],
    ]);
    expect(flicker).toBeCloseTo(100 / 3);
    expect(dirty).toBe(0);
  });

  it('takes a colour that jumps to and fro for no follower of its source', () => {
    const idle = (last: string) =>
      figures([
        ['0', '.'],
        ['1', '#'],
        ['0', last],
      ]);
    // The source comes back as well, or it does not.
    expect(idle('.')).toMatchObject({ dirty: 0, idle: 0 });
    expect(idle('*')).toMatchObject({ dirty: 0, idle: 100 });
    const { idle: share } = figures([...'0111'].map((art, t) => [art, '.#*#'[t]] as [string, string]));
    expect(share).toBeCloseTo(200 / 3);
  });

  it('counts flips that the source does not make', () => {
    const blink = figures([
      ['00', '..'],
      ['11', '#.'],
      ['00', '..'],
    ]);
    expect(blink.flips).toBe(50);
  });

  it('counts no flip that comes and goes with the motion of the whole', () => {
    const panned = (shift: Shift) =>
      figures([
        ['00100', '..,.#'],
        ['01000', '.,.#.', shift],
        ['10000', ',.#..', shift],
      ]).flips;
    expect(panned([-1, 0])).toBe(0);
    expect(panned([0, 0])).toBe(20);
  });

  it('counts as left behind what keeps a colour that its source leaves for another of the palette', () => {
    const grey = (value: number): RgbaImage => ({
      width: 1,
      height: 1,
      data: Uint8Array.of(value, value, value, 255),
    });
    const moved = (from: number, to: number) => {
      const steadiness = new Steadiness();
      for (const value of [from, to]) steadiness.add(artOf('0'), labOfCells(grey(value), 1, 1));
      return steadiness.figures();
    };
    // Art is black. White is nearer to 250, black still to 30, and what comes nearer is not left.
    expect(moved(10, 250)).toMatchObject({ dirty: 100, stale: 100 });
    expect(moved(10, 30)).toMatchObject({ dirty: 100, stale: 0 });
    expect(moved(250, 200)).toMatchObject({ dirty: 100, stale: 0 });
  });

  it('takes the mean of a cell by area, where pixels lie in two cells', () => {
    // Three pixels, two cells: the second half of the white one lies in the second cell.
    const data = Uint8Array.from([0, 255, 0].flatMap((v) => [v, v, v, 255]));
    const lab = labOfCells({ width: 3, height: 1, data }, 2, 1);
    expect(apart(lab, 0, lab, 1)).toBeCloseTo(0);
    // A third of the light is L* 64.
    expect(lab[0]).toBeCloseTo(64, 0);
    const large = labOfCells({ width: 1, height: 1, data: Uint8Array.of(200, 10, 10, 128) }, 2, 2);
    expect(apart(large, 0, large, 3)).toBeCloseTo(0);
    expect(large[3]).toBeCloseTo(50.2, 1);
  });

  it('counts what a slow count counts, whatever the frames are', () => {
    for (const seed of [1, 2, 3]) {
      const rng = new Rng(seed);
      const [width, height, count] = [5, 4, 7];
      const some = (choices: number) => Array.from({ length: width * height }, () => rng.int(choices));
      const frames = Array.from({ length: count }, (): Frame => {
        const data = Uint8Array.from(some(4).flatMap((v) => [60 * v, 60 * v, 60 * v, 255]));
        return {
          art: { width, height, palette: PALETTE, indices: Uint8Array.from(some(3)) },
          source: { width, height, data },
          shift: [rng.int(3) - 1, rng.int(3) - 1],
        };
      });
      const steadiness = new Steadiness();
      for (const { art, source, shift } of frames)
        steadiness.add(art, labOfCells(source, width, height), shift);
      const told = steadiness.figures();
      for (const [name, value] of Object.entries(slowly(frames)))
        expect(told[name as keyof typeof told], `${name}, seed ${seed}`).toBeCloseTo(value);
    }
  });

  it('follows motion by whole cells', () => {
    const moved = figures([
      ['0120', '.#.#'],
      ['2012', '#.#.', [1, 0]],
    ]);
    expect(moved.agreement).toBe(100);
    const left = figures([
      ['0120', '.#.#'],
      ['1110', '#.#.', [-1, 0]],
    ]);
    expect(left.agreement).toBeCloseTo(100 / 3);
  });

  it('measures the seam by the mean step', () => {
    const loop = figures([
      ['0000', '....'],
      ['1000', '....'],
      ['1100', '....'],
    ]);
    expect(loop.step).toBe(25);
    expect(loop.seam).toBe(2);
  });

  it('takes colours that nobody tells apart for one, and refuses another size', () => {
    const steadiness = new Steadiness();
    const cells = cellsOf(sourceOf('..'), '00');
    steadiness.add(artOf('00'), cells);
    steadiness.add({ ...artOf('00'), palette: [[1, 1, 1, 255]] }, cells);
    expect(steadiness.figures().flicker).toBe(0);
    expect(() => steadiness.add(artOf('000'), cells)).toThrow(RangeError);
  });
});
