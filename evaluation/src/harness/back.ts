import { messageOf } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { DEPIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { boxPlanes, imageOf, planesOf } from '../../../src/core/resample.ts';
import type { Networks } from '../../../src/inference/draw/networks.ts';
import { depixelize } from '../../../src/inference/smooth/depixelize.ts';
import { deltaE76, edgeRoughness, psnr, ssim, toLab } from '../measures/index.ts';
import { UPSCALERS } from '../upscalers/index.ts';
import { type Failure, meanOf, type Picture } from './run.ts';
import type { Column } from './tables.ts';

/** Pixels of the smooth picture per art pixel. */
export const ENLARGE = 8;

/** The methods of the way back by name. */
export const BACK_LABELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(UPSCALERS).map(([name, { label }]) => [name, label])),
  cascade: 'DepixelNet (ours)',
};

/** The figures of one smooth picture. */
interface BackFigures {
  /** Edge roughness, 0..1. */
  readonly rough: number;
  /** Share of the art's pixels whose cell's mean is nearer to their own colour than to any other of the art. */
  readonly returned: number;
  /** Of the picture shrunk back to the art's grid, to the art. */
  readonly psnr: number;
  readonly ssim: number;
}

/** A method's means over all pictures. */
export interface BackRow extends BackFigures {
  readonly method: string;
  readonly label: string;
}

/** One method on one pixel art. */
export interface BackResult {
  readonly picture: string;
  readonly method: string;
  readonly image: RgbaImage;
  readonly figures: BackFigures;
}

export const BACK_COLUMNS: readonly Column<keyof BackFigures>[] = [
  { key: 'rough', title: 'roughness', help: 'disagreement of edge directions', digits: 3, better: 'low' },
  { key: 'returned', title: 'returned', help: 'pixels that keep their colour', digits: 3, better: 'high' },
  {
    key: 'psnr',
    title: 'PSNR',
    help: 'shrunk back, to the art, dB; nearest has no error',
    digits: 1,
    better: 'none',
  },
  { key: 'ssim', title: 'SSIM', help: 'shrunk back, to the art', digits: 3, better: 'none' },
];

/** Measures a picture made from pixel art by enlarging it `ENLARGE` times. */
function backFigures(art: RgbaImage, image: RgbaImage): BackFigures {
  const back = imageOf(boxPlanes(planesOf(image), art.width, art.height));
  return {
    rough: edgeRoughness(image, ENLARGE),
    returned: returnedShare(art, back),
    psnr: psnr(back, art),
    ssim: ssim(back, art),
  };
}

function returnedShare(art: RgbaImage, back: RgbaImage): number {
  const own = toLab(art).lab;
  const found = toLab(back).lab;
  const n = art.width * art.height;
  const colours = new Map<string, number>();
  for (let i = 0; i < n; i++) colours.set(own.subarray(i * 3, i * 3 + 3).join(), i);
  const palette = [...colours.values()];
  let kept = 0;
  for (let i = 0; i < n; i++) {
    const distance = deltaE76(found, i, own, i);
    // Rounding must not let an equal colour beat the pixel's own.
    if (palette.every((j) => deltaE76(found, i, own, j) >= distance - 1e-9)) kept++;
  }
  return kept / n;
}

/** Runs every method on every pixel art; a method that throws on a picture is noted and the rest goes on. */
export async function evaluateBack(
  pictures: readonly Picture[],
  names: readonly string[],
  networks: () => Promise<Networks>,
): Promise<{ results: BackResult[]; failures: Failure[] }> {
  const results: BackResult[] = [];
  const failures: Failure[] = [];
  const run = async (name: string, art: RgbaImage): Promise<RgbaImage> => {
    if (name !== 'cascade') {
      return UPSCALERS[name as keyof typeof UPSCALERS].run(art, art.width * ENLARGE, art.height * ENLARGE);
    }
    const options = parseOptions(DEPIXELIZE_OPTIONS, { cell: 1, zoom: ENLARGE });
    return (await depixelize(await networks(), art, options)).image;
  };
  for (const { name: picture, image: art } of pictures) {
    for (const method of names) {
      try {
        const image = await run(method, art);
        results.push({ picture, method, image, figures: backFigures(art, image) });
      } catch (error) {
        failures.push({ picture, method, message: messageOf(error) });
      }
    }
  }
  return { results, failures };
}

/** One row a method; methods without a result are left out. */
export function summariseBack(results: readonly BackResult[], names: readonly string[]): BackRow[] {
  return names.flatMap((method) => {
    const own = results.filter((r) => r.method === method).map((r) => r.figures);
    if (own.length === 0) return [];
    const mean = (key: keyof BackFigures) => meanOf(own.map((figures) => figures[key]));
    return [
      {
        method,
        label: BACK_LABELS[method],
        rough: mean('rough'),
        returned: mean('returned'),
        psnr: mean('psnr'),
        ssim: mean('ssim'),
      },
    ];
  });
}
