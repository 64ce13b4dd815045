import type { WriteItem } from '../messages.ts';
import type { Changes } from './jobs.ts';
import { RESULT } from './stamp.ts';
import { ancestorsOf } from './tree.ts';

const HIDDEN = 'hidden';
const FILE = 'file';

/** What a result carries with it, in its pluginData. */
export interface Mark {
  /** The id of the layer that it was made from; null for a result that was copied here from another file. */
  readonly source: string | null;
  /** That layer's name. */
  readonly name: string;
  /** What the UI wants to know when it is made again. */
  readonly settings: unknown;
}

/** The captions under the relaunch buttons (manifest.json), by command. */
const BUTTONS: Readonly<Record<WriteItem['again'], Readonly<Record<string, string>>>> = {
  pixelize: {
    'pixelize-again': 'Draws it once more from the original, with the same settings',
    pixelize: '',
  },
  depixelize: { depixelize: '' },
};

/** Makes a node a result: it knows what it was made from and how, and has the buttons for doing it again. */
export function markResult(node: SceneNode, mark: Mark, again: WriteItem['again'], changes: Changes): void {
  const [before, buttons] = [node.getPluginData(RESULT), node.getRelaunchData()];
  // Counted, so that an undo shows: the same art may be made twice by the same settings.
  const times = Number(parsed(before)?.times ?? 0) + 1;
  node.setPluginData(RESULT, JSON.stringify({ ...mark, file: fileKey(changes), times }));
  node.setRelaunchData({ ...BUTTONS[again] });
  changes.note(() => {
    if (node.removed) return;
    node.setPluginData(RESULT, before);
    node.setRelaunchData(buttons);
  });
}

/** What a result carries; null for a layer that is none of ours, or whose data cannot be read. */
export function readMark(node: SceneNode): Mark | null {
  const mark = parsed(node.getPluginData(RESULT));
  if (typeof mark?.name !== 'string') return null;
  const { name, settings = null, source, file } = mark;
  const here = typeof source === 'string' && file === figma.root.getPluginData(FILE);
  return { name, settings, source: here ? source : null };
}

/**
 * What tells this file from others: the ids of layers are only unique in one file, and results are copied to others
 * with all that they carry.
 */
function fileKey(changes: Changes): string {
  const known = figma.root.getPluginData(FILE);
  if (known !== '') return known;
  const made = Math.random().toString(36).slice(2);
  figma.root.setPluginData(FILE, made);
  changes.note(() => figma.root.setPluginData(FILE, ''));
  return made;
}

/** What a result is named after: the original's name, even where the result itself is the source of another one. */
export function originalName(node: SceneNode): string {
  const mark = readMark(node);
  return mark !== null && node.name.startsWith(mark.name) ? mark.name : node.name;
}

/**
 * Hides an original that a result takes the place of. In auto layout and in instances it becomes fully transparent
 * instead of invisible: in auto layout invisible layers lose their place, and everything after them would jump; in
 * instances they cannot be reached any more (skipInvisibleInstanceChildren), not even to show them again.
 * @returns shows it again
 */
export function hideOriginal(node: SceneNode): () => void {
  const byOpacity = 'opacity' in node && (isInAutoLayout(node) || isInInstance(node));
  const shown = byOpacity ? node.opacity : node.visible;
  node.setPluginData(HIDDEN, JSON.stringify({ shown }));
  if (byOpacity) node.opacity = 0;
  else node.visible = false;
  return () => {
    if (node.removed) return;
    show(node, shown);
    node.setPluginData(HIDDEN, '');
  };
}

/** Whether a layer is one that a result took the place of, and still hidden. */
export const isHiddenOriginal = (node: SceneNode): boolean =>
  (!node.visible || ('opacity' in node && node.opacity === 0)) && parsed(node.getPluginData(HIDDEN)) !== null;

/** A layer's opacity, 0..1: that which it had before it was hidden, if a result has hidden it so. */
export function ownOpacity(node: SceneNode & Pick<BlendMixin, 'opacity'>): number {
  const shown = isHiddenOriginal(node) ? parsed(node.getPluginData(HIDDEN))?.shown : null;
  return typeof shown === 'number' ? shown : node.opacity;
}

/**
 * Shows a hidden original for as long as it is exported: Figma renders nothing of what is hidden.
 * @returns hides it again
 */
export function showOriginal(node: SceneNode): () => void {
  const before = { visible: node.visible, opacity: 'opacity' in node ? node.opacity : 1 };
  const shown = parsed(node.getPluginData(HIDDEN))?.shown;
  show(node, typeof shown === 'number' ? shown : true);
  return () => {
    if (node.removed) return;
    node.visible = before.visible;
    if ('opacity' in node) node.opacity = before.opacity;
  };
}

function show(node: SceneNode, shown: boolean | number): void {
  if (typeof shown === 'number' && 'opacity' in node) node.opacity = shown;
  else node.visible = shown !== false;
}

/** Whether a layer's place is decided by the auto layout around it. */
function isInAutoLayout(node: SceneNode): boolean {
  const { parent } = node;
  if (parent === null || !('layoutMode' in parent) || parent.layoutMode === 'NONE') return false;
  return 'layoutPositioning' in node && node.layoutPositioning === 'AUTO';
}

const isInInstance = (node: SceneNode): boolean => ancestorsOf(node).some(({ type }) => type === 'INSTANCE');

/** The object that a text holds as JSON; null if it holds none. */
function parsed(text: string): Record<string, unknown> | null {
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
