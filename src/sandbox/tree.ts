import { UserError } from '../core/errors.ts';

/** A layer of the file by its id. Throws a UserError if there is none (any more). */
export async function findLayer(id: string): Promise<SceneNode> {
  const node = await figma.getNodeByIdAsync(id);
  if (node === null || node.removed) {
    throw new UserError('This layer was deleted before its turn. Select another one and try again.');
  }
  if (node.type === 'PAGE' || node.type === 'DOCUMENT') {
    throw new UserError('This is a page. Select layers on it.');
  }
  return node;
}

/** The layers around a node, from its parent up to what is directly on the page. */
export function ancestorsOf(node: BaseNode): SceneNode[] {
  const ancestors: SceneNode[] = [];
  for (let up = node.parent; up !== null && up.type !== 'PAGE' && up.type !== 'DOCUMENT'; up = up.parent) {
    ancestors.push(up as SceneNode);
  }
  return ancestors;
}

/** The page that a layer is on. Throws a UserError if it is on none: it was deleted. */
export function pageOf(node: BaseNode): PageNode {
  let up: BaseNode | null = node;
  while (up !== null && up.type !== 'PAGE') up = up.parent;
  if (up === null)
    throw new UserError('This layer was deleted before its turn. Select another one and try again.');
  return up;
}

/** Whether a layer, or one around it, is locked. */
export const isLocked = (node: SceneNode): boolean =>
  node.locked || ancestorsOf(node).some((ancestor) => ancestor.locked);
