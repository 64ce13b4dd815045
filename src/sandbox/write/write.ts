import { UserError } from '../../core/errors.ts';
import type { WriteItem } from '../../messages.ts';
import type { Changes, Job } from '../jobs.ts';
import { hideOriginal, isHiddenOriginal, markResult, originalName } from '../marks.ts';
import { isReadOnly } from '../mode.ts';
import { freeName, quoted } from '../names.ts';
import { findLayer, isLocked, pageOf } from '../tree.ts';
import { binderFor } from './bind.ts';
import { checkImage, makeImage } from './image.ts';
import { putInto, spotFor } from './place.ts';
import { makeVectors } from './vectors.ts';

/**
 * Writes one result: all of it, or nothing. A layer that is locked, or in something locked, stays as it is: it can be
 * used, results are put beside or over it, but it is not hidden.
 * @returns the result's id and name
 * Throws a UserError where it cannot be written, and whatever Figma throws; nothing of the item is left then.
 */
export async function writeItem(job: Job, item: WriteItem): Promise<{ id: string; name: string }> {
  if (isReadOnly())
    throw new UserError('Dev Mode only reads the file. Use Batch export to save the art as files.');
  if (item.result.kind === 'image') checkImage(item.result);
  const layer = await findLayer(item.layer);
  if (item.place === 'replace' && isLocked(layer)) {
    throw new UserError(
      `${quoted(layer.name)} is locked, so it is not hidden. Unlock it, or put the art beside it.`,
    );
  }
  await pageOf(layer).loadAsync();
  const changes = job.begin();
  try {
    return await write(job, item, layer, changes);
  } catch (error) {
    changes.takeBack();
    throw error;
  }
}

async function write(job: Job, item: WriteItem, layer: SceneNode, changes: Changes) {
  const { result } = item;
  const original = originalName(layer);
  const wanted = `${original} ${item.suffix}`;
  const bind = result.kind === 'vectors' ? await binderFor(item.bind, wanted, job, changes) : null;
  // Whoever works in the file may have deleted the layer while this waited.
  if (layer.removed) throw new UserError('This layer was deleted before its art was written.');
  const spot = spotFor(layer, result, item.place, job);
  const { names } = spot.room;
  const name = freeName(wanted, names);
  const vectors = result.kind === 'vectors' ? makeVectors(result, changes) : null;
  const node = vectors?.frame ?? makeImage(result as typeof result & { kind: 'image' }, changes);
  node.name = name;
  names.add(name);
  changes.note(() => names.delete(name));
  putInto(node, spot, changes);
  markResult(node, { source: layer.id, name: original, settings: item.settings }, item.again, changes);
  if (item.place === 'replace' && !isHiddenOriginal(layer)) changes.note(hideOriginal(layer));
  if (bind !== null) {
    for (const [vector, colour] of vectors?.layers ?? []) {
      await bind(vector, colour);
      changes.check();
    }
  }
  job.results.push(node);
  return { id: node.id, name };
}
