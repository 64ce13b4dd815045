import { hexOf } from '../../core/hex.ts';
import { bytesOf, colourOfPaint } from '../palettes.ts';

/** How styles and variables are named that were made for one art: by their first colour. */
const MADE = /(^|\/)[0-9a-f]{6}$/;

/** Whether a style or a variable was made for an art, and is none of the document's own. */
export const isMadeForArt = ({ name }: { readonly name: string }): boolean => MADE.test(name);

/** The document's own paint styles by the colours that they are, "rrggbb"; of several, the first. */
export async function ownStyles(): Promise<Map<string, PaintStyle>> {
  const own = new Map<string, PaintStyle>();
  for (const style of await figma.getLocalPaintStylesAsync()) {
    const colour = style.paints.length === 1 && !isMadeForArt(style) ? colourOfPaint(style.paints[0]) : null;
    if (colour !== null && !own.has(hexOf(colour))) own.set(hexOf(colour), style);
  }
  return own;
}

/** The document's own colour variables by the colours that they are in their default mode; of several, the first. */
export async function ownVariables(): Promise<Map<string, Variable>> {
  const collections = await figma.variables.getLocalVariableCollectionsAsync();
  const modes = new Map(collections.map(({ id, defaultModeId }) => [id, defaultModeId]));
  const own = new Map<string, Variable>();
  for (const variable of await figma.variables.getLocalVariablesAsync('COLOR')) {
    const value: unknown = variable.valuesByMode[modes.get(variable.variableCollectionId) ?? ''];
    const isPlain = typeof value === 'object' && value !== null && 'r' in value;
    const colour = isPlain && !isMadeForArt(variable) ? bytesOf(value as RGB | RGBA) : null;
    if (colour !== null && !own.has(hexOf(colour))) own.set(hexOf(colour), variable);
  }
  return own;
}
