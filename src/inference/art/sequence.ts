import { FREE, KEEP, marksOn } from '../../core/guide.ts';
import type { PixelArt, Rgba, RgbaImage, SourceSamples } from '../../core/image.ts';
import type { PixelizeOptions } from '../../core/options.ts';
import { outlined } from '../../core/outline.ts';
import { labOfCells, type Shift } from '../../core/steadiness.ts';
import { pinsOf } from '../../core/wishes.ts';
import type { Drawing } from '../draw/drawing.ts';
import { cellsOf, meansOfWinners } from './cells.ts';
import { paletteOf } from './colour.ts';
import { dither } from './dither.ts';
import { type Evidence, evidenceOf, sourceSeen } from './evidence.ts';
import { keptIn, withDetail } from './guided.ts';
import { coloursOf, fix } from './make-art.ts';
import {
  type Links,
  type Look,
  linksBetween,
  lookAt,
  type Memory,
  remembered,
  steadyBetween,
} from './motion.ts';
import { labelsOf } from './palette.ts';
import { samplesOf } from './samples.ts';
import { type Seeds, seedsOf } from './seeds.ts';
import { alone, type Labels, type OpenFrame, settle } from './settle.ts';
import { spaceOf } from './space.ts';
import { vote } from './vote.ts';
import { Votes } from './votes.ts';
import { WEIGHTS } from './weights.ts';

/** Frames that are settled together, and that a memory is the mean of. */
const SPAN = 8;
/** The most costs that are kept of a window: 256 MiB. */
const MOST_COSTS = 2 ** 26;

const TRANSPARENT: Rgba = [0, 0, 0, 0];
const BLACK: Rgba = [0, 0, 0, 255];

/** A finished frame. */
export interface SequenceFrame {
  readonly art: PixelArt;
  /** The motion of the whole picture since the frame before, in cells. */
  readonly shift: Shift;
  /** The means of the source's cells, as `labOfCells` has them. */
  readonly source: Float32Array;
}

type SequenceOptions = Pick<PixelizeOptions, 'dither' | 'tidy'> &
  Partial<Pick<PixelizeOptions, 'ditherStrength' | 'guide' | 'outline' | 'outlineColor'>>;

/**
 * One palette for a sequence: in the source's own colours where no other is asked for.
 * @param drawings frames that show all that the sequence shows
 * @param transparent whether any frame has transparent parts
 * @returns the transparent entry first if a frame may need it
 */
export function sequencePalette(
  drawings: readonly Drawing[],
  options: PixelizeOptions,
  transparent: boolean,
): readonly Rgba[] {
  const sources = drawings.flatMap(({ source }) => (source === null ? [] : [source]));
  const { exclude, gamut, guide, palette, quantizer, dither: kind, tidy } = options;
  const isVoted = palette !== null || quantizer !== 'source' || kind !== 'none' || tidy === 'off';
  // Any frame may be transparent somewhere, and have an outline then.
  if (isVoted || sources.length < drawings.length || sources.length === 0)
    return withTransparent(
      paletteOf(drawings, { ...options, pin: pinsOf(options, transparent) }),
      transparent,
    );
  const looked = sources.map((source) => ({ data: source.data, purity: samplesOf(source, WEIGHTS).purity }));
  const seeds = seedsOf(looked, WEIGHTS);
  const evidence = drawings.map((drawing, k) => framed(drawing, sources[k], seeds));
  const colors = Math.min(options.colors, transparent ? 255 : 256);
  const pin = pinsOf({ ...options, colors }, transparent);
  const detailed = guide === null ? evidence : evidence.map((own) => withDetail(own, marksOn(guide, own)));
  const colours = coloursOf(detailed, { colors, pin, exclude, gamut });
  return transparent ? [TRANSPARENT, ...colours] : colours;
}

const withTransparent = (palette: readonly Rgba[], transparent: boolean): readonly Rgba[] =>
  transparent && palette[0]?.[3] !== 0 ? [TRANSPARENT, ...palette.slice(0, 255)] : palette;

interface Waiting extends OpenFrame {
  labels: Uint8Array;
  readonly look: Look;
  readonly shift: Shift;
}

/**
 * Colours the frames of a sequence as they come, so that a cell keeps its colour unless its source changes. Motion by whole
 * cells is found, and colours travel along it. Frames are settled in windows (settle.ts), and no more than a window of them
 * is kept, so memory does not grow with the sequence. Dithered and voted art, which no energy weighs, is held likewise, a
 * frame at a time.
 */
export class Sequence {
  readonly #palette: readonly Rgba[];
  readonly #first: 0 | 1;
  readonly #colours: readonly Rgba[];
  readonly #space: Float32Array;
  /** What was seen in drawings already, for as long as those are kept. */
  readonly #evidence = new WeakMap<Drawing, Evidence>();
  readonly #options: SequenceOptions;
  readonly #loops: boolean;
  #marks: Int32Array | null = null;
  #waiting: Waiting[] = [];
  #memory: Memory | null = null;
  /** The last frame that came. */
  #last: Look | null = null;
  /** Which cells of the last frame that came were opaque. */
  #opaque: Uint8Array | null = null;
  /** The last final frames, two at most, the latest first. */
  #final: readonly Labels[] = [];
  /** The first frame, which the last has to know. */
  #start: (Labels & { readonly look: Look }) | null = null;
  /** How far the whole picture has moved. */
  #moved: Shift = [0, 0];

  /**
   * @param palette from `sequencePalette`
   * @param loops whether the first frame comes after the last
   */
  constructor(palette: readonly Rgba[], options: SequenceOptions, loops: boolean) {
    this.#palette = palette;
    this.#first = palette[0]?.[3] === 0 ? 1 : 0;
    this.#colours = palette.slice(this.#first);
    this.#space = spaceOf(this.#colours.flat(), WEIGHTS.hue, 4);
    this.#options = options;
    this.#loops = loops;
  }

  /**
   * Takes the next frame.
   * @param source what was drawn, of any size
   * @returns the frames that are final now, in their order
   * Throws a RangeError if its size differs from the first's.
   */
  add(drawing: Drawing, source: RgbaImage): SequenceFrame[] {
    const { width, height } = drawing.lattice;
    const look = lookAt(drawing, labOfCells(source, width, height), WEIGHTS);
    const memory = this.#memory;
    if (memory !== null && (memory.look.width !== look.width || memory.look.height !== look.height))
      throw new RangeError(
        `frames of ${memory.look.width}x${memory.look.height} cells, received ${look.width}x${look.height}`,
      );
    const last = this.#last;
    const links = memory && last && linksBetween(memory.look, look, WEIGHTS, last);
    const frame =
      links === null || this.#opaque === null ? drawing : carried(drawing, look, links, this.#opaque);
    this.#opaque = frame.opaque;
    this.#memory = remembered(memory, look, links, SPAN, WEIGHTS);
    const steady = last && steadyBetween(last, look);
    this.#last = look;
    const [dx, dy] = links?.shift ?? [0, 0];
    this.#moved = [this.#moved[0] + dx, this.#moved[1] + dy];
    return this.#isWeighed(frame) ? this.#wait(frame, look, links, steady) : [this.#hold(frame, look, links)];
  }

  #isWeighed({ source }: Drawing): boolean {
    const { dither: kind, tidy } = this.#options;
    return source !== null && this.#colours.length > 0 && kind === 'none' && tidy === 'on';
  }

  #wait(drawing: Drawing, look: Look, links: Links | null, steady: Uint8Array | null): SequenceFrame[] {
    const seen = this.#evidenceOf(drawing);
    if (seen === null) throw new Error('a drawing without a source is not weighed');
    const marks = this.#marksOn(look);
    const evidence = marks === null ? seen : withDetail(seen, marks);
    const fixed = marks && this.#fixedIn(drawing, marks);
    const { cost } = new Votes(evidence, this.#space, WEIGHTS);
    const labels = new Uint8Array(drawing.opaque.length);
    const shift = links?.shift ?? ([0, 0] as const);
    const own = alone({ evidence, cost, fixed }, this.#space, WEIGHTS);
    this.#waiting.push({ evidence, cost, links, steady, fixed, alone: own, labels, look, shift });
    const span = Math.max(2, Math.min(SPAN, Math.floor(MOST_COSTS / cost.length)));
    if (this.#waiting.length < span) return [];
    this.#settle(null);
    return this.#release(span >> 1);
  }

  /** What is seen in a frame; null where there is no source. */
  #evidenceOf(drawing: Drawing): Evidence | null {
    if (drawing.source === null) return null;
    const known = this.#evidence.get(drawing);
    if (known !== undefined) return known;
    const made = framed(drawing, drawing.source);
    // A frame that stands for a while is one drawing.
    this.#evidence.set(drawing, made);
    return made;
  }

  /** The guide's marks, a cell each, the same for all frames; null without a guide. */
  #marksOn(size: Pick<Look, 'width' | 'height'>): Int32Array | null {
    const { guide = null } = this.#options;
    if (guide !== null) this.#marks ??= marksOn(guide, size);
    return this.#marks;
  }

  /** The colour that each cell of a frame has to have by the guide, 0xrrggbb; -1 where it is free. */
  #fixedIn(drawing: Drawing, marks: Int32Array): Int32Array {
    const evidence = marks.includes(KEEP) && this.#colours.length > 0 ? this.#evidenceOf(drawing) : null;
    const allowed = { palette: this.#colours, most: 0, exclude: [], gamut: 'any' } as const;
    const kept = evidence && keptIn(evidence, marks, drawing.flat, allowed, WEIGHTS).fixed;
    return marks.map((mark, cell) => (mark >= 0 ? mark : (kept?.[cell] ?? FREE)));
  }

  /** @returns the frames that were not final yet */
  finish(): SequenceFrame[] {
    const waiting = this.#waiting;
    if (waiting.length === 0) return [];
    this.#settle(null);
    const last = this.#last;
    if (
      this.#loops &&
      this.#memory !== null &&
      last !== null &&
      (this.#start !== null || waiting.length > 1)
    ) {
      const [first] = waiting;
      const { labels, opaque, look } = this.#start ?? { ...first, opaque: first.evidence.opaque };
      const links = linksBetween(this.#memory.look, look, WEIGHTS, last);
      this.#settle({ labels, opaque, links, steady: steadyBetween(last, look) });
    }
    return this.#release(waiting.length);
  }

  #settle(after: Parameters<typeof settle>[1]['after']): void {
    const settled = settle(this.#waiting, { before: this.#final, after }, this.#space, WEIGHTS);
    this.#waiting.forEach((frame, t) => {
      frame.labels = settled[t];
    });
  }

  #release(count: number): SequenceFrame[] {
    return this.#waiting.splice(0, count).map(({ labels, evidence: { opaque }, look, shift }) => {
      this.#final = [{ labels, opaque }, ...this.#final.slice(0, 1)];
      this.#start ??= { labels, opaque, look };
      return this.#frame(labels, opaque, look, shift);
    });
  }

  #frame(
    labels: Uint8Array,
    opaque: Uint8Array,
    { width, height, lab, wraps }: Look,
    shift: Shift,
  ): SequenceFrame {
    const indices = labels.map((label, cell) => (opaque[cell] === 1 ? label + this.#first : 0));
    const art = { width, height, palette: this.#palette, indices };
    const { outline = 'none', outlineColor: colour = BLACK } = this.#options;
    const done = outline === 'none' ? art : outlined(art, { side: outline, colour }, wraps);
    return { art: done, shift, source: lab };
  }

  /** A frame whose cells keep what they had where their source is what it was. */
  #hold(drawing: Drawing, look: Look, links: Links | null): SequenceFrame {
    const { width, height, opaque, rgb } = { ...drawing.lattice, ...drawing };
    const held = new Int16Array(opaque.length).fill(-1);
    const [before] = this.#final;
    if (links !== null && before !== undefined)
      links.from.forEach((j, i) => {
        if (j >= 0 && links.hold[i] > 0 && before.opaque[j] === 1) held[i] = before.labels[j];
      });
    let labels: Uint8Array = new Uint8Array(opaque.length);
    if (this.#colours.length > 0) {
      const votes = labelsOf(rgb, this.#colours);
      const voted = vote(votes, drawing);
      const marks = this.#marksOn(look);
      const fixed = marks && this.#fixedIn(drawing, marks);
      const { dither: kind, ditherStrength = 100 } = this.#options;
      if (kind === 'none') labels = voted.map((label, i) => (held[i] >= 0 ? held[i] : label));
      else {
        const linear = meansOfWinners(drawing, votes, voted);
        const anchor = { x: this.#moved[0], y: this.#moved[1], held };
        // What is kept or drawn is never dithered.
        const free = fixed === null ? opaque : opaque.map((own, i) => own & Number(fixed[i] < 0));
        const field = { width, height, linear, opaque: free, wraps: look.wraps };
        labels = dither(field, this.#colours, kind, ditherStrength / 100, anchor);
      }
      if (fixed !== null) fix(labels, fixed, this.#space, WEIGHTS);
    }
    this.#final = [{ labels, opaque }];
    return this.#frame(labels, opaque, look, links?.shift ?? [0, 0]);
  }
}

/** A drawing whose cells are opaque or not as they were where their source is what it was. */
function carried(drawing: Drawing, look: Look, { from, hold }: Links, before: Uint8Array): Drawing {
  const opaque = drawing.opaque.map((own, i) => (from[i] >= 0 && hold[i] > 0 ? before[from[i]] : own));
  if (opaque.every((own, i) => own === drawing.opaque[i])) return drawing;
  const { columns, rows, width, height, inputWidth, inputHeight } = drawing.lattice;
  const rgb = drawing.rgb.slice();
  const voters = drawing.voters.slice();
  for (let y = 0; y < inputHeight && rows[y] < height; y++) {
    for (let x = 0; x < inputWidth && columns[x] < width; x++) {
      const cell = rows[y] * width + columns[x];
      if (opaque[cell] === drawing.opaque[cell]) continue;
      const pixel = y * inputWidth + x;
      voters[pixel] = opaque[cell];
      rgb.set(look.picture.data.subarray(cell * 4, cell * 4 + 3), pixel * 3);
    }
  }
  return { ...drawing, opaque, rgb, voters };
}

/** A frame's evidence. @param seeds the sequence's; without them the frame's own */
function framed(drawing: Drawing, source: SourceSamples, seeds?: Seeds): Evidence {
  const cells = cellsOf(drawing);
  return evidenceOf(cells, source, WEIGHTS, sourceSeen(cells, source, WEIGHTS, seeds));
}
