import { markNamed } from '../core/guide-layers.ts';
import { isReadOnly } from './mode.ts';
import { quoted } from './names.ts';

/** A layer that asks for something by area where it is seen. */
interface GuideNode {
  readonly node: SceneNode;
  /** The mark that a guide has for it. */
  readonly mark: number;
}

/** Layers that others can be in. Boolean groups show none of theirs, and those of other instances are their components'. */
const HOLDERS: readonly string[] = ['FRAME', 'COMPONENT', 'INSTANCE', 'GROUP'];

/** What only some types of layers have, and what is asked of them here. */
interface Loose {
  readonly children?: readonly SceneNode[];
  readonly isMask?: boolean;
  readonly boundVariables?: Readonly<Record<string, unknown>>;
}
const loose = (node: SceneNode): Loose => node as unknown as Loose;

/**
 * The layers in a layer that ask for something by their names (core/guide-layers.ts), the lowest first; those that are hidden are
 * switched off. And as sentences, which are none although their names begin like that.
 */
export function guidesIn(holder: SceneNode): {
  readonly guides: readonly GuideNode[];
  readonly notes: readonly string[];
} {
  const guides: GuideNode[] = [];
  const notes: string[] = [];
  const look = (within: SceneNode): void => {
    for (const node of loose(within).children ?? []) {
      const { name } = node;
      const mark = markNamed(name);
      const isHolder = HOLDERS.includes(node.type) && node.type !== 'INSTANCE';
      if ((mark === null && !isHolder) || !node.visible) continue;
      const problem = mark === null ? null : problemOf(node, mark);
      if (problem !== null) notes.push(problem);
      if (typeof mark === 'number' && problem === null) guides.push({ node, mark });
      else if (isHolder) look(node);
    }
  };
  if (HOLDERS.includes(holder.type)) look(holder);
  return { guides, notes };
}

/** Why a layer whose name begins like a guide's is drawn like any other, as a sentence; null if it is a guide. */
function problemOf(node: SceneNode, mark: number | 'unknown'): string | null {
  const name = quoted(node.name);
  const instead = 'so it is drawn like any other layer.';
  if (mark === 'unknown')
    return `${name} is drawn like any other layer: after pixel: comes keep, more, less, or a color such as #FF0000.`;
  if (isReadOnly()) return `${name} cannot be left out in Dev Mode, ${instead}`;
  if (loose(node).isMask) return `${name} is a mask, ${instead}`;
  return wayToHide(node) === null ? `${name} has a variable for its visibility, ${instead}` : null;
}

/**
 * By which property a layer is hidden for a moment. Opacity moves nothing in auto layout and leaves groups as large as they are; what
 * a variable sets would be set free from it.
 */
function wayToHide(node: SceneNode): 'opacity' | 'visible' | null {
  const bound = loose(node).boundVariables ?? {};
  if ('opacity' in node && bound.opacity === undefined) return 'opacity';
  return bound.visible === undefined ? 'visible' : null;
}

/**
 * Hides layers for as long as what they are in is exported.
 * @returns shows them again, as they were
 */
export function hideGuides(guides: readonly GuideNode[]): () => void {
  const shown = guides.map(({ node }) => {
    if (wayToHide(node) === 'visible') {
      node.visible = false;
      return () => {
        node.visible = true;
      };
    }
    const faded = node as SceneNode & Pick<BlendMixin, 'opacity'>;
    const { opacity } = faded;
    faded.opacity = 0;
    return () => {
      faded.opacity = opacity;
    };
  });
  return () => {
    for (const [i, show] of shown.entries()) if (!guides[i].node.removed) show();
  };
}
