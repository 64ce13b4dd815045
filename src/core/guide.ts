import { invalid, Words } from './errors.ts';
import type { Rgba, RgbaImage, Sides } from './image.ts';

/** Nothing is asked of a place: it is drawn as without a guide. */
export const FREE = -1;
/** More detail: what is small or thin counts more there, and smoothness less. */
export const MORE = -2;
/** Less detail: the other way round. */
export const LESS = -3;
/** The lines and colours of the source are kept, whatever else is asked for. */
export const KEEP = -4;

/** The most marks on a side of a guide. */
const MOST_GUIDE_SIDE = 4096;

/**
 * What is asked of the parts of a picture: a map that is laid over all of it, whatever its own size, so that it stays where it
 * is when the art's size changes. A mark is FREE, MORE, LESS, KEEP, or a colour 0xrrggbb that is to be drawn there. It is plain JSON:
 * settings and layers' data hold it as it is. `guideOf` makes it of marks, `marksOf` gives them.
 */
export interface Guide {
  readonly width: number;
  readonly height: number;
  /** The marks row by row, by runs of equal ones: a mark and how many there are, in turns. */
  readonly runs: readonly number[];
}

/** The guide of width × height marks, rows top to bottom; null if all are FREE. */
export function guideOf({ width, height }: Sides, marks: ArrayLike<number>): Guide | null {
  const runs: number[] = [];
  for (let i = 0; i < width * height; i++) {
    if (i > 0 && marks[i] === marks[i - 1]) runs[runs.length - 1]++;
    else runs.push(marks[i], 1);
  }
  return runs.length === 2 && runs[0] === FREE ? null : { width, height, runs };
}

/** A guide's width × height marks, rows top to bottom, to be changed and made a guide of again. */
export function marksOf({ width, height, runs }: Guide): Int32Array {
  const marks = new Int32Array(width * height);
  for (let k = 0, at = 0; k < runs.length; at += runs[k + 1], k += 2)
    marks.fill(runs[k], at, at + runs[k + 1]);
  return marks;
}

/**
 * A guide's marks as they lie on a picture of another size, such as the cells of art: to each place the mark that most of
 * it has, a mark before FREE if there is as much of both.
 * @returns width × height marks
 */
export function marksOn(guide: Guide, { width, height }: Sides): Int32Array {
  const own = marksOf(guide);
  if (guide.width === width && guide.height === height) return own;
  const [across, down] = [spansOf(guide.width, width), spansOf(guide.height, height)];
  return Int32Array.from({ length: width * height }, (_, cell) => {
    const [left, right] = across[cell % width];
    const [top, bottom] = down[Math.floor(cell / width)];
    const counts = new Map<number, number>();
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        const mark = own[y * guide.width + x];
        counts.set(mark, (counts.get(mark) ?? 0) + 1);
      }
    return [...counts].reduce((best, each) =>
      each[1] > best[1] || (each[1] === best[1] && best[0] === FREE) ? each : best,
    )[0];
  });
}

/**
 * Two guides as one for art of a size: where the upper one asks for nothing, the lower one is meant.
 * @returns the other one as it is where one is null
 */
export function guideOver(upper: Guide | null, lower: Guide | null, art: Sides): Guide | null {
  if (upper === null || lower === null) return upper ?? lower;
  const [above, below] = [marksOn(upper, art), marksOn(lower, art)];
  return guideOf(
    art,
    above.map((mark, cell) => (mark === FREE ? below[cell] : mark)),
  );
}

/** Which of `from` places have their centre in each of `to` places, or else lie under its centre. */
function spansOf(from: number, to: number): [number, number][] {
  return Array.from({ length: to }, (_, i) => {
    const first = Math.ceil((i * from) / to - 0.5);
    const end = Math.ceil(((i + 1) * from) / to - 0.5);
    const under = Math.floor(((i + 0.5) * from) / to);
    return end > first ? [first, end] : [under, under + 1];
  });
}

/** The colours that a guide has drawn, those of most places first. */
export function coloursIn({ runs }: Guide): Rgba[] {
  const counts = new Map<number, number>();
  for (let k = 0; k < runs.length; k += 2)
    if (runs[k] >= 0) counts.set(runs[k], (counts.get(runs[k]) ?? 0) + runs[k + 1]);
  return [...counts]
    .sort((p, q) => q[1] - p[1] || p[0] - q[0])
    .map(([colour]) => [colour >> 16, (colour >> 8) & 255, colour & 255, 255]);
}

/** What several guides mark, as one: for what depends on how much is marked, not on where. Null if nothing is. */
export function together(guides: readonly (Guide | null)[]): Guide | null {
  const all = guides.filter((guide) => guide !== null);
  if (all.length === 0) return null;
  const width = all.reduce((sum, guide) => sum + guide.width * guide.height, 0);
  return { width, height: 1, runs: all.flatMap(({ runs }) => runs) };
}

/** The colours by which a picture says what is no colour to be drawn. */
const SIGNALS: readonly (readonly [number, readonly [number, number, number]])[] = [
  [MORE, [0, 255, 0]],
  [LESS, [255, 0, 0]],
  [KEEP, [0, 0, 255]],
];
/** How far a channel may be off, after a conversion of colours. */
const SLACK = 24;
/** The alpha byte from which a pixel marks something. */
const MARKING = 128;

/**
 * The guide that a picture shows, a mark a pixel: #00ff00 is more detail, #ff0000 less, #0000ff keeps what is there, any other
 * colour is to be drawn there; what is transparent asks for nothing.
 * @param mark what all that is opaque means instead, whatever its colour
 * @returns null if nothing is marked
 * Throws a UserError if it is larger than guides are.
 */
export function guideOfPicture(picture: RgbaImage, mark: number | null = null): Guide | null {
  const { width, height, data } = picture;
  if (Math.max(width, height) > MOST_GUIDE_SIDE)
    throw invalid('guide', `sides of at most ${MOST_GUIDE_SIDE} pixels`, new Words(`${width}x${height}`));
  const marks = Int32Array.from({ length: width * height }, (_, i) =>
    data[i * 4 + 3] < MARKING ? FREE : (mark ?? signalOf(data[i * 4], data[i * 4 + 1], data[i * 4 + 2])),
  );
  return guideOf(picture, marks);
}

function signalOf(r: number, g: number, b: number): number {
  const signal = SIGNALS.find(([, colour]) => [r, g, b].every((v, c) => Math.abs(v - colour[c]) <= SLACK));
  return signal?.[0] ?? (r << 16) | (g << 8) | b;
}

/** A guide that came from outside, checked. Throws a UserError if it is none. */
export function checkedGuide(name: string, value: unknown): Guide {
  if (!isGuide(value)) {
    const expected = `a map of 1..${MOST_GUIDE_SIDE} marks a side, in runs that fill it`;
    throw invalid(name, expected, value);
  }
  return value;
}

function isGuide(value: unknown): value is Guide {
  if (typeof value !== 'object' || value === null) return false;
  const { width, height, runs } = value as Record<keyof Guide, unknown>;
  const areSides = [width, height].every(
    (side) => Number.isInteger(side) && Number(side) >= 1 && Number(side) <= MOST_GUIDE_SIDE,
  );
  if (!areSides || !Array.isArray(runs) || runs.length % 2 !== 0) return false;
  const fits = runs.every(
    (entry: unknown, k) =>
      Number.isInteger(entry) && (k % 2 === 1 ? Number(entry) >= 1 : isMark(Number(entry))),
  );
  const filled = runs.reduce((sum: number, entry: number, k) => sum + (k % 2 === 1 ? entry : 0), 0);
  return fits && filled === Number(width) * Number(height);
}

const isMark = (mark: number): boolean => mark >= KEEP && mark <= 0xffffff;
