import type { PixelArt } from '../core/image.ts';
import { type Settings, settingsFrom } from '../core/settings.ts';
import type { Failure } from '../export/bundle.ts';
import { encodePngInSteps } from '../export/png-steps.ts';
import { vectorsOf } from '../export/vectors.ts';
import type { Drawing } from '../inference/draw/drawing.ts';
import type { Client, ClientHooks } from '../inference/worker/client.ts';
import type { LayerInfo, WriteItem } from '../messages.ts';
import { drawEach, type JobHooks, type Made } from './job.ts';
import type { Painter } from './painter.ts';
import { type DrawPlan, drawPlan, pngSize, type Sides, sourceOf, zoomOf } from './plan.ts';
import type { Port } from './port.ts';

type PixelizeSettings = Settings['pixelize'];

/** With what jobs are done. */
export interface Tools {
  readonly port: Pick<Port, 'export'>;
  readonly client: Pick<Client, 'colour' | 'depixelize'>;
  readonly painter: Pick<Painter, 'draw'>;
}

/** A layer's picture, and how it is to be drawn. */
export interface Picture {
  readonly png: Uint8Array;
  readonly plan: DrawPlan;
  /** The size on the canvas of what the picture shows. */
  readonly size: Sides;
}

/** A layer's art, ready to be written. */
export interface Art {
  readonly art: PixelArt;
  /** Canvas pixels of an art pixel. */
  readonly zoom: number;
  readonly settings: PixelizeSettings;
}

/**
 * Exports a layer at the size that its settings need. A result of ours stands for the layer that it was made from,
 * whose size is first known from its picture.
 */
export async function pictureOf(
  port: Tools['port'],
  job: number,
  layer: LayerInfo,
  settings: PixelizeSettings,
  signal?: AbortSignal,
): Promise<Picture> {
  const source = sourceOf(layer, 'pixelize');
  let size: Sides = layer;
  let own: Uint8Array | null = null;
  if (source !== layer.id) {
    own = await port.export(job, source, { type: 'SCALE', value: 1 }, signal);
    size = pngSize(own) ?? layer;
  }
  const plan = drawPlan(size, settings);
  const asItIs = plan.export.type === 'SCALE' && plan.export.value === 1;
  const png = own !== null && asItIs ? own : await port.export(job, source, plan.export, signal);
  return { png, plan, size };
}

/** The settings that made a layer, if it is art of ours; null for any other. */
export function settingsOfArt({ madeBy }: LayerInfo): PixelizeSettings | null {
  return typeof madeBy === 'object' && madeBy !== null && 'pixelize' in madeBy
    ? settingsFrom(madeBy).pixelize
    : null;
}

/**
 * Makes the art of every layer; nothing is written.
 * @param shared one palette for all of them, by the first layer's settings
 * Throws as `drawEach` does.
 */
export async function pixelizeEach(
  { port, client, painter }: Tools,
  job: number,
  layers: readonly LayerInfo[],
  settingsOf: (layer: LayerInfo) => PixelizeSettings,
  shared: boolean,
  hooks: JobHooks,
): Promise<{ made: Made<Art>[]; failures: Failure[] }> {
  const usable = layers.filter(({ problem }) => problem === null);
  const pictures = oneAhead(usable, (layer) => pictureOf(port, job, layer, settingsOf(layer), hooks.signal));
  const paint = async (layer: LayerInfo, stepHooks: ClientHooks) => {
    const settings = settingsOf(layer);
    const { png, plan, size } = await pictures(layer);
    const zoom = zoomOf(size, plan.art, settings);
    return { drawing: await painter.draw(png, plan.options, stepHooks), zoom, settings };
  };
  if (!shared) {
    return drawEach(
      layers,
      async (layer, stepHooks) => {
        const { drawing, ...rest } = await paint(layer, stepHooks);
        const [art] = await colourAll(client, [drawing], rest.settings, false, hooks.signal);
        return { ...rest, art };
      },
      hooks,
    );
  }
  const { made, failures } = await drawEach(layers, paint, hooks);
  if (made.length === 0) return { made: [], failures };
  const drawings = made.map(({ value }) => value.drawing);
  const arts = await colourAll(client, drawings, made[0].value.settings, true, hooks.signal);
  return {
    made: made.map(({ layer, value: { zoom, settings } }, i) => ({
      layer,
      value: { art: arts[i], zoom, settings },
    })),
    failures,
  };
}

/**
 * Loads items that are asked for in their order; while one is used, the next one is loaded already.
 * @param load may reject; whoever asks for that item is told
 */
function oneAhead<I, T>(items: readonly I[], load: (item: I) => Promise<T>): (item: I) => Promise<T> {
  const loading = new Map<I, Promise<T>>();
  const begin = (item: I): Promise<T> => {
    const known = loading.get(item) ?? load(item);
    loading.set(item, known);
    known.catch(() => {});
    return known;
  };
  return async (item) => {
    try {
      return await begin(item);
    } finally {
      loading.delete(item);
      const next = items[items.indexOf(item) + 1];
      if (next !== undefined) begin(next);
    }
  };
}

/** Colours drawings; colours that end up unused stay in shared and in fixed palettes, as on the command line. */
export function colourAll(
  client: Tools['client'],
  drawings: readonly Drawing[],
  settings: PixelizeSettings,
  shared: boolean,
  signal?: AbortSignal,
): Promise<PixelArt[]> {
  return client.colour(drawings, settings, shared || settings.palette !== null, signal ? { signal } : {});
}

/** What is written to the canvas for a layer's art. */
export async function pixelizeItem(
  { layer, value: { art, zoom, settings } }: Made<Art>,
  signal: AbortSignal,
): Promise<WriteItem> {
  const size = { width: art.width * zoom, height: art.height * zoom };
  return {
    layer: sourceOf(layer, 'pixelize'),
    suffix: `${art.width}×${art.height}`,
    result:
      settings.output === 'image'
        ? { kind: 'image', png: await encodePngInSteps(art, zoom, signal), ...size }
        : { kind: 'vectors', ...vectorsOf(art, size) },
    place: settings.place,
    bind: settings.output === 'vectors' ? settings.bind : 'none',
    again: 'pixelize',
    settings: { pixelize: settings },
  };
}
