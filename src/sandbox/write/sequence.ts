import { UserError } from '../../core/errors.ts';
import type { SequenceItem } from '../../messages.ts';
import type { Changes, Job } from '../jobs.ts';
import { originalName } from '../marks.ts';
import { isReadOnly } from '../mode.ts';
import { freeName } from '../names.ts';
import { findLayer, pageOf } from '../tree.ts';
import { keepCause } from '../trouble.ts';
import { checkImage, imagePaint } from './image.ts';
import { putInto, type Spot, spotFor } from './place.ts';

/** Canvas pixels between the frames of a row. */
const GAP = 16;

type Written = { readonly id: string; readonly name: string; readonly moves: boolean };

/**
 * Writes an animation beside its first layer: all of it, or nothing.
 * @returns its first frame's id, its name, and whether Figma's Motion plays it
 * Throws a UserError where it cannot be written, and whatever Figma throws; nothing of it is left then.
 */
export async function writeSequence(job: Job, item: SequenceItem): Promise<Written> {
  if (isReadOnly())
    throw new UserError('Dev Mode only reads the file. Save the animation as a GIF file instead.');
  const { width, height } = item;
  for (const { png } of item.frames) checkImage({ kind: 'image', png, width, height });
  const layer = await findLayer(item.layer);
  await pageOf(layer).loadAsync();
  const changes = job.begin();
  try {
    if (layer.removed) throw new UserError('This layer was deleted before its art was written.');
    return item.arrange === 'row'
      ? writeRow(job, item, layer, changes)
      : writeStack(job, item, layer, changes);
  } catch (error) {
    changes.takeBack();
    throw error;
  }
}

/** A frame for each, side by side: ready for a prototype, or for variants. */
function writeRow(
  job: Job,
  { frames, width, height, suffix }: SequenceItem,
  layer: SceneNode,
  changes: Changes,
): Written {
  const count = frames.length;
  const spot = spotFor(layer, { width: count * width + (count - 1) * GAP, height }, 'beside', job);
  const name = takenName(`${originalName(layer)} ${suffix}`, spot, changes);
  const nodes = frames.map(({ png }, i) => {
    const node = changes.made(figma.createFrame());
    node.resizeWithoutConstraints(width, height);
    node.fills = [imagePaint({ kind: 'image', png, width, height })];
    node.name = count === 1 ? name : `${name}, frame ${i + 1}`;
    putInto(node, { ...spot, box: { ...spot.box, x: spot.box.x + i * (width + GAP), width } }, changes);
    job.results.push(node);
    return node;
  });
  return { id: nodes[0].id, name, moves: false };
}

/** One frame with a layer for each, the first of which is seen; where there is Motion, each for its time. */
function writeStack(job: Job, item: SequenceItem, layer: SceneNode, changes: Changes): Written {
  const { frames, width, height, suffix } = item;
  const spot = spotFor(layer, { width, height }, 'beside', job);
  const name = takenName(`${originalName(layer)} ${suffix}`, spot, changes);
  const frame = changes.made(figma.createFrame());
  frame.name = name;
  frame.fills = [];
  frame.clipsContent = true;
  frame.resizeWithoutConstraints(width, height);
  const layers = frames.map(({ png, duration }, i) => {
    const node = changes.made(figma.createRectangle());
    frame.appendChild(node);
    node.name = `${i + 1}, ${Math.round(duration)} ms`;
    node.strokes = [];
    node.x = 0;
    node.y = 0;
    node.resizeWithoutConstraints(width, height);
    node.fills = [imagePaint({ kind: 'image', png, width, height })];
    return node;
  });
  putInto(frame, spot, changes);
  const moves = play(
    frame,
    layers,
    frames.map(({ duration }) => duration / 1000),
  );
  if (!moves) for (const node of layers.slice(1)) node.visible = false;
  job.results.push(frame);
  return { id: frame.id, name, moves };
}

/**
 * Shows each layer for its time by Motion, whose API is in beta and not everywhere: opacity jumps, nothing blends.
 * @param seconds of each layer
 * @returns false, with nothing left, where that cannot be
 */
function play(frame: FrameNode, layers: readonly RectangleNode[], seconds: readonly number[]): boolean {
  if (layers.length < 2 || !layers.every((node) => 'applyManualKeyframeTrack' in node)) return false;
  let start = 0;
  try {
    layers.forEach((node, i) => {
      const end = start + seconds[i];
      const keyframes = [...(i === 0 ? [] : [held(0, 0)]), held(start, 1), held(end, 0)];
      const baseValue = { type: 'FLOAT', value: i === 0 ? 1 : 0 } as const;
      node.applyManualKeyframeTrack(OPACITY, { baseValue, keyframes });
      start = end;
    });
    const [timeline] = 'timelines' in frame ? frame.timelines : [];
    if (timeline !== undefined) frame.setTimelineDuration(timeline.id, start);
    return true;
  } catch (error) {
    keepCause(error, 'play the frames by Motion');
    for (const node of layers) takeOff(node);
    return false;
  }
}

const OPACITY = { type: 'PROPERTY', name: 'OPACITY' } as const;

/** An opacity that stays until the next one. */
const held = (timelinePosition: number, value: number): ManualKeyframeInput => ({
  timelinePosition,
  easing: { type: 'HOLD' },
  value: { type: 'FLOAT', value },
});

function takeOff(node: RectangleNode): void {
  try {
    node.removeManualKeyframeTrack(OPACITY);
  } catch {
    // It had none.
  }
}

function takenName(wanted: string, { room: { names } }: Spot, changes: Changes): string {
  const name = freeName(wanted, names);
  names.add(name);
  changes.note(() => names.delete(name));
  return name;
}
