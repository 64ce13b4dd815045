import { FREE, type Guide, KEEP, LESS, MORE } from '../../core/guide.ts';
import type { Rgba, RgbaImage, Sides } from '../../core/image.ts';
import { settingsFrom } from '../../core/settings.ts';
import type { LayerInfo } from '../../messages.ts';

/** What was asked of layers by area in this window, by their ids; null where all was taken back. */
export type Guides = ReadonlyMap<string, Guide | null>;

/** What can be painted into a guide. */
export const GUIDE_MARKS = {
  more: 'More detail',
  less: 'Less detail',
  keep: 'Keep as it is',
  colour: 'This color',
  free: 'Nothing, erase',
} as const;
export type GuideMark = keyof typeof GUIDE_MARKS;

/** What is asked of a layer by area: as it was painted here, or as the layer carries it; null for nothing. */
export function guideOfLayer(guides: Guides, layer: LayerInfo): Guide | null {
  const own = guides.get(layer.id);
  if (own !== undefined) return own;
  const { madeBy } = layer;
  const carries = typeof madeBy === 'object' && madeBy !== null && 'pixelize' in madeBy;
  return carries ? settingsFrom(madeBy).pixelize.guide : null;
}

/** The number that a guide has for a mark. */
export function markOf(name: GuideMark, [r, g, b]: Rgba): number {
  const marks = { more: MORE, less: LESS, keep: KEEP, free: FREE, colour: (r << 16) | (g << 8) | b };
  return marks[name];
}

/** How marks are shown over the art: as `--guide` takes them, half of them seen through. */
const SHOWN = new Map<number, Rgba>([
  [MORE, [0, 255, 0, 110]],
  [LESS, [255, 0, 0, 110]],
  [KEEP, [0, 0, 255, 110]],
  [FREE, [0, 0, 0, 0]],
]);
const DRAWN_ALPHA = 200;

/** A guide's marks as a picture to lie over the art. */
export function veilOfMarks({ width, height }: Sides, marks: ArrayLike<number>): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const mark = marks[i];
    data.set(SHOWN.get(mark) ?? [mark >> 16, (mark >> 8) & 255, mark & 255, DRAWN_ALPHA], i * 4);
  }
  return { width, height, data };
}
