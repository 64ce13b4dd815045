import type { Rgba } from '../../core/image.ts';
import { bytesOf } from '../palettes.ts';

/** Aliases of variables are followed so far. */
const MOST_ALIASES = 16;

/** The variable that a vector layer's colour is bound to; null for none. */
export async function boundVariable({ fills }: VectorNode): Promise<Variable | null> {
  const [paint] = fills === figma.mixed ? [] : fills;
  const id = paint?.type === 'SOLID' ? paint.boundVariables?.color?.id : undefined;
  return id === undefined ? null : figma.variables.getVariableByIdAsync(id);
}

/** A variable's colour in the default mode of its collection; null if that is none, or not opaque. */
export async function colourOfVariable(variable: Variable, aliases = 0): Promise<Rgba | null> {
  const collection = await figma.variables.getVariableCollectionByIdAsync(variable.variableCollectionId);
  const value: unknown = variable.valuesByMode[collection?.defaultModeId ?? ''];
  if (typeof value !== 'object' || value === null) return null;
  if ('type' in value && 'id' in value && typeof value.id === 'string') {
    const next = aliases < MOST_ALIASES ? await figma.variables.getVariableByIdAsync(value.id) : null;
    return next === null ? null : colourOfVariable(next, aliases + 1);
  }
  return 'r' in value ? bytesOf(value as RGB | RGBA) : null;
}
