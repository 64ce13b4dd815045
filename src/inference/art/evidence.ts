import type { RgbaImage } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import { type Block, blocksOf } from './blocks.ts';
import { type Feature, featuresOf } from './features.ts';
import { type Samples, samplesOf } from './samples.ts';
import { type Seeds, seedsOf } from './seeds.ts';
import { type Shares, sharesOf } from './shares.ts';
import { spaceOf, squared } from './space.ts';
import { strokesOf } from './strokes.ts';
import { cheapest, type Testimony, Votes } from './votes.ts';
import type { Weights } from './weights.ts';
import { type Window, windowsOf } from './windows.ts';

/** What art is made from. */
export interface Drawing {
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
  /** What the networks drew: width × height × 3 sRGB bytes, one colour a cell. */
  readonly rgb: Uint8Array;
  /** A byte a cell: 1 opaque; the others stay transparent and count for nobody. */
  readonly opaque: Uint8Array;
  /**
   * The source over the same cells, exactly SIDE × SIDE samples a cell, straight alpha: the whole source resampled to
   * width × SIDE by height × SIDE, as the lattice lays it out. No matte in it, no padding.
   */
  readonly source: RgbaImage;
}

/** All that colours and labels are judged by, whatever the palette. It is made once a drawing. */
export interface Evidence extends Testimony {
  readonly width: number;
  readonly height: number;
  /** The source's own colours. */
  readonly seeds: Omit<Seeds, 'labels'>;
  /** The seed that suits each cell best by itself. */
  readonly cells: Uint8Array;
  readonly features: readonly Feature[];
  /** Stretches of the source's lines. */
  readonly strokes: readonly Feature[];
  /** The lines of the source in three by three cells. */
  readonly windows: readonly Window[];
  /** What fills two by two cells. */
  readonly blocks: readonly Block[];
}

/** What a sample counts that is a blend through and through, beside 255 for a pure one. */
const BLEND = 8;

/**
 * Sees what the source shows in and about every cell.
 * Throws a RangeError if the sizes do not fit together.
 */
export function evidenceOf(drawing: Drawing, weights: Weights): Evidence {
  const { width, height, rgb, opaque, source } = drawing;
  const cells = width * height;
  if (rgb.length !== cells * 3 || opaque.length !== cells)
    throw new RangeError(
      `a drawing of ${width}x${height} cells, received ${rgb.length} bytes, ${opaque.length} cells`,
    );
  if (source.width !== width * SIDE || source.height !== height * SIDE)
    throw new RangeError(
      `a source of ${SIDE} samples a cell for ${width}x${height}, received ${source.width}x${source.height}`,
    );
  const samples = samplesOf(source, weights.flat, Math.round(weights.line * SIDE));
  const counted = samples.purity.map((own, i) =>
    samples.seen[i] === 0 ? 0 : BLEND + Math.round(((255 - BLEND) * own) / 255),
  );
  const { labels, ...seeds } = seedsOf(source.data, samples.purity, weights.shade / 2);
  const size = { width, height };
  const own = sharesOf(labels, counted, size, 0);
  const around = sharesOf(labels, counted, size, SIDE / 4);
  const thin = thinCells(samples, counted, own, seeds, size, weights);
  const testimony = { opaque, drawn: spaceOf(rgb), seeds, own, around, thin };
  return {
    ...size,
    ...testimony,
    cells: cheapest(new Votes(testimony, seeds.colour, weights), opaque),
    features: featuresOf(samples, labels, seeds.colour, size, opaque, weights),
    strokes: strokesOf(samples, labels, seeds.colour, own, size, opaque, weights),
    windows: windowsOf(samples, labels, seeds.colour, own, thin, size, opaque, weights),
    blocks: blocksOf(own, seeds.colour, size, opaque, weights),
  };
}

/**
 * The drawing decides as far as the window about a cell has thin structure, but not in a cell that is of one colour
 * all over: that is the artist's cell already.
 */
function thinCells(
  samples: Samples,
  counted: Uint8Array,
  own: Shares,
  seeds: Pick<Seeds, 'colour'>,
  { width, height }: { readonly width: number; readonly height: number },
  { share, shade }: Weights,
): Float32Array {
  const margin = SIDE / 4;
  const thin = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = y * width + x;
      const [from, to] = [own.start[cell], own.start[cell + 1]];
      // Without a source there is only the drawing.
      if (from === to) {
        thin[cell] = 1;
        continue;
      }
      let slight = 0;
      let all = 0;
      const [bottom, right] = [
        Math.min(samples.height, (y + 1) * SIDE + margin),
        Math.min(samples.width, (x + 1) * SIDE + margin),
      ];
      for (let v = Math.max(0, y * SIDE - margin); v < bottom; v++) {
        for (let u = Math.max(0, x * SIDE - margin); u < right; u++) {
          const i = v * samples.width + u;
          all += counted[i];
          if (samples.thin[i] === 1) slight += counted[i];
        }
      }
      let most = 0;
      for (let a = from; a < to; a++) {
        let sum = 0;
        for (let b = from; b < to; b++) {
          const d = squared(seeds.colour, own.seed[a], seeds.colour, own.seed[b]);
          sum += own.share[b] * Math.exp(-d / (2 * shade * shade));
        }
        most = Math.max(most, sum);
      }
      thin[cell] = Math.min(1, slight / all / share, Math.max(0, 1 - most) / share);
    }
  }
  return thin;
}
