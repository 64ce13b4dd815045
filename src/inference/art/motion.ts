import type { RgbaImage } from '../../core/image.ts';
import { wrapped } from '../../core/repeated.ts';
import { type Shift, apart as stepBetween, VISIBLE } from '../../core/steadiness.ts';
import type { Drawing } from '../draw/drawing.ts';
import { cellsOf } from './cells.ts';
import { spaceOf } from './space.ts';
import type { Weights } from './weights.ts';

/** Cells that a thing may move in a frame by itself, and the whole picture. */
const REACH = 3;
const FAR = 8;
/**
 * A thing that moves by itself takes so much of what is about each of its cells with it. Where a part of a cell moves, some
 * neighbour often looks like what was there, and few of that one's neighbours do.
 */
const TOGETHER = 2 / 3;
/** A motion of all is told by so many cells, spread evenly. */
const PROBES = 1024;

/** What the cells of a frame look like: the means of their quarters. */
export interface Look {
  readonly width: number;
  readonly height: number;
  /** cells × 4 × 3 numbers of art's colour space. */
  readonly colour: Float32Array;
  /** How much of each quarter is covered, cells × 4, 0..1. */
  readonly cover: Float32Array;
  /** The means of the source's cells, as `labOfCells` has them: what `Steadiness` counts steps by. */
  readonly lab: Float32Array;
  /** A pixel a cell. */
  readonly picture: RgbaImage;
  /** Whether it is a tile: what leaves it comes in on the other side. */
  readonly wraps: boolean;
}

/** Which cell of the frame before each cell is. */
export interface Links {
  /** That cell; -1 if there is none. */
  readonly from: Int32Array;
  /** How surely the cell is as it was, 1..0: 0 as soon as it has changed by a visible step. */
  readonly hold: Float32Array;
  /** The motion of the whole picture. */
  readonly shift: Shift;
  /** How sure it is that a visible step is no noise, 1..0. */
  readonly sure: number;
}

/**
 * Looks at a frame's source, or at what was drawn where there is none.
 * @param lab the means of the source's cells, as `labOfCells` has them
 */
export function lookAt(drawing: Drawing, lab: Float32Array, { hue }: Weights): Look {
  const { width, height } = drawing.lattice;
  const quarters =
    drawing.source === null ? drawnQuarters(drawing) : quartersOf(drawing.source, width, height);
  const cover = Float32Array.from({ length: width * height * 4 }, (_, q) => quarters[q * 4 + 3] / 255);
  return {
    width,
    height,
    colour: spaceOf(quarters, hue, 4),
    cover,
    lab,
    picture: pictureOf(quarters, width, height),
    wraps: drawing.wraps,
  };
}

function pictureOf(quarters: Uint8Array, width: number, height: number): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  const sum = [0, 0, 0, 0];
  for (let cell = 0; cell < width * height; cell++) {
    sum.fill(0);
    for (let at = cell * 16; at < cell * 16 + 16; at += 4) {
      const alpha = quarters[at + 3];
      for (let c = 0; c < 3; c++) sum[c] += alpha * quarters[at + c];
      sum[3] += alpha;
    }
    if (sum[3] === 0) continue;
    for (let c = 0; c < 3; c++) data[cell * 4 + c] = Math.round(sum[c] / sum[3]);
    data[cell * 4 + 3] = Math.round(sum[3] / 4);
  }
  return { width, height, data };
}

function drawnQuarters(drawing: Drawing): Uint8Array {
  const { rgb, opaque } = cellsOf(drawing);
  return Uint8Array.from({ length: opaque.length * 16 }, (_, at) => {
    const cell = at >> 4;
    return at % 4 === 3 ? 255 * opaque[cell] : rgb[cell * 3 + (at % 4)];
  });
}

/** cells × 4 × RGBA bytes, each the mean of a quarter of a cell. */
function quartersOf(
  { width: across, height: down, data }: RgbaImage,
  width: number,
  height: number,
): Uint8Array {
  const sums = new Float64Array(width * height * 16);
  const [half, area] = [across / width / 2, (across / width / 2) * (down / height / 2)];
  for (let y = 0, at = 0; y < down; y++) {
    const row = Math.floor(y / half);
    for (let x = 0; x < across; x++, at += 4) {
      const column = Math.floor(x / half);
      const to = (((row >> 1) * width + (column >> 1)) * 4 + (row & 1) * 2 + (column & 1)) * 4;
      const alpha = data[at + 3];
      for (let c = 0; c < 3; c++) sums[to + c] += alpha * data[at + c];
      sums[to + 3] += alpha;
    }
  }
  return Uint8Array.from(sums, (sum, at) => {
    if (at % 4 === 3) return Math.round(sum / area);
    const alpha = sums[at | 3];
    return alpha === 0 ? 0 : Math.round(sum / alpha);
  });
}

/** How far two cells are apart, squared: their means, and how their quarters differ beyond that. */
interface Difference {
  mean: number;
  spread: number;
}

function differ(p: Look, j: number, q: Look, i: number, into: Difference): Difference {
  let [sum, L, a, b, cover] = [0, 0, 0, 0, 0];
  for (let k = 0; k < 4; k++) {
    const [m, n] = [j * 4 + k, i * 4 + k];
    const covered = Math.min(p.cover[m], q.cover[n]);
    const dL = covered * (p.colour[m * 3] - q.colour[n * 3]);
    const da = covered * (p.colour[m * 3 + 1] - q.colour[n * 3 + 1]);
    const db = covered * (p.colour[m * 3 + 2] - q.colour[n * 3 + 2]);
    const dc = p.cover[m] - q.cover[n];
    sum += dL * dL + da * da + db * db + dc * dc;
    L += dL;
    a += da;
    b += db;
    cover += dc;
  }
  into.mean = (L * L + a * a + b * b + cover * cover) / 16;
  into.spread = sum / 4 - into.mean;
  return into;
}

const scratch: Difference = { mean: 0, spread: 0 };

/** How far cell i of q is from cell j of p, squared; what the four quarters differ by beyond that counts as one of them. */
function apart(p: Look, j: number, q: Look, i: number): number {
  const { mean, spread } = differ(p, j, q, i, scratch);
  return mean + spread / 4;
}

/**
 * How far a cell may be from what it was and still be that, squared: a visible step, and what noise does to a cell. That is
 * told by how the quarters of most cells differ: neither fades nor motion of plain parts make those differ.
 */
function toleranceOf(before: Look, after: Look, visible: number): number {
  const spreads = Float32Array.from(
    { length: after.width * after.height },
    (_, i) => differ(before, i, after, i, scratch).spread,
  ).sort();
  // Three quarters of the variance of quarters is spread; a cell's mean has a fourth of it. Hardly a cell has eight times that.
  const noise = spreads[spreads.length >> 1] / 3;
  return visible * visible + 8 * noise;
}

/** How surely a cell is what it was, 1..0, by a squared distance: 0 from a little more than a visible step on. */
const likeness = (distance: number, tolerance: number): number =>
  distance >= FARTHEST * tolerance ? 0 : Math.max(0, 2 * Math.exp(-distance / (2 * tolerance)) - 1);

/** The squared distance, in tolerances, at which nothing is alike any more. */
const FARTHEST = 2 * Math.LN2;

/** The likeness of `apart`. Most cells that are asked about are far apart, which a few of their numbers tell. */
function alike(p: Look, j: number, q: Look, i: number, tolerance: number): number {
  // A distance is no less than a sixteenth of the sum of its quarters'.
  const most = 16 * FARTHEST * tolerance;
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    const [m, n] = [j * 4 + k, i * 4 + k];
    const covered = Math.min(p.cover[m], q.cover[n]);
    const dL = covered * (p.colour[m * 3] - q.colour[n * 3]);
    const da = covered * (p.colour[m * 3 + 1] - q.colour[n * 3 + 1]);
    const db = covered * (p.colour[m * 3 + 2] - q.colour[n * 3 + 2]);
    sum += dL * dL + da * da + db * db;
    if (sum > most) return 0;
  }
  return likeness(apart(p, j, q, i), tolerance);
}

/**
 * Finds for every cell where it was in the frame before: by the motion of the whole picture, by none, or by one of its own;
 * whole cells always. Neighbours move together, so what they are is asked as well. A step that `Steadiness` counts, from
 * what is remembered or from the last frame, and that is not noise, is no link, so that what flicker and flips are
 * measured by is what holds.
 * @param before what the frames before looked like
 * @param last the last of them
 */
export function linksBetween(before: Look, after: Look, { shade }: Weights, last = before): Links {
  const { width, height } = after;
  // A visible step, ΔE 2.3 of lightness; seeds are as far apart.
  const tolerance = toleranceOf(before, after, shade / 2);
  const shift = shiftBetween(before, after, tolerance);
  const cells = width * height;
  const from = new Int32Array(cells).fill(-1);
  const hold = new Float32Array(cells);
  const best = new Float32Array(cells);
  for (const motion of motions(shift)) {
    const like = likenesses(before, after, motion, tolerance);
    const isOwn = !isSame(motion, shift) && !isSame(motion, [0, 0]);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (like[i] <= 0) continue;
        const share = shareAround(like, x, y, after);
        // What is alike everywhere goes with the whole; another motion has to be better by a cell.
        if (from[i] >= 0 && share <= best[i] + 1 / 9) continue;
        best[i] = share;
        from[i] = after.wraps
          ? cellIn(after, x - motion[0], y - motion[1])
          : i - motion[1] * width - motion[0];
        hold[i] = isOwn && share < TOGETHER ? 0 : Math.sqrt(like[i]) * share;
      }
    }
  }
  const sure = (shade / 2) ** 2 / tolerance;
  const step = VISIBLE / Math.sqrt(sure);
  const isSeen = (look: Look, i: number): boolean => stepBetween(look.lab, from[i], after.lab, i) >= step;
  hold.forEach((held, i) => {
    if (held > 0 && (isSeen(before, i) || isSeen(last, i))) hold[i] = 0;
  });
  return { from, hold, shift, sure };
}

const isSame = (p: Shift, q: Shift): boolean => p[0] === q[0] && p[1] === q[1];

/** The whole's motion, none, and those of things, the shortest first. */
function motions(shift: Shift): Shift[] {
  const all: Shift[] = [];
  for (let dy = -REACH; dy <= REACH; dy++) for (let dx = -REACH; dx <= REACH; dx++) all.push([dx, dy]);
  all.sort((p, q) => Math.hypot(...p) - Math.hypot(...q));
  return [shift, ...all.filter((motion) => !isSame(motion, shift))];
}

/** A byte a cell: 1 where `Steadiness` counts no step from a frame to the next. */
export function steadyBetween(before: Look, after: Look): Uint8Array {
  return Uint8Array.from({ length: after.width * after.height }, (_, i) =>
    Number(stepBetween(before.lab, i, after.lab, i) < VISIBLE),
  );
}

/** How far every cell is what was there before the motion; -1 where nothing was. */
function likenesses(before: Look, after: Look, [dx, dy]: Shift, tolerance: number): Float32Array {
  const { width, height, wraps } = after;
  const like = new Float32Array(width * height).fill(-1);
  if (wraps)
    return like.map((_, i) =>
      alike(before, cellIn(after, (i % width) - dx, Math.floor(i / width) - dy), after, i, tolerance),
    );
  for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
    for (let x = Math.max(0, dx); x < Math.min(width, width + dx); x++) {
      const i = y * width + x;
      like[i] = alike(before, i - dy * width - dx, after, i, tolerance);
    }
  }
  return like;
}

/** A tile's cell at a place that may lie beyond its edges. */
const cellIn = ({ width, height }: Look, x: number, y: number): number =>
  wrapped(y, height) * width + wrapped(x, width);

function shareAround(like: Float32Array, x: number, y: number, look: Look): number {
  const { width, height, wraps } = look;
  let [sum, count] = [0, 0];
  if (wraps) {
    for (let v = y - 1; v <= y + 1; v++) for (let u = x - 1; u <= x + 1; u++) sum += like[cellIn(look, u, v)];
    return sum / 9;
  }
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
      const own = like[v * width + u];
      if (own < 0) continue;
      sum += own;
      count++;
    }
  }
  return sum / count;
}

/** The motion that explains most cells; none unless another explains visibly more. */
function shiftBetween(before: Look, after: Look, tolerance: number): Shift {
  const { width, height } = after;
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / PROBES)));
  const probesOf = (side: number): number => Math.ceil((side - (step >> 1)) / step);
  const probes = probesOf(width) * probesOf(height);
  /** The share that a motion explains; some number no larger than `least` if it cannot be more than that. */
  const share = ([dx, dy]: Shift, least: number): number => {
    let sum = 0;
    let left = probes;
    for (let y = step >> 1; y < height; y += step) {
      for (let x = step >> 1; x < width; x += step) {
        left--;
        const [u, v] = after.wraps ? [wrapped(x - dx, width), wrapped(y - dy, height)] : [x - dx, y - dy];
        if (u < 0 || v < 0 || u >= width || v >= height) continue;
        sum += alike(before, v * width + u, after, y * width + x, tolerance);
      }
      if (sum + left <= least * probes) return least;
    }
    return sum / probes;
  };
  let shift: Shift = [0, 0];
  const still = share(shift, 0);
  // Too little is left to be explained.
  if (still > 0.9) return shift;
  let most = still + 1 / 16;
  for (let dy = -FAR; dy <= FAR; dy++) {
    for (let dx = -FAR; dx <= FAR; dx++) {
      const own = share([dx, dy], most);
      if (own <= most) continue;
      most = own;
      shift = [dx, dy];
    }
  }
  return shift;
}

/** What cells looked like when their colours were decided: the mean over so many frames since. */
export interface Memory {
  readonly look: Look;
  /** How many frames each cell's mean is of. */
  readonly frames: Uint8Array;
}

/**
 * The memory after one more frame. A mean is of so many frames and then stays, so that a slow fade is a change as well. What
 * has changed by a visible step since is half forgotten, as one frame may err; what has changed much, wholly.
 * @param most frames that a mean is taken over
 */
export function remembered(
  memory: Memory | null,
  look: Look,
  links: Links | null,
  most: number,
  { shade }: Weights,
): Memory {
  const frames = new Uint8Array(look.width * look.height).fill(1);
  if (memory === null || links === null) return { look, frames };
  const colour = look.colour.slice();
  const cover = look.cover.slice();
  const lab = look.lab.slice();
  for (let i = 0; i < frames.length; i++) {
    const isHeld = links.hold[i] > 0;
    const j = isHeld ? links.from[i] : i;
    if (!isHeld && likeness(apart(memory.look, j, look, i), shade * shade) === 0) continue;
    const before = isHeld ? memory.frames[j] : 1;
    const now = before < most ? 1 : 0;
    frames[i] = before + now;
    const mix = (p: number, q: number): number => (p * before + q * now) / (before + now);
    for (let k = 0; k < 12; k++) colour[i * 12 + k] = mix(memory.look.colour[j * 12 + k], colour[i * 12 + k]);
    for (let k = 0; k < 4; k++) cover[i * 4 + k] = mix(memory.look.cover[j * 4 + k], cover[i * 4 + k]);
    for (let k = 0; k < 4; k++) lab[i * 4 + k] = mix(memory.look.lab[j * 4 + k], lab[i * 4 + k]);
  }
  return { look: { ...look, colour, cover, lab }, frames };
}
