import { invalid, UserError, Words } from '../core/errors.ts';
import type { Sides } from '../core/image.ts';
import { DEPIXELIZE_OPTIONS } from '../core/options.ts';
import type { Settings } from '../core/settings.ts';
import type { Client } from '../inference/worker/client.ts';
import type { LayerInfo, WriteItem } from '../messages.ts';
import { drawEach } from './draw-each.ts';
import type { JobHooks, Made } from './job.ts';
import { oneAhead } from './one-ahead.ts';
import { MOST_IMAGE_SIDE, sourceOf, targetOf } from './plan.ts';
import type { Exported, Port } from './port.ts';
import { sidesText } from './texts.ts';

/** A smooth picture, encoded. */
export interface Smooth {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Exports a layer of pixel art by its own pixels: any other size would blend its cells.
 * Throws a UserError if the layer is too large for that.
 */
export async function pixelsOf(
  port: Pick<Port, 'export'>,
  job: number,
  layer: LayerInfo,
  signal?: AbortSignal,
): Promise<Exported> {
  const { width, height } = layer;
  if (Math.max(width, height) > MOST_IMAGE_SIDE) {
    const size = sidesText({ width: Math.round(width), height: Math.round(height) });
    throw invalid('layer', `at most ${MOST_IMAGE_SIDE} pixels a side`, new Words(size));
  }
  return port.export(job, sourceOf(layer, 'depixelize'), { type: 'SCALE', value: 1 }, signal);
}

/**
 * Throws a UserError that names the largest enlargement that is possible, if a smooth picture is larger than an image on
 * the canvas can be. How many art pixels there are is known from the picture only.
 */
export function checkSmooth({ width, height }: Sides, { zoom }: Pick<Settings['depixelize'], 'zoom'>): void {
  const longest = Math.max(width, height);
  if (longest <= MOST_IMAGE_SIDE) return;
  const { min, step = 1 } = DEPIXELIZE_OPTIONS.zoom;
  const most = Math.floor((MOST_IMAGE_SIDE * zoom) / longest / step) * step;
  const advice =
    most < min ? 'This art is too large for any enlargement.' : `This art can be enlarged ${most} times.`;
  throw new UserError(
    `The smooth picture would be ${sidesText({ width, height })} pixels, but Figma’s images end at ${MOST_IMAGE_SIDE} pixels a side. ${advice}`,
  );
}

/** Makes the smooth picture of every layer; nothing is written. Throws as `drawEach` does. */
export function depixelizeEach(
  port: Pick<Port, 'export'>,
  client: Pick<Client, 'depixelize' | 'encode' | 'parallel'>,
  job: number,
  layers: readonly LayerInfo[],
  settings: Settings['depixelize'],
  hooks: JobHooks,
) {
  const usable = layers.filter(({ problem }) => problem === null);
  const pictures = oneAhead(usable, (layer) => pixelsOf(port, job, layer, hooks.signal));
  return drawEach(
    layers,
    async (layer, stepHooks): Promise<Smooth> => {
      const { png } = await pictures(layer);
      const { image } = await client.depixelize(png, settings, stepHooks);
      checkSmooth(image, settings);
      const { width, height } = image;
      return { png: await client.encode(image, 1, { signal: stepHooks.signal }), width, height };
    },
    hooks,
    () => client.parallel,
  );
}

/** What is written to the canvas for a layer's smooth picture. */
export async function depixelizeItem(
  { layer, value }: Made<Smooth>,
  settings: Settings['depixelize'],
): Promise<WriteItem> {
  return {
    ...targetOf(layer, 'depixelize'),
    suffix: 'smooth',
    result: { kind: 'image', ...value },
    place: settings.place,
    bind: 'none',
    again: 'depixelize',
    settings: { depixelize: settings },
  };
}
