import type { SourceSamples } from '../../core/image.ts';
import { SIDE } from '../../core/scale.ts';
import { spaceOf, squared } from './space.ts';
import type { Weights } from './weights.ts';

/** The source as evidence sees it, SIDE × SIDE samples a cell. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** A byte a sample: 1 where it is opaque enough to be seen; the others count for nothing. */
  readonly seen: Uint8Array;
  /** How surely a sample shows a colour of its own and no blend, 0..255, whole numbers so that sums are exact. */
  readonly purity: Uint8Array;
  /** A byte a sample: 1 on the ridge of something, farther beyond its neighbours on some axis than between them on any. */
  readonly ridge: Uint8Array;
  /** A byte a sample: 1 where no disc of the size of a line's half fits in: lines, small features, sharp corners. */
  readonly thin: Uint8Array;
  /** A byte a sample: 1 where the one after the next, on any side, is of another tone. */
  readonly step: Uint8Array;
}

/** Half of the alpha byte: a sample that is less opaque shows too little of itself. */
const SEEN = 128;

/**
 * Looks at every sample of a source.
 */
export function samplesOf(source: SourceSamples, { shade, line, hue }: Weights): Samples {
  const { width, height, data } = source;
  const seen = new Uint8Array(width * height);
  const key = new Int32Array(width * height).fill(UNSEEN);
  for (let i = 0, at = 0; i < seen.length; i++, at += 4) {
    if (data[at + 3] < SEEN) continue;
    seen[i] = 1;
    key[i] = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  }
  const picture = { width, height, colour: spaceOf(data, hue, 4), key };
  return {
    width,
    height,
    seen,
    ...purityOf(picture, shade, besideOf(source.columns, width), besideOf(source.rows, height)),
    thin: thinOf(picture, shade, Math.round(line * SIDE)),
    step: stepsIn(picture, shade),
  };
}

/** The key of a sample that is not seen. */
const UNSEEN = -1;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 numbers in art's colour space. */
  readonly colour: Float32Array;
  /** The colour of each sample as 0xrrggbb; UNSEEN of those that are not seen. */
  readonly key: Int32Array;
}

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
function beyond({ colour, key }: Picture, i: number, p: number, q: number): number {
  // One that equals the sample lies nowhere from it.
  if (key[p] === key[i] || key[q] === key[i] || key[p] === UNSEEN || key[q] === UNSEEN) return 0;
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
  const { width, height, key } = picture;
  const purity = new Uint8Array(width * height);
  const ridge = new Uint8Array(width * height);
  const scale = 1 / (flat * flat);
  for (let y = 0, i = 0; y < height; y++) {
    const above = rows.before[y];
    const below = rows.after[y];
    const isInside = above >= 0 && below >= 0;
    for (let x = 0; x < width; x++, i++) {
      if (key[i] === UNSEEN) continue;
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

/** Where colours change within two samples by more than a shade: antialiasing parts a step in two. Slow changes of light have none. */
function stepsIn({ width, height, colour, key }: Picture, flat: number): Uint8Array {
  const steps = new Uint8Array(width * height);
  const least = flat * flat;
  const compare = (i: number, j: number): void => {
    if (key[i] === key[j] || key[j] === UNSEEN || squared(colour, i, colour, j) <= least) return;
    steps[i] = 1;
    steps[j] = 1;
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (key[i] === UNSEEN) continue;
      if (x + 2 < width) compare(i, i + 2);
      if (y + 2 < height) compare(i, i + 2 * width);
    }
  }
  return steps;
}

/** Marks of samples, a bit each, in rows of whole words. */
interface Marks {
  readonly words: Uint32Array;
  /** Words in a row. */
  readonly across: number;
  /** Rows. */
  readonly down: number;
}

/** Bits in a word. */
const WORD = 32;

const noMarks = (width: number, height: number): Marks => {
  const across = Math.ceil(width / WORD);
  return { words: new Uint32Array(across * height), across, down: height };
};

/** What an opening by a disc takes away: discs may not touch the samples on either side of a step. A byte a sample. */
function thinOf(picture: Picture, flat: number, radius: number): Uint8Array {
  const { width, height, key } = picture;
  const seen = noMarks(width, height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      if (key[i] !== UNSEEN) seen.words[y * seen.across + (x >>> 5)] |= 1 << (x & 31);
  const cramped = within(edgesOf(picture, flat), radius * radius);
  const cores = without(seen, cramped);
  // A step's own samples lie one farther than the disc reaches.
  const { words, across } = without(seen, within(cores, (radius + 1) * (radius + 1)));
  const thin = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let word = 0; word < across; word++) {
      for (let rest = words[y * across + word]; rest !== 0; rest &= rest - 1)
        thin[y * width + word * WORD + 31 - Math.clz32(rest & -rest)] = 1;
    }
  }
  return thin;
}

/** What is marked in the first and not in the second. */
function without(some: Marks, others: Marks): Marks {
  return { ...some, words: some.words.map((word, at) => word & ~others.words[at]) };
}

/** The samples beside a step of colour. */
function edgesOf({ width, height, colour, key }: Picture, flat: number): Marks {
  const edges = noMarks(width, height);
  const { words, across } = edges;
  const least = flat * flat;
  for (let y = 0, i = 0; y < height; y++) {
    const row = y * across;
    for (let x = 0; x < width; x++, i++) {
      if (key[i] === UNSEEN) continue;
      if (x + 1 < width && isStep(i, i + 1)) {
        words[row + (x >>> 5)] |= 1 << (x & 31);
        words[row + ((x + 1) >>> 5)] |= 1 << ((x + 1) & 31);
      }
      if (y + 1 < height && isStep(i, i + width)) {
        words[row + (x >>> 5)] |= 1 << (x & 31);
        words[row + across + (x >>> 5)] |= 1 << (x & 31);
      }
    }
  }
  return edges;

  function isStep(i: number, j: number): boolean {
    return key[i] !== key[j] && key[j] !== UNSEEN && squared(colour, i, colour, j) > least;
  }
}

/** The samples nearer than the square root of `limit` to a marked one. */
function within({ words, across, down }: Marks, limit: number): Marks {
  const reach = Math.ceil(Math.sqrt(limit)) - 1;
  // What lies so far along the row from a mark, for every distance that matters; then the nearest rows.
  const along = [words];
  for (let far = 1; far <= reach; far++) along.push(widened(along[far - 1], words, across, far));
  const out = new Uint32Array(words.length);
  for (let v = -reach; v <= reach; v++) {
    // The farthest along the row that is still near enough.
    const near = along[Math.ceil(Math.sqrt(limit - v * v)) - 1];
    const [from, to] = [Math.max(0, -v), Math.min(down, down - v)];
    for (let at = from * across, other = at + v * across; at < to * across; at++, other++)
      out[at] |= near[other];
  }
  return { words: out, across, down };
}

/** Marks, and the samples that lie just so far along the row from an original one; less than a word. */
function widened(marks: Uint32Array, original: Uint32Array, across: number, far: number): Uint32Array {
  const out = marks.slice();
  for (let at = 0; at < out.length; at++) {
    const word = original[at];
    if (word === 0) continue;
    const column = at % across;
    out[at] |= (word << far) | (word >>> far);
    if (column + 1 < across) out[at + 1] |= word >>> (WORD - far);
    if (column > 0) out[at - 1] |= word << (WORD - far);
  }
  return out;
}
