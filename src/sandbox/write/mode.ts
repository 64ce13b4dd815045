import { UserError } from '../../core/errors.ts';
import { hexOf } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { withoutRepeats } from '../../core/palette.ts';
import type { AddedMode, PaletteMode } from '../../messages.ts';
import { Changes } from '../jobs.ts';
import { isReadOnly } from '../mode.ts';
import { folderName, freeName, quoted } from '../names.ts';
import { findLayer, isLocked, pageOf } from '../tree.ts';
import { boundVariable, colourOfVariable } from './bound.ts';
import { isMadeForArt } from './own-colours.ts';
import { paintOf } from './paint.ts';
import { vectorsIn } from './vectors.ts';

/** Names of modes are cut here, so that Figma takes them. */
const MOST_NAME = 40;

/** A vector layer of art whose colour is a variable's. */
interface Bound {
  readonly vector: VectorNode;
  readonly variable: Variable;
  /** In the default mode. */
  readonly colour: Rgba;
}

/**
 * The colours of art's variables, each once.
 * Throws a UserError if the art is gone, or bound to none.
 */
export async function boundColours(layer: string): Promise<readonly Rgba[]> {
  return withoutRepeats((await boundIn(await loaded(layer))).map(({ colour }) => colour));
}

/**
 * Adds a palette to art whose colours are variables, as a mode of their collection: one switch recolours the art then. A mode that
 * has its name already is changed. Variables that are not the art's stay as they are: the art gets some of its own, which
 * stand for them in all other modes. The art looks as before. Where the file's plan has no room for another mode, the palette becomes a
 * collection with the same names, and nothing else changes.
 * Throws a UserError if the art is gone, locked or not bound to variables; whatever it throws, nothing is left of the mode.
 */
export async function addMode({ layer, name, colours }: PaletteMode): Promise<AddedMode> {
  if (isReadOnly()) throw new UserError('You can only view this file, so nothing can be added to it.');
  const node = await loaded(layer);
  const bound = await boundIn(node);
  if (isLocked(node))
    throw new UserError(`${quoted(node.name)} is locked, so it is not changed. Unlock it first.`);
  const becomes = new Map(colours.map(([from, to]) => [hexOf(from), to]));
  const palette: Palette = {
    name: name.slice(0, MOST_NAME),
    colourOf: (colour) => paintOf(becomes.get(hexOf(colour)) ?? colour).color,
  };
  const own = await collectionOf(bound);
  const all = await figma.variables.getLocalVariableCollectionsAsync();
  const taken = new Set(all.map((collection) => collection.name));
  const added =
    (await undone((changes) =>
      withMode(own ?? madeFor(node.name, taken, changes), bound, palette, changes),
    )) ??
    (await undone(async (changes) => withCollection(own?.name ?? node.name, taken, bound, palette, changes)));
  if (added === null) throw new Error('a collection is always made');
  figma.commitUndo();
  return added;
}

/** A palette for art's variables. */
interface Palette {
  readonly name: string;
  /** What a colour of the art becomes. */
  readonly colourOf: (colour: Rgba) => RGB;
}

/** Does something of which nothing is left if it throws, or gives null. */
async function undone<T>(act: (changes: Changes) => Promise<T | null>): Promise<T | null> {
  const changes = new Changes();
  try {
    const done = await act(changes);
    if (done === null) changes.takeBack();
    return done;
  } catch (error) {
    changes.takeBack();
    throw error;
  }
}

const madeFor = (name: string, taken: ReadonlySet<string>, changes: Changes): VariableCollection =>
  changes.madeAsset(figma.variables.createVariableCollection(freeName(folderName(name), taken)));

/** Adds the palette as a mode; null where there is no room for one. */
async function withMode(
  collection: VariableCollection,
  bound: readonly Bound[],
  { name, colourOf }: Palette,
  changes: Changes,
): Promise<AddedMode | null> {
  const there = collection.modes.find(
    (mode) => mode.name === name && mode.modeId !== collection.defaultModeId,
  );
  const mode = there?.modeId ?? newMode(collection, name, changes);
  if (mode === null) return null;
  const names = new Set<string>();
  for (const id of collection.variableIds) {
    const variable = await figma.variables.getVariableByIdAsync(id);
    if (variable !== null) names.add(variable.name);
  }
  const own = new Map<string, Variable>();
  for (const { vector, variable, colour } of bound) {
    const isOwn = variable.variableCollectionId === collection.id;
    const mine =
      own.get(variable.id) ?? (isOwn ? variable : standIn(variable, colour, collection, names, changes));
    if (!own.has(variable.id)) setValue(mine, mode, colourOf(colour), changes);
    own.set(variable.id, mine);
    if (!isOwn) rebind(vector, mine, changes);
  }
  return { kind: there === undefined ? 'added' : 'changed', collection: collection.name, mode: name };
}

/** A new mode's id; null where the plan of the file has no room for one, which Figma tells by refusing it. */
function newMode(collection: VariableCollection, name: string, changes: Changes): string | null {
  try {
    const id = collection.addMode(name);
    changes.note(() => collection.removeMode(id));
    return id;
  } catch {
    return null;
  }
}

/** A variable of the art's collection that is whatever another one is. */
function standIn(
  variable: Variable,
  colour: Rgba,
  collection: VariableCollection,
  names: Set<string>,
  changes: Changes,
): Variable {
  const name = freeName(hexOf(colour), names);
  names.add(name);
  const made = changes.madeAsset(figma.variables.createVariable(name, collection, 'COLOR'));
  for (const { modeId } of collection.modes)
    made.setValueForMode(modeId, { type: 'VARIABLE_ALIAS', id: variable.id });
  return made;
}

function setValue(variable: Variable, mode: string, value: RGB, changes: Changes): void {
  const before = variable.valuesByMode[mode];
  variable.setValueForMode(mode, value);
  if (before !== undefined) changes.note(() => variable.setValueForMode(mode, before));
}

/** Binds a vector layer's colour, the first of its fills, to another variable. */
function rebind(vector: VectorNode, variable: Variable, changes: Changes): void {
  const { fills } = vector;
  if (fills === figma.mixed) return;
  const [first, ...others] = fills;
  vector.fills = [
    figma.variables.setBoundVariableForPaint(first as SolidPaint, 'color', variable),
    ...others,
  ];
  changes.note(() => {
    if (!vector.removed) vector.fills = fills;
  });
}

/** Adds the palette as a collection with the names of the art's variables. */
function withCollection(
  name: string,
  taken: ReadonlySet<string>,
  bound: readonly Bound[],
  palette: Palette,
  changes: Changes,
): AddedMode {
  const collection = madeFor(`${name}, ${palette.name}`, taken, changes);
  const names = new Set<string>();
  const done = new Set<string>();
  for (const { variable, colour } of bound) {
    if (done.has(variable.id)) continue;
    done.add(variable.id);
    const own = freeName(variable.name, names);
    names.add(own);
    const made = figma.variables.createVariable(own, collection, 'COLOR');
    made.setValueForMode(collection.defaultModeId, palette.colourOf(colour));
  }
  return { kind: 'collection', collection: collection.name, mode: palette.name };
}

async function loaded(layer: string): Promise<SceneNode> {
  const node = await findLayer(layer);
  await pageOf(node).loadAsync();
  return node;
}

/** The vector layers of art that are bound to variables of plain colours. Throws a UserError if there are none. */
async function boundIn(node: SceneNode): Promise<Bound[]> {
  const bound: Bound[] = [];
  for (const vector of vectorsIn(node)) {
    const variable = await boundVariable(vector);
    const colour = variable && (await colourOfVariable(variable));
    if (variable !== null && colour !== null) bound.push({ vector, variable, colour });
  }
  if (bound.length === 0)
    throw new UserError(
      `${quoted(node.name)} has no colors that are variables. Make it again as vectors whose colors are linked to variables.`,
    );
  return bound;
}

/** The collection that was made for art; null if all its variables are the document's own. */
async function collectionOf(bound: readonly Bound[]): Promise<VariableCollection | null> {
  const first = bound.find(({ variable }) => isMadeForArt(variable) && !variable.remote);
  return first === undefined
    ? null
    : figma.variables.getVariableCollectionByIdAsync(first.variable.variableCollectionId);
}
