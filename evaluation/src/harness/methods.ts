import { bytesOfLab } from '../../../src/core/cielab.ts';
import { renderArt } from '../../../src/core/grid.ts';
import type { Rgba, RgbaImage } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { SCALES, type Scale } from '../../../src/core/scale.ts';
import { labelsOf } from '../../../src/inference/art/palette.ts';
import { draw } from '../../../src/inference/draw/draw.ts';
import type { Networks } from '../../../src/inference/draw/networks.ts';
import { pixelize } from '../../../src/inference/pixelize.ts';
import { DOWNSCALERS } from '../../../src/methods/index.ts';
import { cellPurity, isOutlineCell, sourceCells } from '../measures/index.ts';
import { opaquePicture } from './opaque.ts';

/** What a method is asked for. */
export interface Task {
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
  /** The palette size. */
  readonly colors: number;
  readonly seed: number;
}

/** What a method made of a picture. */
interface Made {
  readonly art: RgbaImage;
  /** Cell purity of the network's output mapped to its palette, for methods that have one. */
  readonly purity?: number;
}

/** One contestant. */
export interface Method {
  readonly name: string;
  readonly label: string;
  /** @param picture the name of the picture's file */
  readonly run: (source: RgbaImage, task: Task, picture: string) => Promise<Made>;
}

/** The lightness at which the bound draws outlines: the one under which a source pixel counts as outline. */
const BOUND_L = 25;

/**
 * Not a method but a bound: every outline kept, in its cell's own hue at L = 25, and all other cells at their mean.
 * No method that keeps every outline can have a much lower colour error.
 */
export function outlineBound(source: RgbaImage, width: number, height: number): RgbaImage {
  const cells = sourceCells(source, width, height);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [l, a, b] = cells.mean.subarray(i * 3, i * 3 + 3);
    const shade = isOutlineCell(cells, i) && l > BOUND_L ? BOUND_L / l : 1;
    data.set([...bytesOfLab(l * shade, a * shade, b * shade), 255], i * 4);
  }
  return { width, height, data };
}

/** Every method's name and label, in the order of the tables. */
export const LABELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(DOWNSCALERS).map(([name, { label }]) => [name, label])),
  bound: 'bound: outlines kept, all else at its mean',
  gridnet: 'GridNet alone (ours)',
  cascade: 'Pixel Cascade (ours)',
  'cascade-3/16': 'Pixel Cascade at 3/16 (ours)',
  'cascade-1/8': 'Pixel Cascade at 1/8 (ours)',
};

/**
 * The method of a name.
 * @param networks opens our networks; called once the cascade is first used
 * @returns undefined for a name that does not exist
 */
export function methodOf(name: string, networks: () => Promise<Networks>): Method | undefined {
  if (!Object.hasOwn(LABELS, name)) return undefined;
  const label = LABELS[name];
  if (name === 'gridnet') return { name, label, run: gridnetMethod(networks) };
  if (name.startsWith('cascade')) {
    const scale = SCALES.find((s) => name === `cascade-${s}`) ?? '1/4';
    return { name, label, run: cascadeMethod(networks, scale) };
  }
  if (name === 'bound') {
    return { name, label, run: async (source, t) => ({ art: outlineBound(source, t.width, t.height) }) };
  }
  const { run } = DOWNSCALERS[name as keyof typeof DOWNSCALERS];
  return { name, label, run: async (source, t) => ({ art: run(source, t.width, t.height, t.colors) }) };
}

/** GridNet's own picture at 1/4, before PixelNet and voting. */
function gridnetMethod(networks: () => Promise<Networks>): Method['run'] {
  return async (source, { width, height }) => {
    const options = parseOptions(PIXELIZE_OPTIONS, { size: { width, height }, scale: '1/4' });
    const { grid } = await draw(await networks(), source, options);
    return { art: opaquePicture(grid, width, height) };
  };
}

function cascadeMethod(networks: () => Promise<Networks>, scale: Scale): Method['run'] {
  return async (source, { width, height, colors, seed }) => {
    const options = parseOptions(PIXELIZE_OPTIONS, { size: { width, height }, colors, seed, scale });
    const { art, drawing } = await pixelize(await networks(), source, options);
    const { lattice, rgb } = drawing;
    const visible = art.palette.filter((colour): colour is Rgba => colour[3] > 0);
    const labels = labelsOf(rgb, visible);
    const painted = new Uint8Array(labels.length * 4);
    labels.forEach((label, i) => {
      painted.set(visible[label], i * 4);
    });
    // Only cells of the art count, not the padding around it.
    const columns = lattice.columns.filter((x) => x < width);
    const rows = lattice.rows.filter((y) => y < height);
    const output = crop(painted, lattice.inputWidth, columns.length, rows.length);
    return { art: renderArt(art), purity: cellPurity(output, columns, rows) };
  };
}

function crop(data: Uint8Array, stride: number, width: number, height: number): RgbaImage {
  const out = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    out.set(data.subarray(y * stride * 4, (y * stride + width) * 4), y * width * 4);
  }
  return { width, height, data: out };
}
