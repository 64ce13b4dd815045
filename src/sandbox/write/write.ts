import { UserError } from '../../core/errors.ts';
import type { WriteItem } from '../../messages.ts';
import type { Changes, Job, Room } from '../jobs.ts';
import { hideOriginal, isHiddenOriginal, markResult, originalName, ownOpacity, readMark } from '../marks.ts';
import { isReadOnly } from '../mode.ts';
import { freeName, quoted } from '../names.ts';
import { findLayer, isLocked, pageOf } from '../tree.ts';
import { drawInto, newResult, type Result } from './art.ts';
import { binderFor } from './bind.ts';
import { checkImage } from './image.ts';
import { putInto, roomOf, spotFor } from './place.ts';
import { centre, cleared, resultToUpdate } from './update.ts';
import { type ColourLayers, vectorsIn } from './vectors.ts';

/**
 * Writes one result, a new one or into one that there is: all of it, or nothing. A layer that is locked, or in something locked, stays as it is: it can be
 * used, results are put beside or over it, but it is not hidden.
 * @returns the result's id and name
 * Throws a UserError where it cannot be written, and whatever Figma throws; nothing of the item is left then.
 */
export async function writeItem(job: Job, item: WriteItem): Promise<{ id: string; name: string }> {
  if (isReadOnly())
    throw new UserError('Dev Mode only reads the file. Use Batch export to save the art as files.');
  if (item.result.kind === 'image') checkImage(item.result);
  const layer = await findLayer(item.layer);
  if (item.place === 'replace' && item.updates === null && isLocked(layer)) {
    throw new UserError(
      `${quoted(layer.name)} is locked, so it is not hidden. Unlock it, or put the art beside it.`,
    );
  }
  await pageOf(layer).loadAsync();
  const old = await resultToUpdate(item);
  const changes = job.begin();
  try {
    return await write(job, item, layer, old, changes);
  } catch (error) {
    changes.takeBack();
    throw error;
  }
}

async function write(
  job: Job,
  item: WriteItem,
  layer: SceneNode,
  old: SceneNode | null,
  changes: Changes,
): Promise<{ id: string; name: string }> {
  const { result } = item;
  const original = originalName(layer);
  const wanted = `${original} ${item.suffix}`;
  const bind =
    result.kind === 'vectors'
      ? await binderFor(item.bind, wanted, old && vectorsIn(old), job, changes)
      : null;
  // Whoever works in the file may have deleted the layer while this waited.
  if (layer.removed || old?.removed)
    throw new UserError('This layer was deleted before its art was written.');
  const { node, layers } =
    old === null ? add(job, item, layer, wanted, changes) : change(job, item, old, wanted, changes);
  markResult(node, { source: layer.id, name: original, settings: item.settings }, item.again, changes);
  if (bind !== null) {
    for (const [vector, colour] of layers) {
      await bind(vector, colour);
      changes.check();
    }
  }
  job.results.push(node);
  return { id: node.id, name: node.name };
}

interface Drawn {
  readonly node: Result;
  readonly layers: ColourLayers;
}

/** Adds a new result where it goes. */
function add(job: Job, item: WriteItem, layer: SceneNode, wanted: string, changes: Changes): Drawn {
  const { result, place } = item;
  const spot = spotFor(layer, result, place, job);
  const node = newResult(result, changes);
  const layers = drawInto(node, result, changes);
  node.name = taken(freeName(wanted, spot.room.names), spot.room, changes);
  putInto(node, spot, changes);
  wear(node, layer, item);
  if (place === 'replace' && !isHiddenOriginal(layer)) changes.note(hideOriginal(layer));
  return { node, layers };
}

/**
 * Gives a new result what its layer has as a whole, and its pixels have not: pixel art is opaque, so the layer's opacity goes
 * onto it, and the way in which the layer blends with what is below.
 */
function wear(node: Result, layer: SceneNode, { again }: WriteItem): void {
  if (!('blendMode' in layer)) return;
  // A smooth picture has its layer's opacity in its pixels.
  if (again === 'pixelize') node.opacity = ownOpacity(layer);
  if (layer.blendMode !== 'PASS_THROUGH') node.blendMode = layer.blendMode;
}

/** Changes a result where it is. It keeps a name that somebody gave it. */
function change(job: Job, item: WriteItem, old: SceneNode, wanted: string, changes: Changes): Drawn {
  const { result, place } = item;
  const { x, y, width, height, name } = old;
  const room = roomOf(old.parent as BaseNode & ChildrenMixin, job);
  const node = cleared(old, result, changes);
  const layers = drawInto(node, result, changes);
  if (place !== 'beside') centre(node, { x, y, width, height });
  if (!isOurName(name, old) || name.startsWith(`${wanted} (`)) return { node, layers };
  room.names.delete(name);
  changes.note(() => room.names.add(name));
  node.name = taken(freeName(wanted, room.names), room, changes);
  return { node, layers };
}

/** Whether a result's name is one that it was given here. */
function isOurName(name: string, node: SceneNode): boolean {
  const original = readMark(node)?.name;
  if (original === undefined || !name.startsWith(`${original} `)) return false;
  return /^(\d+×\d+|smooth)( \(\d+\))?$/.test(name.slice(original.length + 1));
}

/** Takes a name in a room. */
function taken(name: string, { names }: Room, changes: Changes): string {
  names.add(name);
  changes.note(() => names.delete(name));
  return name;
}
