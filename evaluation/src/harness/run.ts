import { messageOf } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { subsample } from '../../../src/core/resample.ts';
import {
  type ArtMeasures,
  adheres,
  type EyeMeasures,
  type Kind,
  measureArt,
  measureForEyes,
  type PatchSet,
  patchesOf,
  readSource,
  score,
  slicedWasserstein,
  ssim,
} from '../measures/index.ts';
import type { Method, Task } from './methods.ts';
import { reduceColours } from './reduce.ts';

/** An opaque picture to be judged, by the name of its file. */
export interface Picture {
  readonly name: string;
  readonly image: RgbaImage;
  /** What kind of picture it is; null where nothing says so. */
  readonly kind?: Kind | null;
}

/** The figures of one art. */
export interface Figures extends ArtMeasures, EyeMeasures {
  /** Distance to what is aimed at for its kind of pictures, 0 or more; NaN without a kind. */
  readonly score: number;
  /** Whether the art keeps to the palette size asked for. */
  readonly adheres: boolean;
  /** SSIM of the art, enlarged to the source's size without smoothing, to the source. */
  readonly ssim: number;
}

/** One method on one picture: the art as it comes and brought to the palette size. */
export interface Result {
  readonly picture: string;
  readonly kind: Kind | null;
  readonly method: string;
  readonly asIs: RgbaImage;
  readonly reduced: RgbaImage;
  readonly figures: { readonly asIs: Figures; readonly reduced: Figures };
  readonly purity: number;
  readonly seconds: number;
}

/** The two ways in which every art is shown and measured. */
export const VIEWS = ['reduced', 'asIs'] as const;
export type View = (typeof VIEWS)[number];

/** A picture that a method could not do. */
export interface Failure {
  readonly picture: string;
  readonly method: string;
  readonly message: string;
}

/** Runs every method on every picture; a method that throws on a picture is noted and the rest goes on. */
export async function evaluate(
  pictures: readonly Picture[],
  methods: readonly Method[],
  taskOf: (image: RgbaImage) => Task,
  log: (line: string) => void = () => {},
): Promise<{ results: Result[]; failures: Failure[] }> {
  const results: Result[] = [];
  const failures: Failure[] = [];
  for (const [i, { name, image, kind = null }] of pictures.entries()) {
    const task = taskOf(image);
    const reading = readSource(image, task.width, task.height);
    const figuresOf = (art: RgbaImage): Figures => {
      const measures = { ...measureArt(reading.cells, art), ...measureForEyes(reading, art) };
      return {
        ...measures,
        score: kind === null ? Number.NaN : score(measures, kind),
        adheres: adheres(art, task.colors),
        ssim: ssim(subsample(art, image.width, image.height), image),
      };
    };
    for (const method of methods) {
      log(`${i + 1}/${pictures.length} ${name} ${method.name}`);
      try {
        const start = performance.now();
        const { art: asIs, purity = Number.NaN } = await method.run(image, task, name);
        const seconds = (performance.now() - start) / 1000;
        const reduced = reduceColours(asIs, task.colors, task.seed);
        results.push({
          picture: name,
          kind,
          method: method.name,
          asIs,
          reduced,
          figures: { asIs: figuresOf(asIs), reduced: figuresOf(reduced) },
          purity,
          seconds,
        });
      } catch (error) {
        failures.push({ picture: name, method: method.name, message: messageOf(error) });
      }
    }
  }
  return { results, failures };
}

/** The figures that are numbers, in the order of files. */
export const FIGURES = [
  'score',
  'detail',
  'ink',
  'clog',
  'stroke',
  'parts',
  'width',
  'exact',
  'tone',
  'crumbs',
  'stray',
  'ragged',
  'soft',
  'orphan',
  'line',
  'pieces',
  'colour',
  'fill',
  'jaggies',
  'doubled',
  'colours',
  'ssim',
] as const satisfies readonly (keyof Figures)[];
type Figure = (typeof FIGURES)[number];

/** A method's figures over all pictures: means, each over the pictures that have the figure. */
export interface Row extends Readonly<Record<Figure, number>> {
  readonly method: string;
  readonly label: string;
  readonly pictures: number;
  /** Share of the pictures that keep to the palette size. */
  readonly adherence: number;
  /** Sliced Wasserstein distance of the method's patches to genuine pixel art; NaN without any. */
  readonly patches: number;
  readonly purity: number;
  readonly seconds: number;
}

/** The mean of the numbers that are numbers; NaN if there is none. */
export function meanOf(values: readonly number[]): number {
  const known = values.filter((v) => !Number.isNaN(v));
  return known.reduce((a, b) => a + b, 0) / known.length;
}

/**
 * One row a method, in the methods' order; methods without a result are left out.
 * @param genuine patches of genuine pixel art to compare with
 */
export function summarise(
  results: readonly Result[],
  methods: readonly Method[],
  view: View,
  genuine: PatchSet | null,
): Row[] {
  return methods.flatMap(({ name, label }) => {
    const own = results.filter((r) => r.method === name);
    if (own.length === 0) return [];
    const mean = (of: (r: Result) => number) => meanOf(own.map(of));
    const figures = FIGURES.map((key) => [key, mean((r) => r.figures[view][key])]);
    return {
      ...(Object.fromEntries(figures) as Record<Figure, number>),
      method: name,
      label,
      pictures: own.length,
      adherence: mean((r) => (r.figures[view].adheres ? 1 : 0)),
      patches: genuine
        ? patchDistance(
            own.map((r) => r[view]),
            genuine,
          )
        : Number.NaN,
      purity: mean((r) => r.purity),
      seconds: mean((r) => r.seconds),
    };
  });
}

/** NaN where no art has a patch with a step in it. */
function patchDistance(arts: readonly RgbaImage[], genuine: PatchSet): number {
  try {
    return slicedWasserstein(patchesOf(arts), genuine);
  } catch (error) {
    if (error instanceof RangeError) return Number.NaN;
    throw error;
  }
}
