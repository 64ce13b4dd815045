import { UserError } from '../../core/errors.ts';
import type { WriteItem } from '../../messages.ts';
import type { Changes } from '../jobs.ts';
import { readMark } from '../marks.ts';
import { quoted } from '../names.ts';
import { ancestorsOf, findLayer, isLocked, pageOf } from '../tree.ts';
import { newResult, type Result } from './art.ts';
import { vectorsIn } from './vectors.ts';

/**
 * The result that an item changes; null where a new one is to be made: for a layer that is no result (any more), and in
 * instances, whose layers cannot be changed so far.
 * Throws a UserError if it is gone or locked, or has become something that can neither hold the art nor be replaced.
 */
export async function resultToUpdate({ updates, result }: WriteItem): Promise<SceneNode | null> {
  if (updates === null) return null;
  const node = await findLayer(updates);
  await pageOf(node).loadAsync();
  if (readMark(node) === null || [node, ...ancestorsOf(node)].some(isInstance)) return null;
  if (isLocked(node)) {
    throw new UserError(`${quoted(node.name)} is locked, so it is not changed. Unlock it first.`);
  }
  // An image that becomes vectors needs another layer; nothing else is ever removed.
  if (node.type !== 'RECTANGLE' && !canHold(node, result)) {
    throw new UserError(
      `${quoted(node.name)} was made into another kind of layer, so it is not changed. Select its original to make new art.`,
    );
  }
  return node;
}

const isInstance = ({ type }: SceneNode): boolean => type === 'INSTANCE';

/**
 * Makes a result ready for other art. It stays the layer that it is, with its place, effects and whatever else was done
 * to it, if it can hold the art; otherwise a new layer takes its place. The vectors of its art are hidden, and gone when
 * the job is finished: until then all can be taken back. What its user put into it stays.
 */
export function cleared(old: SceneNode, result: WriteItem['result'], changes: Changes): Result {
  if (!canHold(old, result)) return swapped(old, newResult(result, changes), changes);
  const { fills, width, height, x, y, name } = old;
  changes.note(() => {
    if (old.removed) return;
    old.resizeWithoutConstraints(width, height);
    Object.assign(old, { fills, x, y, name });
  });
  for (const vector of vectorsIn(old)) removeLater(vector, changes);
  return old;
}

/** Keeps what has another size now in the middle of where it was, for art that lies over something. */
export function centre(node: Result, before: Pick<Result, 'x' | 'y' | 'width' | 'height'>): void {
  node.x = before.x + Math.round((before.width - node.width) / 2);
  node.y = before.y + Math.round((before.height - node.height) / 2);
}

const canHold = (node: SceneNode, { kind }: WriteItem['result']): node is Result =>
  node.type === 'FRAME' || node.type === 'COMPONENT' || (node.type === 'RECTANGLE' && kind === 'image');

/** What a new layer has from the one whose place it takes: all that its user may have done to it. Turned before it is put. */
const KEPT = [
  ...['name', 'rotation', 'x', 'y', 'constraints', 'opacity', 'blendMode', 'visible'],
  ...['effects', 'strokes', 'strokeWeight', 'strokeAlign', 'cornerRadius'],
] as const;

/** Puts a new layer where an old one is, directly above it. */
function swapped(old: SceneNode, node: Result, changes: Changes): Result {
  const parent = old.parent as ChildrenMixin & BaseNode;
  parent.insertChild(parent.children.findIndex(({ id }) => id === old.id) + 1, node);
  const inLayout = 'layoutMode' in parent && parent.layoutMode !== 'NONE';
  if (inLayout && 'layoutPositioning' in old) node.layoutPositioning = old.layoutPositioning;
  for (const property of KEPT) {
    const value = property in old ? old[property as keyof SceneNode] : figma.mixed;
    if (value !== figma.mixed) Object.assign(node, { [property]: value });
  }
  removeLater(old, changes);
  return node;
}

/** Hides a layer now, and removes it when the job is finished. */
function removeLater(node: SceneNode, changes: Changes): void {
  const { visible } = node;
  node.visible = false;
  changes.note(() => {
    if (!node.removed) node.visible = visible;
  });
  changes.atLast(() => {
    if (!node.removed) node.remove();
  });
}
