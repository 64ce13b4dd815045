import { throwIfAborted } from '../../core/errors.ts';
import type { Crew, NetworkCall, Networks } from './networks.ts';
import { type Planar, partOf, type Span } from './planar.ts';
import { advance, type Hooks } from './progress.ts';
import type { Reach } from './reach.ts';

/** GridNet pixels that are drawn at once, by all hands together: it bounds their memory. */
const MOST_AT_ONCE = 2 * 1024 ** 2;
/** From so many on others are asked: below, they would hardly begin before the picture is done. */
const SHARED_FROM = 512 ** 2;
/** What a picture is split for must save this share of the time that it takes whole. */
const WORTH = 0.75;
/** The most parts along a side. */
const MOST_ALONG = 12;

/** A part along one side: what is drawn of it, and what has to be seen for that. */
export interface Stretch {
  readonly own: Span;
  readonly seen: Span;
}

/** Where a picture is split, across and down. */
export interface Split {
  readonly across: readonly Stretch[];
  readonly down: readonly Stretch[];
}

/** What a network's parts keep to. */
export interface Grain {
  readonly reach: Reach;
  /** Pixels that parts begin and end at multiples of. */
  readonly unit: number;
  /** How much a pixel costs, in time and memory, GridNet's being 1. */
  readonly cost: number;
}

/**
 * How a picture is best drawn by so many hands: in one piece where it is small, else in as many parts as take the least
 * time and do not need too much memory at once.
 */
export function splitOf(width: number, height: number, grain: Grain, hands: number): Split {
  const whole = { across: stretchesOf(width, 1, grain), down: stretchesOf(height, 1, grain) };
  const size = width * height * grain.cost;
  if (isSmall(size, hands)) return whole;
  const fits = size <= MOST_AT_ONCE;
  let best = { split: whole, time: fits ? size * WORTH : Number.POSITIVE_INFINITY };
  for (let n = 1; n <= MOST_ALONG; n++) {
    for (let m = 1; m <= MOST_ALONG; m++) {
      const split = { across: stretchesOf(width, n, grain), down: stretchesOf(height, m, grain) };
      const largest = longest(split.across) * longest(split.down) * grain.cost;
      const count = split.across.length * split.down.length;
      const time = largest * Math.ceil(count / hands);
      const isLast = n === MOST_ALONG && m === MOST_ALONG;
      if ((largest * hands <= MOST_AT_ONCE || isLast) && time < best.time) best = { split, time };
    }
  }
  return best.split;
}

/** Whether a picture is drawn whole in any case. */
const isSmall = (size: number, hands: number): boolean =>
  size <= MOST_AT_ONCE && (hands === 1 || size < SHARED_FROM);

const longest = (parts: readonly Stretch[]): number =>
  Math.max(...parts.map(({ seen }) => seen.to - seen.from));

/** A side in so many parts, of about one length. */
function stretchesOf(length: number, count: number, { reach, unit }: Grain): Stretch[] {
  const up = (pixels: number): number => Math.ceil(pixels / unit) * unit;
  const edge = (i: number): number =>
    i === count ? length : Math.min(length, Math.round((i * length) / count / unit) * unit);
  const parts: Stretch[] = [];
  for (let i = 0; i < count; i++) {
    const own = { from: edge(i), to: edge(i + 1) };
    if (own.to === own.from) continue;
    const seen = {
      from: Math.max(0, own.from - up(reach.before)),
      to: Math.min(length, own.to + up(reach.after)),
    };
    parts.push({ own, seen });
  }
  return parts;
}

/** Pixels of a network's input, by the network: parts of GridNet's keep whole cells at every scale. */
const GRAINS = { gridnet: { unit: 16, cost: 1 }, pixelnet: { unit: 1, cost: 4 } } as const;

/**
 * A network's picture. Of a large one the parts are drawn one by one, or side by side where there is a crew; they see as much
 * of what is around them as the network looks at, so that they are what they are in the whole picture.
 * Throws the signal's reason once it is aborted.
 */
export async function inParts(
  networks: Networks,
  call: NetworkCall,
  image: Planar,
  hooks: Hooks,
): Promise<Planar> {
  const alone = (part: Planar): Promise<Planar> =>
    call.network === 'gridnet' ? networks.gridnet(part, call.scale) : networks.pixelnet(part);
  const { crew } = networks;
  const hands = crew?.hands ?? 1;
  const { cost, unit } = GRAINS[call.network];
  if (isSmall(image.width * image.height * cost, hands)) return alone(image);
  const reach = await networks.reach(call);
  if (reach === null) return alone(image);
  const { across, down } = splitOf(image.width, image.height, { reach, unit, cost }, hands);
  const parts = down.flatMap((row) => across.map((column) => ({ row, column })));
  if (parts.length === 1) return alone(image);

  const seenBy = (index: number): Planar => partOf(image, parts[index].column.seen, parts[index].row.seen);
  let whole: Planar | undefined;
  const done = new Set<number>();
  const take = (index: number, picture: Planar): void => {
    if (done.has(index)) return;
    done.add(index);
    const { row, column } = parts[index];
    const scale = picture.width / (column.seen.to - column.seen.from);
    whole ??= blank(Math.round(image.width * scale), Math.round(image.height * scale));
    paste(whole, picture, column, row, scale);
    advance(call.network, done.size / parts.length, hooks);
  };
  const left = parts.map((_, index) => index);
  /** What others were asked for and have not brought yet. */
  const outside = new Set<number>();
  const ask = async ({ run }: Crew): Promise<void> => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      outside.add(index);
      const picture = await run(call, seenBy(index));
      outside.delete(index);
      if (picture === null) {
        if (!done.has(index)) left.push(index);
        return;
      }
      take(index, picture);
    }
  };
  let index = left.pop();
  // Two for each of the others, so that they need not wait for this one to hear that they are done.
  if (crew !== undefined) for (let i = 0; i < 2 * (hands - 1); i++) void ask(crew).catch(() => undefined);
  while (index !== undefined) {
    throwIfAborted(hooks.signal);
    outside.delete(index);
    take(index, await alone(seenBy(index)));
    await crew?.pause();
    // At the end what was asked for last is drawn here too: the others may only just be opening.
    index = left.pop() ?? [...outside].at(-1);
  }
  return whole ?? alone(image);
}

const blank = (width: number, height: number): Planar => ({
  width,
  height,
  data: new Float32Array(3 * width * height),
});

/** Puts what is a part's own in its place. @param scale the picture's pixels to one of the input's */
function paste(whole: Planar, part: Planar, column: Stretch, row: Stretch, scale: number): void {
  const at = (pixel: number): number => Math.round(pixel * scale);
  const [left, top] = [at(column.own.from), at(row.own.from)];
  const [inLeft, inTop] = [left - at(column.seen.from), top - at(row.seen.from)];
  const [width, height] = [at(column.own.to) - left, at(row.own.to) - top];
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      const from = (c * part.height + inTop + y) * part.width + inLeft;
      whole.data.set(
        part.data.subarray(from, from + width),
        (c * whole.height + top + y) * whole.width + left,
      );
    }
  }
}
