import { FREE, type Guide, guideOf, KEEP, LESS, MORE } from './guide.ts';
import { parseColour } from './hex.ts';
import type { RgbaImage, Sides } from './image.ts';

/** What the names of layers begin with that ask for something by area. */
const PREFIX = 'pixel:';

const MARKS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    keep: KEEP,
    'keep as it is': KEEP,
    more: MORE,
    'more detail': MORE,
    less: LESS,
    'less detail': LESS,
  }),
);

/**
 * What a layer asks for by its name: "pixel: keep", "pixel: more", "pixel: less", or "pixel: #ff0000" for a colour.
 * @returns the mark that a guide has for it; 'unknown' if something else follows "pixel:"; null for any other layer
 */
export function markNamed(name: string): number | 'unknown' | null {
  const words = name.trim().toLowerCase();
  if (!words.startsWith(PREFIX)) return null;
  const wanted = words.slice(PREFIX.length).trim().replace(/\s+/g, ' ');
  const known = MARKS.get(wanted);
  if (known !== undefined) return known;
  const colour = parseColour(wanted);
  return colour === null ? 'unknown' : (colour[0] << 16) | (colour[1] << 8) | colour[2];
}

/** A layer that asks for something where it is seen. */
export interface GuideLayer {
  /** The mark that a guide has for it. */
  readonly mark: number;
  /** The layer alone. Only its alpha counts. */
  readonly picture: RgbaImage;
  /** Where it lies on the picture that is drawn, of which each side is 1. It may lie beyond. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** A place of art that is covered by this share belongs to what covers it. */
const HALF = 0.5;
/** Sums of shares are exact but for this. */
const SLACK = 1e-6;

/**
 * The guide of layers, a mark an art pixel: each marks what it covers half of, or, where it is thinner than art pixels, half
 * as much as it covers of any. What lies higher wins.
 * @param layers the lowest first
 * @param art the size of the art
 * @returns the guide, null if nothing is marked; and which layers cover nothing at all
 */
export function guideOfLayers(
  layers: readonly GuideLayer[],
  art: Sides,
): { readonly guide: Guide | null; readonly empty: ReadonlySet<GuideLayer> } {
  const marks = new Int32Array(art.width * art.height).fill(FREE);
  const empty = new Set<GuideLayer>();
  for (const layer of layers) {
    const covered = coverOf(layer, art);
    const most = covered.reduce((p, q) => Math.max(p, q), 0);
    if (most === 0) empty.add(layer);
    const least = Math.min(1, most) * HALF - SLACK;
    covered.forEach((share, cell) => {
      if (share > 0 && share >= least) marks[cell] = layer.mark;
    });
  }
  return { guide: guideOf(art, marks), empty };
}

/** The share of each art pixel that a layer covers. Faint layers cover as much as opaque ones: a guide may be seen through. */
function coverOf({ picture, box }: GuideLayer, art: Sides): Float64Array {
  const { width, height, data } = picture;
  const covered = new Float64Array(art.width * art.height);
  let opaque = 0;
  for (let i = 3; i < data.length; i += 4) opaque = Math.max(opaque, data[i]);
  if (opaque === 0) return covered;
  const across = overlaps(width, box.x * art.width, box.width * art.width, art.width);
  const down = overlaps(height, box.y * art.height, box.height * art.height, art.height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * 4 + 3] < opaque * HALF) continue;
      for (const [row, tall] of down[y])
        for (const [column, wide] of across[x]) covered[row * art.width + column] += tall * wide;
    }
  return covered;
}

/** For each of `from` equal parts of a stretch, which of `to` places it overlaps, and what share of each. */
function overlaps(from: number, start: number, length: number, to: number): (readonly [number, number])[][] {
  return Array.from({ length: from }, (_, part) => {
    const [begin, end] = [start + (part * length) / from, start + ((part + 1) * length) / from];
    const shares: [number, number][] = [];
    for (let place = Math.max(0, Math.floor(begin)); place < Math.min(to, Math.ceil(end)); place++)
      shares.push([place, Math.min(end, place + 1) - Math.max(begin, place)]);
    return shares;
  });
}
