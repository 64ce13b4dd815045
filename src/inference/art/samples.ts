import type { SourceSamples } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import { spaceOf, squared } from './space.ts';
import type { Weights } from './weights.ts';

/** The source as evidence sees it, SIDE × SIDE samples a cell. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 numbers in art's colour space. */
  readonly colour: Float32Array;
  /** A byte a sample: 1 where it is opaque enough to be seen; the others count for nothing. */
  readonly seen: Uint8Array;
  /** How surely a sample shows a colour of its own and no blend, 0..255, whole numbers so that sums are exact. */
  readonly purity: Uint8Array;
  /** A byte a sample: 1 on the ridge of something, farther beyond its neighbours on some axis than between them on any. */
  readonly ridge: Uint8Array;
  /** A byte a sample: 1 where no disc of the size of a line's half fits in: lines, small features, sharp corners. */
  readonly thin: Uint8Array;
}

/** Half of the alpha byte: a sample that is less opaque shows too little of itself. */
const SEEN = 128;

/**
 * Looks at every sample of a source.
 */
export function samplesOf(source: SourceSamples, { shade, line, hue }: Weights): Samples {
  const { width, height } = source;
  const colour = spaceOf(source.data, hue, 4);
  const seen = new Uint8Array(width * height);
  for (let i = 0; i < seen.length; i++) seen[i] = Number(source.data[i * 4 + 3] >= SEEN);
  const picture = { width, height, colour, seen };
  return {
    ...picture,
    ...purityOf(picture, shade, besideOf(source.columns, width), besideOf(source.rows, height)),
    thin: thinOf(picture, shade, Math.round(line * SIDE)),
  };
}

type Picture = Pick<Samples, 'width' | 'height' | 'colour' | 'seen'>;

/** For each column or row of samples the nearest before and after it that shows another pixel of the source; -1 for none. */
interface Beside {
  readonly before: Int32Array;
  readonly after: Int32Array;
}

function besideOf(shown: Int32Array | undefined, count: number): Beside {
  const own = (i: number): number => shown?.[i] ?? 2 * i;
  const before = new Int32Array(count).fill(-1);
  const after = new Int32Array(count).fill(-1);
  // What shows two pixels alike is passed over.
  const isOther = (i: number, other: number): boolean => own(other) !== own(i) && own(other) % 2 === 0;
  for (let i = 0; i < count; i++) {
    let [left, right] = [i - 1, i + 1];
    while (left >= 0 && !isOther(i, left)) left--;
    while (right < count && !isOther(i, right)) right++;
    before[i] = left;
    after[i] = right < count ? right : -1;
  }
  return { before, after };
}

/** How far sample i lies beyond both p and q, squared; below 0 where it lies between them, 0 where one of them is not seen. */
function beyond({ colour, seen }: Picture, i: number, p: number, q: number): number {
  if (seen[p] === 0 || seen[q] === 0) return 0;
  const at = i * 3;
  return (
    (colour[at] - colour[p * 3]) * (colour[at] - colour[q * 3]) +
    (colour[at + 1] - colour[p * 3 + 1]) * (colour[at + 1] - colour[q * 3 + 1]) +
    (colour[at + 2] - colour[p * 3 + 2]) * (colour[at + 2] - colour[q * 3 + 2])
  );
}

/**
 * A sample that lies between its neighbours on opposite sides, along any axis, is a blend of antialiasing, the more so
 * the farther they are; one that lies beyond both is the ridge of a thin line, one that equals one of them is pure.
 * It is the same for dark and light, and for hues. Neighbours are those of the source's own pixels: within one of them
 * all samples are alike, blends too.
 */
function purityOf(
  picture: Picture,
  flat: number,
  columns: Beside,
  rows: Beside,
): Pick<Samples, 'purity' | 'ridge'> {
  const { width, height, seen } = picture;
  const purity = new Uint8Array(width * height);
  const ridge = new Uint8Array(width * height);
  const scale = 1 / (flat * flat);
  for (let y = 0, i = 0; y < height; y++) {
    const above = rows.before[y];
    const below = rows.after[y];
    const isInside = above >= 0 && below >= 0;
    for (let x = 0; x < width; x++, i++) {
      if (seen[i] === 0) continue;
      const left = columns.before[x];
      const right = columns.after[x];
      const isBetween = left >= 0 && right >= 0;
      const isCorner = isBetween && isInside;
      const along = isBetween ? beyond(picture, i, i + left - x, i + right - x) : 0;
      const down = isInside ? beyond(picture, i, above * width + x, below * width + x) : 0;
      const fall = isCorner ? beyond(picture, i, above * width + left, below * width + right) : 0;
      const rise = isCorner ? beyond(picture, i, above * width + right, below * width + left) : 0;
      const worst = Math.min(along, down, fall, rise, 0);
      const best = Math.max(along, down, fall, rise, 0);
      if (best > -worst) ridge[i] = 1;
      purity[i] = worst === 0 ? 255 : Math.round(255 * Math.exp(worst * scale));
    }
  }
  return { purity, ridge };
}

/** What an opening by a disc takes away: discs may not touch the samples on either side of a step. */
function thinOf(picture: Picture, flat: number, radius: number): Uint8Array {
  const { width, height, seen } = picture;
  const edges = edgesOf(picture, flat);
  const cramped = within(edges, width, height, radius * radius);
  const cores = seenWithout(cramped, seen);
  // A step's own samples lie one farther than the disc reaches.
  return seenWithout(within(cores, width, height, (radius + 1) * (radius + 1)), seen);
}

/** What is seen and not marked, a byte each. */
function seenWithout(marks: Uint8Array, seen: Uint8Array): Uint8Array {
  const rest = new Uint8Array(seen.length);
  for (let i = 0; i < rest.length; i++) if (marks[i] === 0) rest[i] = seen[i];
  return rest;
}

/** The samples beside a step of colour. */
function edgesOf({ width, height, colour, seen }: Picture, flat: number): Uint8Array {
  const edges = new Uint8Array(width * height);
  const least = flat * flat;
  const compare = (i: number, j: number): void => {
    if (seen[i] === 0 || seen[j] === 0 || squared(colour, i, colour, j) <= least) return;
    edges[i] = 1;
    edges[j] = 1;
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) compare(i, i + 1);
      if (y + 1 < height) compare(i, i + width);
    }
  }
  return edges;
}

/** The samples nearer than the square root of `limit` to a marked one, a byte each. */
function within(marks: Uint8Array, width: number, height: number, limit: number): Uint8Array {
  const reach = Math.ceil(Math.sqrt(limit)) - 1;
  const far = reach + 1;
  // First the distance along the row, then the nearest row: exact, since no more than `reach` matters.
  const along = new Uint8Array(width * height).fill(far);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let gap = far;
    for (let x = 0; x < width; x++) {
      gap = marks[row + x] === 1 ? 0 : Math.min(far, gap + 1);
      along[row + x] = gap;
    }
    gap = far;
    for (let x = width - 1; x >= 0; x--) {
      gap = marks[row + x] === 1 ? 0 : Math.min(far, gap + 1);
      if (gap < along[row + x]) along[row + x] = gap;
    }
  }
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [from, to] = [Math.max(0, y - reach), Math.min(height - 1, y + reach)];
    for (let v = from; v <= to; v++) {
      // The farthest along the row that is still near enough; never as far as `far`.
      const most = Math.ceil(Math.sqrt(limit - (v - y) * (v - y))) - 1;
      const row = y * width;
      const other = v * width;
      for (let x = 0; x < width; x++) if (along[other + x] <= most) out[row + x] = 1;
    }
  }
  return out;
}
