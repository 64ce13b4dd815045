import type { Sides, SourceSamples } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import type { Cells } from './cells.ts';
import { type Feature, featuresOf } from './features.ts';
import { type Samples, samplesOf } from './samples.ts';
import { type Seeds, seedLabels, seedsOf } from './seeds.ts';
import { type Shares, sharesOf } from './shares.ts';
import { spaceOf, squared } from './space.ts';
import { densityOf, sparse } from './sparse.ts';
import { strokesOf } from './strokes.ts';
import { folded, inner, LEAST_TILE, TILE_MARGIN, tileCells, tileSource } from './tile.ts';
import { cheapest, type Testimony, Votes } from './votes.ts';
import type { Weights } from './weights.ts';
import { type Window, windowsOf } from './windows.ts';

/** All that colours and labels are judged by, whatever the palette. It is made once a drawing. */
export interface Evidence extends Testimony {
  readonly width: number;
  readonly height: number;
  /** The source's own colours. */
  readonly seeds: Seeds;
  /** The seed that suits each cell best by itself. */
  readonly cells: Uint8Array;
  /** How surely the source has a step of colour in each cell, 0..1; in texture less. */
  readonly steps: Float32Array;
  readonly features: readonly Feature[];
  /** Stretches of the source's lines. */
  readonly strokes: readonly Feature[];
  /** The lines of the source in three by three cells. */
  readonly windows: readonly Window[];
  /** Whether it is a tile, whose edges are neighbours; of at least `LEAST_TILE` cells a side. */
  readonly wraps?: boolean;
  /** Whether more detail is asked for in each cell, 1, or less, -1 (guided.ts); without it nothing is asked. */
  readonly detail?: Int8Array;
}

/** What the source alone says, whatever is drawn of it: nearly all of its evidence. Of a tile it is with its neighbours about it. */
export interface Looked {
  /** Cells. */
  readonly width: number;
  readonly height: number;
  readonly samples: Samples;
  /** The seed of every sample. */
  readonly labels: Uint8Array;
  readonly density: Float32Array;
  readonly seeds: Seeds;
  readonly own: Shares;
  readonly around: Shares;
  readonly thin: Float32Array;
  readonly steps: Float32Array;
  /** For a drawing that is opaque everywhere; null where the source is not. */
  readonly lines: Lines | null;
}

/** What the source wants some cell to show. */
type Lines = Pick<Evidence, 'features' | 'strokes' | 'windows'>;

/** What of a drawing's cells it depends on how the source is looked at. */
type Layout = Pick<Cells, 'width' | 'height' | 'wraps'>;

const isTile = ({ width, height, wraps }: Layout): boolean =>
  wraps === true && Math.min(width, height) >= LEAST_TILE;

/**
 * Looks at a source, before or after it is drawn.
 * @param source over the cells, exactly SIDE × SIDE samples a cell, straight alpha: the whole source resampled to
 *   width × SIDE by height × SIDE, as the lattice lays it out. No matte in it, no padding.
 * @param shared the colours of the sequence that it is a frame of, which are then not looked for
 * Throws a RangeError if the sizes do not fit together.
 */
export function sourceSeen(layout: Layout, source: SourceSamples, weights: Weights, shared?: Seeds): Looked {
  const { width, height } = layout;
  if (source.width !== width * SIDE || source.height !== height * SIDE)
    throw new RangeError(
      `a source of ${SIDE} samples a cell for ${width}x${height}, received ${source.width}x${source.height}`,
    );
  const seen = isTile(layout) ? tileSource(source) : source;
  const size = { width: seen.width / SIDE, height: seen.height / SIDE };
  const samples = samplesOf(seen, weights);
  const density = densityOf(samples, size);
  const counted = countedOf(samples, density, size);
  const purity = isTile(layout) ? inner(samples.purity, seen, TILE_MARGIN * SIDE) : samples.purity;
  const seeds = shared ?? seedsOf([{ data: source.data, purity }], weights);
  const labels = seedLabels(seen.data, seeds.centres, weights.hue);
  const n = Math.max(1, seeds.centres.length / 3);
  const own = sharesOf(labels, n, counted, size, 0);
  const around = sharesOf(labels, n, counted, size, SIDE / 4);
  const thin = thinCells(samples, labels, counted, own, seeds, size, weights);
  const steps = stepsOf(samples, density, size);
  const looked = { ...size, samples, labels, density, seeds, own, around, thin, steps, lines: null };
  if (!isOpaque(source)) return looked;
  return { ...looked, lines: linesOf(looked, new Uint8Array(size.width * size.height).fill(1), weights) };
}

const isOpaque = ({ data }: SourceSamples): boolean => {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
};

function linesOf(
  { samples, labels, density, seeds, own, thin, ...size }: Looked,
  opaque: Uint8Array,
  weights: Weights,
): Lines {
  return {
    features: featuresOf(samples, labels, seeds.colour, size, opaque, weights),
    strokes: strokesOf(samples, labels, seeds.colour, own, density, size, opaque, weights),
    windows: windowsOf(samples, labels, seeds.colour, own, thin, density, size, opaque, weights),
  };
}

/**
 * Sees what the source shows in and about every cell.
 * @param cells what was drawn
 * @param source as `sourceSeen` takes it
 * @param looked what that gave for the same cells
 * Throws a RangeError if the sizes do not fit together.
 */
export function evidenceOf(
  cells: Cells,
  source: SourceSamples,
  weights: Weights,
  looked: Looked = sourceSeen(cells, source, weights),
): Evidence {
  const { width, height, rgb, opaque } = cells;
  const count = width * height;
  if (rgb.length !== count * 3 || opaque.length !== count)
    throw new RangeError(
      `a drawing of ${width}x${height} cells, received ${rgb.length} bytes, ${opaque.length} cells`,
    );
  return isTile(cells)
    ? folded(concluded(tileCells(cells), looked, weights), { width, height })
    : concluded(cells, looked, weights);
}

/** The evidence for cells that were drawn, all edges being edges. */
function concluded({ rgb, opaque }: Cells, looked: Looked, weights: Weights): Evidence {
  const { width, height, seeds, own, around, thin, steps } = looked;
  const testimony = { opaque, drawn: spaceOf(rgb, weights.hue), seeds, own, around, thin };
  const lines = (opaque.includes(0) ? null : looked.lines) ?? linesOf(looked, opaque, weights);
  return {
    width,
    height,
    ...testimony,
    cells: cheapest(new Votes(testimony, seeds.colour, weights), opaque),
    steps,
    ...lines,
  };
}

/**
 * What samples count: pure ones all, and so do the ridges of single lines, which are too thin to be pure; blends next to
 * nothing, so that no cell is without a source.
 */
function countedOf(
  { width: across, seen, purity, ridge, thin }: Samples,
  density: Float32Array,
  { width }: { readonly width: number },
): Uint8Array {
  const counted = new Uint8Array(purity.length);
  for (let i = 0; i < counted.length; i++) {
    if (seen[i] === 0) continue;
    const own = purity[i];
    counted[i] = own > 0 ? own : 1;
    if (ridge[i] === 0 || thin[i] === 0) continue;
    const cell = Math.floor(i / (across * SIDE)) * width + Math.floor((i % across) / SIDE);
    counted[i] = Math.max(counted[i], Math.round(255 * sparse(density, cell)));
  }
  return counted;
}

/** A step that runs through a cell from side to side, which four samples across it tell, is a sure one. */
function stepsOf({ step }: Samples, density: Float32Array, { width, height }: Sides): Float32Array {
  const counts = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height * SIDE; y++) {
    const row = Math.floor(y / SIDE) * width;
    for (let x = 0; x < width * SIDE; x++, i++) counts[row + Math.floor(x / SIDE)] += step[i];
  }
  return Float32Array.from(counts, (count, cell) => Math.min(1, count / (4 * SIDE)) * sparse(density, cell));
}

/** Blocks of samples along a side of a cell: a window about it reaches one of them farther on each side. */
const BLOCKS = 4;

/** What the samples of each block count, all of them and those of thin structure. */
function blocksOf({ width, height, thin }: Samples, counted: Uint8Array) {
  const side = SIDE / BLOCKS;
  const [across, down] = [width / side, height / side];
  const all = new Uint16Array(across * down);
  const slight = new Uint16Array(across * down);
  for (let v = 0, block = 0; v < down; v++) {
    for (let u = 0; u < across; u++, block++) {
      let [whole, part] = [0, 0];
      for (let y = v * side; y < (v + 1) * side; y++) {
        for (let i = y * width + u * side, end = i + side; i < end; i++) {
          whole += counted[i];
          if (thin[i] === 1) part += counted[i];
        }
      }
      all[block] = whole;
      slight[block] = part;
    }
  }
  return { across, down, all, slight };
}

/**
 * The drawing decides as far as the window about a cell has thin structure that is more than the corner of an area, but not in a
 * cell that is of one colour all over: that is the artist's cell already. It decides as well where a cell has more than two
 * colours can tell, in noise and texture, whose majority is chance.
 */
function thinCells(
  samples: Samples,
  labels: Uint8Array,
  counted: Uint8Array,
  own: Shares,
  seeds: Pick<Seeds, 'colour'>,
  { width, height }: Sides,
  { share, shade }: Weights,
): Float32Array {
  const n = seeds.colour.length / 3;
  const kernel = Float32Array.from({ length: n * n }, (_, at) =>
    Math.exp(-squared(seeds.colour, Math.floor(at / n), seeds.colour, at % n) / (2 * shade * shade)),
  );
  const thin = new Float32Array(width * height);
  const blocks = blocksOf(samples, counted);
  const slights = new Float64Array(n);
  const solids = new Float64Array(n);
  /** What thin samples count in a cell's window, the less the more of it is of their colour and not thin: corners of areas. */
  const single = (x: number, y: number, all: number): number => {
    slights.fill(0);
    solids.fill(0);
    const reach = SIDE / BLOCKS;
    const bottom = Math.min(samples.height, (y + 1) * SIDE + reach);
    const [left, right] = [Math.max(0, x * SIDE - reach), Math.min(samples.width, (x + 1) * SIDE + reach)];
    for (let v = Math.max(0, y * SIDE - reach); v < bottom; v++)
      for (let i = v * samples.width + left; i < v * samples.width + right; i++)
        (samples.thin[i] === 1 ? slights : solids)[labels[i]] += counted[i];
    let sum = 0;
    for (let a = 0; a < n; a++) {
      if (slights[a] === 0) continue;
      let same = 0;
      for (let b = 0; b < n; b++) same += solids[b] * kernel[a * n + b];
      sum += slights[a] * Math.max(0, 1 - (2 * same) / all);
    }
    return sum;
  };
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
      const bottom = Math.min(blocks.down, (y + 1) * BLOCKS + 1);
      const right = Math.min(blocks.across, (x + 1) * BLOCKS + 1);
      for (let v = Math.max(0, y * BLOCKS - 1); v < bottom; v++) {
        for (let u = Math.max(0, x * BLOCKS - 1); u < right; u++) {
          const block = v * blocks.across + u;
          all += blocks.all[block];
          slight += blocks.slight[block];
        }
      }
      // How much of it the strongest colour has, and how much that one and the next leave: noise.
      let most = 0;
      let best = from;
      for (let a = from; a < to; a++) {
        let sum = 0;
        for (let b = from; b < to; b++) sum += own.share[b] * kernel[own.seed[a] * n + own.seed[b]];
        if (sum <= most) continue;
        most = sum;
        best = a;
      }
      // Of one colour all over it has no lines, whatever is about it.
      if (slight > 0 && most < 1) slight = single(x, y, all);
      const lines = Math.min(slight / all, 1 - most);
      let two = most;
      // Only where it can matter: two colours leave no more than one.
      for (let a = from; a < to && lines < share && lines < 1 - most; a++) {
        let sum = 0;
        for (let b = from; b < to; b++)
          sum +=
            own.share[b] *
            Math.max(kernel[own.seed[best] * n + own.seed[b]], kernel[own.seed[a] * n + own.seed[b]]);
        two = Math.max(two, sum);
      }
      thin[cell] = Math.min(1, Math.max(lines, 1 - two) / share);
    }
  }
  return thin;
}
