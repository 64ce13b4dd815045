import { UserError } from '../../core/errors.ts';
import { swappedColours } from '../../core/swap.ts';
import type { AddedMode } from '../../messages.ts';
import { choiceOf, paletteChoices } from '../palettes.ts';
import { settingsOfArt } from '../pixelize.ts';
import type { Port } from '../port.ts';
import type { State } from './state.ts';

/** Whether the layer that is shown is art whose colours are variables, in a file that can be changed. */
export function hasVariables(state: State): boolean {
  const layer = state.shown.value;
  const made = layer === null || state.readOnly.value ? null : settingsOfArt(layer);
  return made !== null && made.output === 'vectors' && made.bind === 'variables';
}

/**
 * Adds the palette that is chosen to the variables of the art that is shown, as a mode of that palette's name: by families of shades, so
 * that shades that belong together move together.
 * @returns what became of it, as a sentence
 * Throws a UserError if the palette is the art's own, or the art cannot be changed.
 */
export async function addPaletteMode(
  port: Pick<Port, 'boundColours' | 'addMode'>,
  state: State,
): Promise<string> {
  const { palette } = state.settings.peek().pixelize;
  const layer = state.shown.peek();
  if (layer === null) throw new UserError('Select pixel art first.');
  if (palette === null)
    throw new UserError('This palette is made from the layer. Choose the palette that is to be added first.');
  const choices = paletteChoices(state.documentPalettes.peek(), state.imported.peek());
  const name = (choiceOf(choices, palette)?.name ?? 'Custom').replace(/\.\w{2,4}$/, '');
  const colours = await port.boundColours(layer.id);
  const become = swappedColours(colours, state.swatches.peek());
  const pairs = colours.map((colour, i) => [colour, become[i]] as const);
  return sentenceFor(await port.addMode({ layer: layer.id, name, colours: pairs }));
}

function sentenceFor({ kind, collection, mode }: AddedMode): string {
  switch (kind) {
    case 'added':
      return `Added “${mode}” as a mode of “${collection}”. Apply it to the art in the Appearance panel.`;
    case 'changed':
      return `The mode “${mode}” of “${collection}” has these colors now.`;
    case 'collection':
      return `This file’s plan has no room for another mode: “${collection}” was added as a collection instead. The art stays as it is.`;
  }
}
