import type { Rgba } from '../core/image.ts';
import { MOST_COLOURS, withoutRepeats } from '../core/palette.ts';
import type { DocumentPalette } from '../messages.ts';

/** Aliases of variables are followed so far. */
const MOST_ALIASES = 16;

/**
 * The colours of the document's own: all its local paint styles, each folder of them where there are several, and each
 * collection's colour variables in its default mode. Only plain, opaque colours count; a palette has 1 to 256.
 */
export async function documentPalettes(): Promise<DocumentPalette[]> {
  const [styles, collections] = [await stylePalettes(), await variablePalettes()];
  return [...styles, ...collections].flatMap(({ name, colours }) => {
    const unique = withoutRepeats(colours).slice(0, MOST_COLOURS);
    return unique.length > 0 ? [{ name, colours: unique }] : [];
  });
}

async function stylePalettes(): Promise<DocumentPalette[]> {
  const all: Rgba[] = [];
  const folders = new Map<string, Rgba[]>();
  for (const { name, paints } of await figma.getLocalPaintStylesAsync()) {
    const colour = paints.length === 1 ? colourOfPaint(paints[0]) : null;
    if (colour === null) continue;
    all.push(colour);
    const folder = name.split('/').slice(0, -1).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), colour]);
  }
  const named = [...folders].filter(([folder]) => folder !== '');
  return [
    { name: 'Paint styles', colours: all },
    ...(folders.size > 1 ? named.map(([name, colours]) => ({ name, colours })) : []),
  ];
}

async function variablePalettes(): Promise<DocumentPalette[]> {
  const variables = new Map((await figma.variables.getLocalVariablesAsync('COLOR')).map((v) => [v.id, v]));
  const collections = await figma.variables.getLocalVariableCollectionsAsync();
  const modes = new Map(collections.map(({ id, defaultModeId }) => [id, defaultModeId]));

  const colourOf = (id: string, aliases: number): Rgba | null => {
    const variable = variables.get(id);
    if (variable === undefined || aliases > MOST_ALIASES) return null;
    const value: unknown = variable.valuesByMode[modes.get(variable.variableCollectionId) ?? ''];
    if (typeof value !== 'object' || value === null) return null;
    if ('type' in value && 'id' in value && typeof value.id === 'string')
      return colourOf(value.id, aliases + 1);
    return 'r' in value ? bytesOf(value as RGB | RGBA) : null;
  };

  return collections.map(({ name, variableIds }) => ({
    name,
    colours: variableIds.map((id) => colourOf(id, 0)).filter((colour) => colour !== null),
  }));
}

/** The colour of a plain, opaque paint; null for any other. */
export function colourOfPaint(paint: Paint): Rgba | null {
  const { visible = true, opacity = 1 } = paint;
  return paint.type === 'SOLID' && visible && opacity === 1 ? bytesOf(paint.color) : null;
}

/** A colour of Figma's in bytes; null if it is not opaque. */
export function bytesOf(colour: RGB | RGBA): Rgba | null {
  if ('a' in colour && colour.a < 1) return null;
  const [r, g, b] = [colour.r, colour.g, colour.b].map((channel) => Math.round(channel * 255));
  return [r, g, b, 255];
}
