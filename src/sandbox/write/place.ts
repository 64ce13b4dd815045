import type { Sides } from '../../core/image.ts';
import type { WriteItem } from '../../messages.ts';
import { type Box, beside, over } from '../geometry.ts';
import type { Changes, Job, Room } from '../jobs.ts';
import { boundsOf, placeOf } from '../layers.ts';
import { readMark } from '../marks.ts';
import { ancestorsOf, isLocked, pageOf } from '../tree.ts';

/** What results are put into: a page, or a layer on one. */
type Holder = PageNode | SectionNode | FrameNode | ComponentNode | GroupNode;

/** A place for a result. */
export interface Spot {
  readonly holder: Holder;
  /** Where among the holder's layers; null for on top of all. */
  readonly index: number | null;
  /** Where on the page, at whole coordinates. */
  readonly box: Box;
  readonly room: Room;
}

const HOLDERS: readonly string[] = ['SECTION', 'FRAME', 'COMPONENT', 'GROUP'];

/**
 * Where a result for a layer goes.
 *
 * Beside it means on the layer's page, or in the section of it if there is room: to the right of the outermost frame or
 * group that the layer is in, or below it, to the left or above. So a result is never cut off by a frame, shifts nothing
 * in auto layout, and gets into no component.
 *
 * Over it, and in its place, mean directly above the layer, in the same frame or group. Where nothing can or may be
 * put (instances, boolean groups, component sets, grids, everything locked) and where pixels would not stay crisp (whatever
 * is turned or mirrored), it is the next holder outwards that can take it.
 */
export function spotFor(layer: SceneNode, size: Sides, place: WriteItem['place'], job: Job): Spot {
  const page = pageOf(layer);
  const ancestors = ancestorsOf(layer);
  if (place === 'beside') return spotBeside(layer, size, ancestors, page, job);
  const { holder, child } = holderAround(layer, ancestors, page);
  const room = roomOf(holder, job);
  return { holder, index: indexAbove(child, layer, holder), box: over(size, placeOf(layer)), room };
}

function spotBeside(
  layer: SceneNode,
  size: Parameters<typeof spotFor>[1],
  ancestors: readonly SceneNode[],
  page: PageNode,
  job: Job,
): Spot {
  const own = placeOf(layer);
  const sections = ancestors.flatMap((ancestor, i) =>
    ancestor.type === 'SECTION' && !isLocked(ancestor) ? [{ holder: ancestor, part: ancestors[i - 1] }] : [],
  );
  const holders = [...sections, { holder: page, part: ancestors[ancestors.length - 1] }];
  for (const { holder, part } of holders) {
    const room = roomWithBoxes(holder, job);
    const within = holder.type === 'SECTION' ? boundsOf(holder) : null;
    const box = beside(size, own, part ? boundsOf(part) : own, room.boxes, within);
    if (box !== null) return { holder, index: null, box, room };
  }
  throw new Error('a page without room');
}

/** Puts a result where it goes. Its size must be final. */
export function putInto(
  node: RectangleNode | FrameNode,
  { holder, index, box, room }: Spot,
  changes: Changes,
): void {
  holder.insertChild(index ?? holder.children.length, node);
  const frame = containerOf(holder);
  // In auto layout a result is placed by itself, outside of the flow: nothing moves.
  if (frame !== null && 'layoutMode' in frame && frame.layoutMode !== 'NONE')
    node.layoutPositioning = 'ABSOLUTE';
  const [[, , x], [, , y]] = frame?.absoluteTransform ?? [
    [1, 0, 0],
    [0, 1, 0],
  ];
  node.x = box.x - x;
  node.y = box.y - y;
  const { boxes } = room;
  if (boxes === null) return;
  boxes.push(box);
  changes.note(() => {
    boxes.splice(boxes.indexOf(box), 1);
  });
}

/** The layer or page around a layer that can take a result, and what of its layers the layer is or is in. */
function holderAround(layer: SceneNode, ancestors: readonly SceneNode[], page: PageNode) {
  let holder: Holder = page;
  let child = layer;
  // From the page inwards, for as long as nothing forbids it.
  for (const [i, ancestor] of [...ancestors.entries()].reverse()) {
    if (ancestor.locked || !canHold(ancestor)) break;
    // A turned frame in a turned frame may be straight again: look on.
    if (isStraight(ancestor) && !isGrid(ancestor) && !resizesLayout(ancestor)) {
      holder = ancestor;
      child = ancestors[i - 1] ?? layer;
    }
  }
  if (holder === page) child = ancestors[ancestors.length - 1] ?? layer;
  return { holder, child };
}

const canHold = (node: SceneNode): node is Exclude<Holder, PageNode> => HOLDERS.includes(node.type);

/** Whether a holder's own axes are the page's, so that whole coordinates in it are whole on the page. */
function isStraight(holder: Exclude<Holder, PageNode>): boolean {
  const [[a, b], [c, d]] = (containerOf(holder) ?? holder).absoluteTransform;
  return Math.abs(a - 1) < 1e-6 && Math.abs(d - 1) < 1e-6 && Math.abs(b) < 1e-6 && Math.abs(c) < 1e-6;
}

/** Whether a holder lays its layers out in a grid, which gets another row for whatever is put into it. */
const isGrid = (holder: Exclude<Holder, PageNode>): boolean =>
  'layoutMode' in holder && holder.layoutMode === 'GRID';

/** Whether a group is in auto layout, where it would grow with what is put into it and push the others. */
function resizesLayout(holder: Exclude<Holder, PageNode>): boolean {
  if (holder.type !== 'GROUP') return false;
  const frame = containerOf(holder);
  return frame !== null && 'layoutMode' in frame && frame.layoutMode !== 'NONE';
}

/** The layer whose coordinates the layers in a holder have: groups have none of their own. Null for the page. */
function containerOf(holder: Holder): Exclude<Holder, PageNode | GroupNode> | null {
  let up: BaseNode | null = holder;
  while (up !== null && up.type === 'GROUP') up = up.parent;
  return up === null || up.type === 'PAGE' ? null : (up as Exclude<Holder, PageNode | GroupNode>);
}

/** The place directly above a layer, and above the results that it already has. */
function indexAbove(child: SceneNode, layer: SceneNode, holder: Holder): number {
  const { children } = holder;
  let index = children.findIndex(({ id }) => id === child.id) + 1;
  while (index < children.length && readMark(children[index])?.source === layer.id) index++;
  return index;
}

function roomWithBoxes(holder: PageNode | SectionNode, job: Job): Room & { readonly boxes: Box[] } {
  const room = roomOf(holder, job);
  const boxes = room.boxes ?? holder.children.filter(({ visible }) => visible).map(boundsOf);
  return Object.assign(room, { boxes });
}

/** What is known of what results are put into. */
export function roomOf(holder: BaseNode & ChildrenMixin, job: Job): Room {
  let room = job.rooms.get(holder.id);
  if (room === undefined) {
    room = { names: new Set(holder.children.map(({ name }) => name)), boxes: null };
    job.rooms.set(holder.id, room);
  }
  return room;
}
