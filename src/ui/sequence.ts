import { UserError } from '../core/errors.ts';
import type { PixelArt, Sides } from '../core/image.ts';
import { FRAME_OPTIONS } from '../core/options.ts';
import type { Settings } from '../core/settings.ts';
import { gifWriter } from '../export/animation/gif.ts';
import { pause } from '../export/pause.ts';
import type { Animated, AnimationInput, Client } from '../inference/worker/client.ts';
import type { LayerInfo, SequenceItem } from '../messages.ts';
import { resultSides } from './fit.ts';
import { type DrawPlan, drawPlan, MOST_IMAGE_SIDE, pngSize, zoomOf } from './plan.ts';
import { plannedPicture } from './planned.ts';
import type { Port } from './port.ts';

type AnimateSettings = Settings['animate'];

/** An animation as it is on the canvas, and how it is to be drawn. */
export interface Gathered {
  readonly input: AnimationInput;
  readonly options: DrawPlan['options'];
  /** The size of the frames' art. */
  readonly art: Sides;
  /** What the result belongs to, and the size of that on the canvas. */
  readonly layer: LayerInfo;
  readonly size: Sides;
}

/** A frame that is ready to be shown and written. */
export interface Frame {
  readonly art: PixelArt;
  /** ms */
  readonly duration: number;
}

const { compare } = new Intl.Collator('en', { numeric: true });

/**
 * Layers as frames, in the order of their names ("walk 10" comes after "walk 9") or of their places: by lines from the
 * top, each from the left. Layers are in one line that overlap by half of the lower one's height.
 */
export function ordered(layers: readonly LayerInfo[], order: AnimateSettings['order']): LayerInfo[] {
  if (order === 'names') return [...layers].sort((p, q) => compare(p.name, q.name));
  const lines: LayerInfo[][] = [];
  for (const layer of [...layers].sort((p, q) => p.y - q.y)) {
    const line = lines[lines.length - 1];
    const isSame = line !== undefined && layer.y < line[0].y + Math.min(line[0].height, layer.height) / 2;
    if (isSame) line.push(layer);
    else lines.push([layer]);
  }
  return lines.flatMap((line) => line.sort((p, q) => p.x - q.x));
}

/**
 * Reads an animation from the canvas: several layers are a frame each, one layer has a GIF or an animated PNG as its fill.
 * @param told how many frames are read
 * Throws a UserError where there is none.
 */
export async function gathered(
  port: Pick<Port, 'export' | 'image'>,
  job: number,
  layers: readonly LayerInfo[],
  { pixelize, animate }: Pick<Settings, 'pixelize' | 'animate'>,
  signal: AbortSignal,
  told: (done: number, total: number) => void = () => undefined,
): Promise<Gathered> {
  const frames = ordered(
    layers.filter(({ problem }) => problem === null),
    animate.order,
  );
  const [first] = frames;
  if (first === undefined) throw new UserError(layers[0]?.problem ?? NO_FRAMES);
  // A guide belongs to one layer.
  const settings = { ...pixelize, ...FRAME_OPTIONS, guide: null, output: 'image' } as const;
  if (frames.length === 1) {
    const bytes = await port.image(first.id, signal);
    const sides = bytes && fileSides(bytes);
    if (bytes === null || sides === null) throw new UserError(NO_FRAMES);
    const { art, options } = drawPlan(sides, settings);
    const input = { kind: 'file', name: first.name, bytes, loops: animate.play === 'loop' } as const;
    return { input, options, art, layer: first, size: first };
  }
  const { png, plan, size } = await plannedPicture(port, job, first.id, first, settings, signal);
  const pictures = [{ name: first.name, png }];
  told(1, frames.length);
  for (const { id, name } of frames.slice(1)) {
    pictures.push({ name, png: (await port.export(job, id, plan.export, signal)).png });
    told(pictures.length, frames.length);
  }
  const input = { kind: 'pictures', frames: pictures, loops: animate.play === 'loop' } as const;
  return { input, options: plan.options, art: plan.art, layer: first, size };
}

const NO_FRAMES =
  'Select two layers or more, each of which is a frame, or one with an animated GIF as its image fill.';

/** The size of a GIF or a PNG from its header; null for any other file. */
function fileSides(bytes: Uint8Array): Sides | null {
  const isGif = bytes.length >= 10 && [0x47, 0x49, 0x46].every((byte, i) => bytes[i] === byte);
  if (!isGif) return pngSize(bytes);
  return { width: bytes[6] + 256 * bytes[7], height: bytes[8] + 256 * bytes[9] };
}

/** Whether two animations are the same, byte for byte. */
export function sameInput(p: AnimationInput, q: AnimationInput): boolean {
  if (p.loops !== q.loops) return false;
  if (p.kind === 'file') return q.kind === 'file' && p.name === q.name && sameBytes(p.bytes, q.bytes);
  if (q.kind === 'file' || p.frames.length !== q.frames.length) return false;
  return p.frames.every(({ name, png }, i) => name === q.frames[i].name && sameBytes(png, q.frames[i].png));
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The frames with the times that they are shown for. */
export const timed = ({ frames }: Animated, { fps }: Pick<AnimateSettings, 'fps'>): Frame[] =>
  frames.map(({ art, duration }) => ({ art, duration: fps === null ? duration : 1000 / fps }));

/**
 * A GIF of the frames; every art pixel is zoom × zoom pixels.
 * @param told how many frames are packed
 */
export async function gifOf(
  frames: readonly Frame[],
  zoom: number,
  loops: boolean,
  signal: AbortSignal,
  told: (done: number) => void,
): Promise<Uint8Array> {
  const writer = gifWriter({ zoom, loops });
  for (const [i, { art, duration }] of frames.entries()) {
    await pause(signal);
    writer.add(art, duration);
    told(i + 1);
  }
  return writer.finish();
}

/** Canvas pixels of a frame's art pixel. Throws a UserError if images of that size cannot be put on the canvas. */
export const frameZoom = (layer: Sides, art: Sides, { zoom }: Pick<Settings['pixelize'], 'zoom'>): number =>
  zoomOf(layer, art, { zoom, output: 'image' }, false);

/**
 * What is written to the canvas: each frame as an image, or one GIF.
 * Throws a UserError if images of that size cannot be put on the canvas.
 */
export async function sequenceItem(
  client: Pick<Client, 'encode'>,
  frames: readonly Frame[],
  { layer, size }: Pick<Gathered, 'layer' | 'size'>,
  { pixelize, animate }: Pick<Settings, 'pixelize' | 'animate'>,
  signal: AbortSignal,
  told: (done: number) => void,
): Promise<SequenceItem> {
  const [{ art }] = frames;
  const zoom = frameZoom(size, art, pixelize);
  const { width, height } = resultSides(size, art, { ...pixelize, output: 'image' });
  const suffix = `${art.width}×${art.height}`;
  const shared = { layer: layer.id, suffix, width, height };
  if (animate.deliver === 'gif') {
    const png = await gifOf(frames, zoom, animate.play === 'loop', signal, told);
    return { ...shared, arrange: 'row', frames: [{ png, duration: frames[0].duration }] };
  }
  const images: { png: Uint8Array; duration: number }[] = [];
  for (const { art: own, duration } of frames) {
    images.push({ png: await client.encode(own, zoom, { signal }), duration });
    told(images.length);
  }
  return { ...shared, arrange: animate.deliver === 'stack' ? 'stack' : 'row', frames: images };
}

/** How large the files' pixels are that are saved: as large as an image may be, up to 8. */
export const fileZoom = (art: Sides): number =>
  Math.max(1, Math.min(8, Math.floor(MOST_IMAGE_SIDE / Math.max(art.width, art.height))));
