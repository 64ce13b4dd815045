import type { Sides, SourceSamples } from '../../core/image.ts';
import { repeated, wrapped, wrappedIndices } from '../../core/repeated.ts';
import { SIDE } from '../../core/scale.ts';
import type { Cells } from './cells.ts';
import type { Feature } from './features.ts';
import type { Shares } from './shares.ts';
import type { Testimony } from './votes.ts';
import type { Window } from './windows.ts';

/** Cells of its neighbours that are looked at about a tile: no feature that counts reaches farther. */
export const TILE_MARGIN = 5;
/** Smaller tiles would be their own neighbours within the reach of a window, and are taken as pictures with edges. */
export const LEAST_TILE = 5;

/** What is evidence cell by cell. */
interface Seen extends Sides, Testimony {
  readonly cells: Uint8Array;
  readonly steps: Float32Array;
  readonly features: readonly Feature[];
  readonly strokes: readonly Feature[];
  readonly windows: readonly Window[];
}

/** A tile's cells with parts of its neighbours about it: TILE_MARGIN cells. */
export function tileCells(cells: Cells): Cells {
  const [columns, rows] = [
    wrappedIndices(cells.width, TILE_MARGIN),
    wrappedIndices(cells.height, TILE_MARGIN),
  ];
  const from = rows.flatMap((row) => columns.map((column) => row * cells.width + column));
  return {
    width: columns.length,
    height: rows.length,
    rgb: Uint8Array.from(from.flatMap((cell) => [...cells.rgb.subarray(cell * 3, cell * 3 + 3)])),
    opaque: Uint8Array.from(from, (cell) => cells.opaque[cell]),
  };
}

/** The same of its source. */
export const tileSource = (source: SourceSamples): SourceSamples => ({
  ...repeated(source, TILE_MARGIN * SIDE, TILE_MARGIN * SIDE),
  ...(source.columns && { columns: around(source.columns) }),
  ...(source.rows && { rows: around(source.rows) }),
});

/** What belongs to columns or rows, with that of the neighbours' about it. */
const around = (own: Int32Array): Int32Array =>
  Int32Array.from(wrappedIndices(own.length, TILE_MARGIN * SIDE), (i) => own[i]);

/** What lies farther than a margin from the edges of width × height values. */
export function inner(values: Uint8Array, { width, height }: Sides, margin: number): Uint8Array {
  const across = width - 2 * margin;
  const out = new Uint8Array(across * (height - 2 * margin));
  for (let y = 0; y < height - 2 * margin; y++) {
    const from = (y + margin) * width + margin;
    out.set(values.subarray(from, from + across), y * across);
  }
  return out;
}

/** The evidence of a tile of a size, from that of the tile with its neighbours. */
export function folded<E extends Seen>(wide: E, size: Sides): E & { readonly wraps: true } {
  const { width, height } = size;
  const inside = Array.from(
    { length: width * height },
    (_, cell) => (Math.floor(cell / width) + TILE_MARGIN) * wide.width + (cell % width) + TILE_MARGIN,
  );
  const own = new Set(inside);
  const home = (cell: number): number => {
    if (cell < 0) return cell;
    const x = wrapped((cell % wide.width) - TILE_MARGIN, width);
    return wrapped(Math.floor(cell / wide.width) - TILE_MARGIN, height) * width + x;
  };
  // Of a feature that is seen several times, in the tile and in its neighbours, one has its first cell in the tile.
  const kept = ({ cells, ...rest }: Feature): Feature[] =>
    own.has(Math.min(...cells)) ? [{ ...rest, cells: [...new Set(cells.map(home))] }] : [];
  return {
    ...wide,
    ...size,
    wraps: true,
    opaque: Uint8Array.from(inside, (cell) => wide.opaque[cell]),
    drawn: Float32Array.from(inside.flatMap((cell) => [...wide.drawn.subarray(cell * 3, cell * 3 + 3)])),
    own: sharesAt(wide.own, inside),
    around: sharesAt(wide.around, inside),
    thin: Float32Array.from(inside, (cell) => wide.thin[cell]),
    cells: Uint8Array.from(inside, (cell) => wide.cells[cell]),
    steps: Float32Array.from(inside, (cell) => wide.steps[cell]),
    features: wide.features.flatMap(kept),
    strokes: wide.strokes.flatMap(kept),
    windows: wide.windows.flatMap((window) =>
      own.has(window.cells[4]) ? [{ ...window, cells: window.cells.map(home) }] : [],
    ),
  };
}

function sharesAt({ start, seed, share }: Shares, cells: readonly number[]): Shares {
  const at = new Uint32Array(cells.length + 1);
  const found = cells.map((cell, i) => {
    at[i + 1] = at[i] + start[cell + 1] - start[cell];
    return [start[cell], start[cell + 1]] as const;
  });
  const seeds = new Uint8Array(at[cells.length]);
  const shares = new Float32Array(at[cells.length]);
  found.forEach(([from, to], i) => {
    seeds.set(seed.subarray(from, to), at[i]);
    shares.set(share.subarray(from, to), at[i]);
  });
  return { start: at, seed: seeds, share: shares };
}
