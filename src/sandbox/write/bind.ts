import { hexOf } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import type { WriteItem } from '../../messages.ts';
import type { Changes, Job } from '../jobs.ts';
import { folderName, freeName } from '../names.ts';
import { paintOf } from './paint.ts';

/** Gives a layer its colour by something that can be changed for the whole art in one place. */
export type Binder = (node: VectorNode, colour: Rgba) => Promise<void>;

/** What binds the layers of one art; null if nothing is to be bound. Names that are taken are numbered. */
export async function binderFor(
  bind: WriteItem['bind'],
  name: string,
  job: Job,
  changes: Changes,
): Promise<Binder | null> {
  if (bind === 'none') return null;
  const groups =
    job.groups.get(bind) ?? new Set(await (bind === 'styles' ? styleFolders() : collectionNames()));
  job.groups.set(bind, groups);
  changes.check();
  const group = freeName(folderName(name), groups);
  groups.add(group);
  changes.note(() => groups.delete(group));
  return bind === 'styles' ? byStyles(group, changes) : byVariables(group, changes);
}

async function styleFolders(): Promise<string[]> {
  return (await figma.getLocalPaintStylesAsync()).map(({ name }) => name.split('/')[0]);
}

async function collectionNames(): Promise<string[]> {
  return (await figma.variables.getLocalVariableCollectionsAsync()).map(({ name }) => name);
}

/** A paint style a colour, in a folder named after the art. */
function byStyles(folder: string, changes: Changes): Binder {
  const styles = new Map<string, PaintStyle>();
  return async (node, colour) => {
    const hex = hexOf(colour);
    let style = styles.get(hex);
    if (style === undefined) {
      style = changes.madeAsset(figma.createPaintStyle());
      style.name = `${folder}/${hex}`;
      style.paints = [paintOf(colour)];
      styles.set(hex, style);
    }
    await node.setFillStyleIdAsync(style.id);
  };
}

/** A collection named after the art, with a variable a colour. */
function byVariables(name: string, changes: Changes): Binder {
  const collection = changes.madeAsset(figma.variables.createVariableCollection(name));
  const variables = new Map<string, Variable>();
  return async (node, colour) => {
    const hex = hexOf(colour);
    const paint = paintOf(colour);
    let variable = variables.get(hex);
    if (variable === undefined) {
      variable = figma.variables.createVariable(hex, collection, 'COLOR');
      variable.setValueForMode(collection.defaultModeId, paint.color);
      variables.set(hex, variable);
    }
    node.fills = [figma.variables.setBoundVariableForPaint(paint, 'color', variable)];
  };
}
