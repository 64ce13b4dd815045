import { oklabOfBytes, squaredDistance } from '../../core/colour.ts';
import type { RgbaImage } from '../../core/image.ts';
import { neighboursOf } from '../../core/neighbours.ts';
import type { Planar } from '../draw/planar.ts';

/** Points along a side of an art pixel; each takes a colour of the art from the picture. */
const POINTS = 8;
/** What a cell's own colour is nearer than another, in squared OKLab distance: the network blurs thin features. */
const OWN = 0.002;
/** σ of the window in which points vote, in art pixels: wider ones draw smoother contours and lose thin features. */
const SIGMA = 0.55;
/** Points from the window's middle to its end. */
const REACH = Math.ceil(2 * SIGMA * POINTS);
/** A cell that lost its colour is favoured by GAIN more in every round; σ of where that counts, in art pixels. */
const ROUNDS = 16;
const GAIN = 0.15;
const SPREAD = 0.7;
/** The votes are known at a cell's points and at one around it, for all places between. */
const SIDE = POINTS + 2;
/** Places along a side of a pixel at which a contour is looked for: their mean is its antialiasing. */
const PLACES = 2;

/** The art's colours at its pixels and at the points of the picture; a colour is named by the first pixel that has it. */
interface Regions {
  readonly art: RgbaImage;
  /** The art's colours, n × 3 OKLab numbers. */
  readonly lab: Float32Array;
  /** The name of every art pixel's colour; -1 where it is transparent. */
  readonly own: Int32Array;
  /** The colours of every art pixel and the eight around it, its own first. */
  readonly around: readonly (readonly number[])[];
  /** The colour of every point, (width × POINTS) × (height × POINTS). */
  readonly points: Int32Array;
  /** Shares that have been counted, by the cell; they stay as they are while favours change. */
  readonly shares: Map<number, readonly Float32Array[]>;
}

/** The most cells whose shares are kept: a few hundred bytes a colour each. */
const MOST_KEPT = 1 << 15;

/**
 * Draws a smooth picture in the art's own colours. Points take, of the colours of their art pixel and the eight around
 * it, the one that the picture is nearest to; then every place takes the colour of most points around it, which
 * straightens the contours. Cells whose mean would no longer be their own colour are favoured until it is. Edges are
 * crisp and antialiased, and no colour comes in that is not in the art.
 * @param art transparent pixels lend their colour to nobody
 * @param picture of at least art × cell pixels
 * @param zoom pixels of the result an art pixel
 * @returns (art × zoom) pixels of RGB, 3 bytes each
 */
export function drawContours(art: RgbaImage, picture: Planar, cell: number, zoom: number): Uint8Array {
  const regions = regionsOf(art, picture, cell);
  const favour = new Float32Array(art.width * art.height);
  let changed = new Set(regions.own.keys());
  for (let round = 0; round < ROUNDS && changed.size > 0; round++) {
    const lost = [...changed].filter((i) => !keepsColour(regions, favour, i));
    changed = new Set(lost);
    for (const i of lost) {
      favour[i] += GAIN;
      for (const j of neighboursOf(art, i)) changed.add(j);
    }
  }
  return painted(regions, favour, zoom);
}

function regionsOf(art: RgbaImage, picture: Planar, cell: number): Regions {
  const { width, height, data } = art;
  const lab = oklabOfBytes(data, 4);
  const names = new Map<number, number>();
  const own = Int32Array.from({ length: width * height }, (_, i) => {
    if (data[i * 4 + 3] === 0) return -1;
    const colour = (data[i * 4] << 16) | (data[i * 4 + 1] << 8) | data[i * 4 + 2];
    const name = names.get(colour) ?? i;
    names.set(colour, name);
    return name;
  });
  const around = Array.from(own, (name, i) => [
    ...new Set([name, ...neighboursOf(art, i).map((j) => own[j])].filter((found) => found >= 0)),
  ]);
  const columns = width * POINTS;
  const points = new Int32Array(columns * height * POINTS);
  const line = new Uint8Array(columns * 3);
  for (let v = 0; v < height * POINTS; v++) {
    sample(picture, ((v + 0.5) * cell) / POINTS, cell / POINTS, line);
    const seen = oklabOfBytes(line);
    for (let u = 0; u < columns; u++) {
      const at = Math.floor(v / POINTS) * width + Math.floor(u / POINTS);
      points[v * columns + u] = nearestOf(around[at], own[at], lab, seen, u);
    }
  }
  return { art, lab, own, around, points, shares: new Map() };
}

/** The candidate whose colour is nearest to the seen one's; without candidates there is none. */
function nearestOf(
  candidates: readonly number[],
  own: number,
  lab: Float32Array,
  seen: Float32Array,
  u: number,
): number {
  if (candidates.length < 2) return candidates[0] ?? -1;
  let best = own;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const d = squaredDistance(seen, u, lab, candidate) - (candidate === own ? OWN : 0);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

const WINDOW = weights(2 * REACH + 1, SIGMA * POINTS);
const TOTAL = WINDOW.reduce((sum, w) => sum + w, 0);

/** A Gaussian about the middle of so many points; the middle is 1. */
function weights(count: number, sigma: number): Float32Array {
  return Float32Array.from({ length: count }, (_, k) =>
    Math.exp(-((k - (count - 1) / 2) ** 2) / (2 * sigma ** 2)),
  );
}

/** How much a favoured cell counts at a cell's SIDE × SIDE points, by where it lies: the nine cells row by row. */
const BELLS = Array.from({ length: 9 }, (_, cell) => {
  const middle = (offset: number) => (SIDE - 1) / 2 + offset * POINTS;
  const [x, y] = [middle((cell % 3) - 1), middle(Math.floor(cell / 3) - 1)];
  return Float32Array.from({ length: SIDE ** 2 }, (_v, at) => {
    const distance = ((at % SIDE) - x) ** 2 + (Math.floor(at / SIDE) - y) ** 2;
    return Math.exp(-distance / (2 * (SPREAD * POINTS) ** 2));
  });
});

/**
 * The votes for each of a cell's candidates, SIDE × SIDE: its share of the points in the window, and more where a cell
 * of that colour is favoured.
 */
function votesOf(regions: Regions, favour: Float32Array, i: number): readonly Float32Array[] {
  const { art, own, around, shares } = regions;
  const counts = shares.get(i) ?? counted(regions, i);
  if (shares.size < MOST_KEPT) shares.set(i, counts);
  const votes = [...counts];
  for (const j of [i, ...neighboursOf(art, i)]) {
    const candidate = favour[j] > 0 ? around[i].indexOf(own[j]) : -1;
    if (candidate < 0) continue;
    const row = Math.floor(j / art.width) - Math.floor(i / art.width);
    const bell = BELLS[4 + row * 3 + (j - i - row * art.width)];
    if (votes[candidate] === counts[candidate]) votes[candidate] = counts[candidate].slice();
    const vote = votes[candidate];
    for (let at = 0; at < bell.length; at++) vote[at] += favour[j] * bell[at];
  }
  return votes;
}

/**
 * For each of a cell's candidates its share of the points in the window around each of SIDE × SIDE points, 0..1;
 * borders are repeated.
 */
function counted({ art, around, points }: Regions, i: number): readonly Float32Array[] {
  const [columns, rows] = [art.width * POINTS, art.height * POINTS];
  const left = (i % art.width) * POINTS - 1;
  const top = Math.floor(i / art.width) * POINTS - 1;
  const span = SIDE + 2 * REACH;
  const along = around[i].map(() => new Float32Array(span * SIDE));
  for (let r = 0; r < span; r++) {
    const row = Math.min(rows - 1, Math.max(0, top + r - REACH)) * columns;
    for (let s = 0; s < span; s++) {
      const colour = points[row + Math.min(columns - 1, Math.max(0, left + s - REACH))];
      const candidate = around[i].indexOf(colour);
      if (candidate < 0) continue;
      // A point s counts for the columns x whose window reaches it.
      const sums = along[candidate];
      for (let x = Math.max(0, s - 2 * REACH); x <= Math.min(SIDE - 1, s); x++)
        sums[r * SIDE + x] += WINDOW[s - x];
    }
  }
  return along.map((sums) => {
    const shares = new Float32Array(SIDE ** 2);
    for (let k = 0; k < WINDOW.length; k++) {
      const weight = WINDOW[k] / TOTAL ** 2;
      for (let at = 0; at < shares.length; at++) shares[at] += weight * sums[k * SIDE + at];
    }
    return shares;
  });
}

/** The candidate with most votes at each of SIDE × SIDE points; the first where there are no votes. */
function winnersOf(votes: readonly Float32Array[]): Uint8Array {
  return Uint8Array.from({ length: SIDE ** 2 }, (_, at) => {
    let most = 0;
    for (let c = 1; c < votes.length; c++) if (votes[c][at] > votes[most][at]) most = c;
    return most;
  });
}

/** Whether the mean of what a cell would show is nearer to its own colour than to its neighbours'. */
function keepsColour(regions: Regions, favour: Float32Array, i: number): boolean {
  const candidates = regions.around[i];
  if (candidates.length < 2 || regions.own[i] < 0) return true;
  const votes = votesOf(regions, favour, i);
  const mean = [0, 0, 0];
  for (let y = 1; y <= POINTS; y++)
    for (let x = 1; x <= POINTS; x++) {
      let most = 0;
      for (let c = 1; c < votes.length; c++) if (votes[c][y * SIDE + x] > votes[most][y * SIDE + x]) most = c;
      for (let c = 0; c < 3; c++) mean[c] += regions.art.data[candidates[most] * 4 + c] / POINTS ** 2;
    }
  const seen = oklabOfBytes(mean.map(Math.round));
  const own = squaredDistance(seen, 0, regions.lab, regions.own[i]);
  return candidates.every((candidate) => squaredDistance(seen, 0, regions.lab, candidate) >= own);
}

function painted(regions: Regions, favour: Float32Array, zoom: number): Uint8Array {
  const { art, around } = regions;
  const out = new Uint8Array(art.width * art.height * zoom ** 2 * 3);
  const sum = new Uint16Array(3);
  for (let i = 0; i < art.width * art.height; i++) {
    const candidates = around[i].length > 0 ? around[i] : [i];
    const votes = candidates.length > 1 ? votesOf(regions, favour, i) : [];
    const winners = winnersOf(votes);
    const corner = (Math.floor(i / art.width) * art.width * zoom + (i % art.width)) * zoom;
    for (let y = 0; y < zoom; y++)
      for (let x = 0; x < zoom; x++) {
        sum.fill(0);
        for (let place = 0; place < PLACES ** 2; place++) {
          const u = place % PLACES;
          const v = Math.floor(place / PLACES);
          const across = ((x + (u + 0.5) / PLACES) * POINTS) / zoom + 0.5;
          const down = ((y + (v + 0.5) / PLACES) * POINTS) / zoom + 0.5;
          const from = candidates[mostVoted(votes, winners, across, down)] * 4;
          for (let c = 0; c < 3; c++) sum[c] += art.data[from + c];
        }
        const at = (corner + y * art.width * zoom + x) * 3;
        for (let c = 0; c < 3; c++) out[at + c] = Math.round(sum[c] / PLACES ** 2);
      }
  }
  return out;
}

/** The candidate with most votes between four of the SIDE × SIDE points. */
function mostVoted(votes: readonly Float32Array[], winners: Uint8Array, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = top * SIDE + left;
  const first = winners[at];
  if (first === winners[at + 1] && first === winners[at + SIDE] && first === winners[at + SIDE + 1])
    return first;
  const [right, low] = [x - left, y - top];
  let best = 0;
  let most = -1;
  for (let candidate = 0; candidate < votes.length; candidate++) {
    const vote = votes[candidate];
    const above = vote[at] + (vote[at + 1] - vote[at]) * right;
    const below = vote[at + SIDE] + (vote[at + SIDE + 1] - vote[at + SIDE]) * right;
    const here = above + (below - above) * low;
    if (here > most) {
      most = here;
      best = candidate;
    }
  }
  return best;
}

/** A line of the picture at height y (pixels, fractional), a point every `step` pixels, as sRGB bytes. */
function sample({ width, height, data }: Planar, y: number, step: number, line: Uint8Array): void {
  const clamped = (v: number, size: number) => Math.min(size - 1, Math.max(0, v - 0.5));
  const v = clamped(y, height);
  const top = Math.floor(v);
  const low = Math.min(height - 1, top + 1);
  for (let i = 0; i < line.length / 3; i++) {
    const u = clamped((i + 0.5) * step, width);
    const left = Math.floor(u);
    const right = Math.min(width - 1, left + 1);
    for (let c = 0; c < 3; c++) {
      const at = (x: number, row: number) => data[(c * height + row) * width + x];
      const above = at(left, top) + (at(right, top) - at(left, top)) * (u - left);
      const below = at(left, low) + (at(right, low) - at(left, low)) * (u - left);
      const value = above + (below - above) * (v - top);
      line[i * 3 + c] = Math.round(Math.min(1, Math.max(-1, value)) * 127.5 + 127.5);
    }
  }
}
