import { hexOf } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import type { WriteItem } from '../../messages.ts';
import type { Changes, Job } from '../jobs.ts';
import { folderName, freeName } from '../names.ts';
import { boundVariable } from './bound.ts';
import { isMadeForArt, ownStyles, ownVariables } from './own-colours.ts';
import { paintOf } from './paint.ts';

/** Gives a layer its colour by something that can be changed for the whole art in one place. */
export type Binder = (node: VectorNode, colour: Rgba) => Promise<void>;

/**
 * What binds the layers of one art; null if nothing is to be bound. A style or variable of the document's own that has a
 * colour is bound; where there is none, one is made for the art. Names that are taken are numbered.
 * @param before the layers of the art that this one takes the place of: what they are bound to is used again, colours
 *   that were changed in it included; null for new art
 */
export async function binderFor(
  bind: WriteItem['bind'],
  name: string,
  before: readonly VectorNode[] | null,
  job: Job,
  changes: Changes,
): Promise<Binder | null> {
  if (bind === 'none') return null;
  const styles = bind === 'styles' ? await stylesOf(before ?? []) : new Map<string, PaintStyle>();
  const variables = bind === 'variables' ? await variablesOf(before ?? []) : null;
  const known =
    job.groups.get(bind) ?? new Set(await (bind === 'styles' ? styleFolders() : collectionNames()));
  job.groups.set(bind, known);
  changes.check();
  const group = () => {
    const free = freeName(folderName(name), known);
    known.add(free);
    changes.note(() => known.delete(free));
    return free;
  };
  if (bind === 'styles') {
    job.ownStyles ??= await ownStyles();
    changes.check();
    const made = [...styles.values()].find(isMadeForArt);
    return byStyles(
      once(() => folderOf(made?.name) ?? group()),
      styles,
      job.ownStyles,
      changes,
    );
  }
  job.ownVariables ??= await ownVariables();
  changes.check();
  const { collection, byName } = variables ?? { collection: null, byName: new Map<string, Variable>() };
  const forNew = once(() => collection ?? madeCollection(group(), changes));
  return byVariables(forNew, byName, job.ownVariables, changes);
}

/** What is made when it is first needed, and then is there. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

async function styleFolders(): Promise<string[]> {
  return (await figma.getLocalPaintStylesAsync()).map(({ name }) => name.split('/')[0]);
}

async function collectionNames(): Promise<string[]> {
  return (await figma.variables.getLocalVariableCollectionsAsync()).map(({ name }) => name);
}

const folderOf = (name: string | undefined): string | null => /^(.+)\/[^/]*$/.exec(name ?? '')?.[1] ?? null;

/** The colour that a vector layer was made for, as its style or variable is called. */
const colourName = ({ name }: VectorNode): string => name.replace(/^#/, '');

/** The local paint styles of vector layers, by the colours that the layers were made for. */
async function stylesOf(vectors: readonly VectorNode[]): Promise<Map<string, PaintStyle>> {
  const styles = new Map<string, PaintStyle>();
  for (const vector of vectors) {
    const id = vector.fillStyleId;
    const style = typeof id === 'string' && id !== '' ? await figma.getStyleByIdAsync(id) : null;
    if (style?.type === 'PAINT' && !style.remote) styles.set(colourName(vector), style as PaintStyle);
  }
  return styles;
}

/** A collection with variables by their names. */
interface Bound {
  /** The one that was made for the art; null if there is none. */
  readonly collection: VariableCollection | null;
  readonly byName: Map<string, Variable>;
}

/** The collection that vector layers are bound to, with the variables by the colours. */
async function variablesOf(vectors: readonly VectorNode[]): Promise<Bound> {
  const byName = new Map<string, Variable>();
  for (const vector of vectors) {
    const variable = await boundVariable(vector);
    if (variable !== null && !variable.remote) byName.set(colourName(vector), variable);
  }
  const first = [...byName.values()].find(isMadeForArt);
  if (first === undefined) return { collection: null, byName };
  const collection = await figma.variables.getVariableCollectionByIdAsync(first.variableCollectionId);
  if (collection === null) return { collection, byName };
  // Colours that this art does not have any more may have been made for an earlier one.
  for (const id of collection.variableIds) {
    const variable = await figma.variables.getVariableByIdAsync(id);
    if (variable !== null && !byName.has(variable.name)) byName.set(variable.name, variable);
  }
  return { collection, byName };
}

/** A paint style a colour: the document's own, or one in a folder named after the art. */
function byStyles(
  folder: () => string,
  styles: Map<string, PaintStyle>,
  own: ReadonlyMap<string, PaintStyle>,
  changes: Changes,
): Binder {
  return async (node, colour) => {
    const hex = hexOf(colour);
    let style = styles.get(hex) ?? own.get(hex);
    if (style === undefined) {
      style = changes.madeAsset(figma.createPaintStyle());
      style.name = `${folder()}/${hex}`;
      style.paints = [paintOf(colour)];
      styles.set(hex, style);
    }
    await node.setFillStyleIdAsync(style.id);
  };
}

function madeCollection(name: string, changes: Changes): VariableCollection {
  return changes.madeAsset(figma.variables.createVariableCollection(name));
}

/** A variable a colour: the document's own, or one in the art's collection. */
function byVariables(
  collectionOf: () => VariableCollection,
  byName: Map<string, Variable>,
  own: ReadonlyMap<string, Variable>,
  changes: Changes,
): Binder {
  return async (node, colour) => {
    const hex = hexOf(colour);
    const paint = paintOf(colour);
    let variable = byName.get(hex) ?? own.get(hex);
    if (variable === undefined) {
      const collection = collectionOf();
      variable = changes.madeAsset(figma.variables.createVariable(hex, collection, 'COLOR'));
      // In modes that were added later as well: a palette that is added again says what it is there.
      for (const { modeId } of collection.modes) variable.setValueForMode(modeId, paint.color);
      byName.set(hex, variable);
    }
    node.fills = [figma.variables.setBoundVariableForPaint(paint, 'color', variable)];
  };
}
