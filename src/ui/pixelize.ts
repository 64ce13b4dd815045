import { guideOver } from '../core/guide.ts';
import type { PixelArt, Sides } from '../core/image.ts';
import { type Overlay, overlaid } from '../core/overlay.ts';
import { type Settings, settingsFrom } from '../core/settings.ts';
import type { Failure } from '../export/bundle.ts';
import { vectorsOf } from '../export/vectors.ts';
import type { Client, ClientHooks, Coloured, Drawn } from '../inference/worker/client.ts';
import type { LayerInfo, WriteItem } from '../messages.ts';
import { drawEach } from './draw-each.ts';
import { isSameSize, resultSides } from './fit.ts';
import { type Asked, askedOf } from './guide-layers.ts';
import { DRAWING_SHARE, type JobHooks, type Made } from './job.ts';
import { oneAhead } from './one-ahead.ts';
import type { Painter } from './painter.ts';
import { sourceOf, targetOf } from './plan.ts';
import { type Planned, plannedPicture } from './planned.ts';
import type { Port } from './port.ts';
import { carriedOf, type Uncarried } from './retouch/carried.ts';
import { count, sidesText } from './texts.ts';

type PixelizeSettings = Settings['pixelize'];

/** The share of drawing that is over when drawings are coloured together. */
const TOGETHER = 0.9;

/** With what jobs are done. */
export interface Tools {
  readonly port: Pick<Port, 'export' | 'guides'>;
  readonly client: Pick<Client, 'colour' | 'decode' | 'depixelize' | 'parallel'>;
  readonly painter: Pick<Painter, 'draw' | 'release'>;
  /** What was painted by hand on a layer's art of a size; null for nothing. */
  readonly overlayOf: (layer: LayerInfo, art: Sides) => Overlay | null;
  /** What was painted by hand on its art of other sizes, the newest first. */
  readonly waitingOf: (layer: LayerInfo, art: Sides) => readonly Overlay[];
}

/** A layer's picture, and how it is to be drawn. */
export interface Picture extends Planned {
  /** What layers in it ask for by area; they are not in the picture. */
  readonly asked: Asked;
}

/** A layer's art, ready to be written. */
export interface Art {
  /** With what was painted by hand on it. */
  readonly art: PixelArt;
  readonly overlay: Overlay | null;
  /** What was painted by hand on its art of other sizes. */
  readonly waiting: readonly Overlay[];
  /** The size on the canvas: that of the art, and that of the layer. */
  readonly size: Sides;
  readonly layerSize: Sides;
  readonly settings: PixelizeSettings;
  readonly asked: Asked;
}

/**
 * Exports a layer at the size that its settings need. A result of ours stands for the layer that it was made from,
 * whose size is first known from its picture.
 */
export async function pictureOf(
  { port, client }: Pick<Tools, 'port' | 'client'>,
  job: number,
  layer: LayerInfo,
  settings: PixelizeSettings,
  signal?: AbortSignal,
): Promise<Picture> {
  const source = sourceOf(layer, 'pixelize');
  const told = source === layer.id ? layer : null;
  const planned = await plannedPicture(port, job, source, told, settings, signal);
  const asked = await askedOf(port, client, job, source, planned.plan.art, signal);
  return { ...planned, asked };
}

/** What is asked for by area: by what was painted in the window, and else by layers. */
export const withAsked = (
  settings: PixelizeSettings,
  { plan, asked }: Pick<Picture, 'plan' | 'asked'>,
): PixelizeSettings => ({ ...settings, guide: guideOver(settings.guide, asked.guide, plan.art) });

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
  tools: Tools,
  job: number,
  layers: readonly LayerInfo[],
  settingsOf: (layer: LayerInfo) => PixelizeSettings,
  shared: boolean,
  hooks: JobHooks,
): Promise<{ made: Made<Art>[]; failures: Failure[] }> {
  const { client, painter, overlayOf, waitingOf } = tools;
  const usable = layers.filter(({ problem }) => problem === null);
  const pictures = oneAhead(usable, (layer) => pictureOf(tools, job, layer, settingsOf(layer), hooks.signal));
  const paint = async (layer: LayerInfo, stepHooks: ClientHooks) => {
    const settings = settingsOf(layer);
    const picture = await pictures(layer);
    const { png, plan, size, asked } = picture;
    const sides = resultSides(size, plan.art, settings);
    const drawing = await painter.draw(png, plan.options, stepHooks);
    const colouring = withAsked(settings, picture);
    return { drawing, colouring, rest: { size: sides, layerSize: size, settings, asked } };
  };
  const parallel = () => client.parallel;
  const retouched = (layer: LayerInfo, art: PixelArt) => {
    const overlay = overlayOf(layer, art);
    const whole = overlaid(art, overlay);
    hooks.onArt?.(layer, whole);
    return { art: whole, overlay, waiting: waitingOf(layer, art) };
  };
  if (!shared) {
    return drawEach(
      layers,
      async (layer, stepHooks) => {
        const { drawing, colouring, rest } = await paint(layer, stepHooks);
        try {
          const { signal } = stepHooks;
          const [art] = await colourAll(client, [drawing], [colouring], false, { signal });
          return { ...rest, ...retouched(layer, art) };
        } finally {
          painter.release(drawing);
        }
      },
      hooks,
      parallel,
    );
  }
  const drawings: Drawn[] = [];
  try {
    const { made, failures } = await drawEach(
      layers,
      async (layer, stepHooks) => {
        const painted = await paint(layer, stepHooks);
        drawings.push(painted.drawing);
        return painted;
      },
      shareOf(hooks, 0, TOGETHER),
      parallel,
    );
    if (made.length === 0) return { made: [], failures };
    const { layer: last } = made[made.length - 1];
    const told = shareOf(hooks, TOGETHER, 1);
    // In the layers' order: they were not done in it.
    const ordered = made.map(({ value }) => value.drawing);
    const settings = made.map(({ value }) => value.colouring);
    const arts = await colourAll(client, ordered, settings, true, {
      signal: hooks.signal,
      onProgress: ({ percent }) =>
        told.onProgress({
          phase: 'colouring',
          layer: last.name,
          index: layers.indexOf(last) + 1,
          total: layers.length,
          done: (percent / 100) * layers.length,
          parallel: 1,
          share: (percent / 100) * DRAWING_SHARE,
        }),
    });
    return {
      made: made.map(({ layer, value: { rest } }, i) => ({
        layer,
        value: { ...rest, ...retouched(layer, arts[i]) },
      })),
      failures,
    };
  } finally {
    for (const drawing of drawings) painter.release(drawing);
  }
}

/** Hooks for a stretch of all drawing. */
const shareOf = ({ signal, onProgress }: JobHooks, from: number, to: number): JobHooks => ({
  signal,
  onProgress: (progress) =>
    onProgress({ ...progress, share: from * DRAWING_SHARE + (to - from) * progress.share }),
});

/**
 * Colours drawings, by the first one's settings but for what is asked of each by area; colours that end up unused stay in shared and in
 * fixed palettes, as on the command line.
 */
export function colourAll(
  client: Tools['client'],
  drawings: readonly Drawn[],
  settings: readonly PixelizeSettings[],
  shared: boolean,
  hooks: ClientHooks = {},
): Promise<Coloured[]> {
  const ids = drawings.map(({ id }) => id);
  const [first] = settings;
  const guides = settings.map(({ guide }) => guide);
  return client.colour(ids, { ...first, guide: null }, shared || first.palette !== null, hooks, guides);
}

/** What is written to the canvas for a layer's art. */
export async function pixelizeItem(
  client: Pick<Client, 'encode'>,
  { layer, value }: Made<Art>,
  signal: AbortSignal,
): Promise<WriteItem> {
  const { art, size, settings } = value;
  return {
    ...targetOf(layer, 'pixelize'),
    suffix: `${art.width}×${art.height}`,
    result:
      settings.output === 'image'
        ? {
            kind: 'image',
            png: await client.encode(art, size.width / art.width, { signal }),
            ...size,
          }
        : { kind: 'vectors', ...vectorsOf(art, size) },
    place: settings.place,
    bind: settings.output === 'vectors' ? settings.bind : 'none',
    again: 'pixelize',
    settings: carriedBy(value).stored,
  };
}

const carriedBy = ({ settings, overlay, waiting }: Art) => carriedOf(settings, overlay, waiting);

/** What is said of layers that cannot carry all. */
const UNCARRIED: Readonly<Record<Uncarried, string>> = {
  retouch: 'more retouched pixels than can be kept for making it again',
  guide: 'a guide that is too detailed to be kept for making it again',
  waiting: 'more retouched pixels of other sizes than can be kept',
};

/** What is said where layers have more than they can carry: sentences; nothing where none has. */
export function uncarriedText(made: readonly Made<Art>[]): string {
  const lost = made.map(({ value }) => carriedBy(value).lost);
  const kinds = Object.keys(UNCARRIED) as Uncarried[];
  return kinds
    .map((kind) => ({ kind, layers: lost.filter((each) => each.has(kind)).length }))
    .filter(({ layers }) => layers > 0)
    .map(({ kind, layers }) => ` ${count(layers, 'layer has', 'layers have')} ${UNCARRIED[kind]}.`)
    .join('');
}

/** What is said of layers that ask for something where that could not be met: sentences; nothing where all could. */
export const askedText = (made: readonly Made<Art>[]): string =>
  made
    .flatMap(({ layer, value }) =>
      value.asked.notes.map((note) => ` ${made.length > 1 ? `In “${layer.name}”: ` : ''}${note}`),
    )
    .join('');

/** What is said of sizes when art was written: a sentence for it, without its end; nothing where all fit their layers. */
export function sizesText(made: readonly Made<Art>[]): string {
  const others = made.filter(({ value }) => !isSameSize(value.size, value.layerSize));
  if (others.length === 0) return '';
  const [{ value }] = others;
  const layer = { width: Math.round(value.layerSize.width), height: Math.round(value.layerSize.height) };
  return made.length === 1
    ? `: ${sidesText(value.size)} px, the layer has ${sidesText(layer)}`
    : `, ${others.length} to another size than the layer’s`;
}
