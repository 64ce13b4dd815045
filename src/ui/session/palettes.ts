import { batch } from '@preact/signals';
import { PIXELIZE_OPTIONS, parseOptions } from '../../core/options.ts';
import { safePath } from '../../export/names.ts';
import type { NamedPalette } from '../../messages.ts';
import { checkPaletteBytes, readPalette } from '../../palettes/read.ts';
import { PALETTE_WRITERS, type PaletteFormatName } from '../../palettes/write.ts';
import { choiceOf, paletteChoices } from '../palettes.ts';
import type { Port } from '../port.ts';
import { sentenceOf } from '../texts.ts';
import type { RememberedSettings } from './remembered.ts';
import { IDLE, type SavedFile, type State } from './state.ts';

/** How many imported palettes are remembered, the newest ones: what is stored of a plugin ends at 5 MB. */
const MOST_KEPT = 50;

/** What is read of a palette file. */
export type PaletteFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/** Takes a palette file as the palette. A broken or foreign one changes nothing and is told of. */
export async function importPalette(
  file: PaletteFile,
  state: State,
  settings: RememberedSettings,
  port: Pick<Port, 'savePalettes'>,
): Promise<void> {
  const { name, size } = file;
  try {
    checkPaletteBytes(size, name);
    const warnings: string[] = [];
    const colours = readPalette(new Uint8Array(await file.arrayBuffer()), name, (text) =>
      warnings.push(text),
    );
    const others = state.imported.peek().filter((palette) => palette.name !== name);
    state.imported.value = [...others, { name, colours }].slice(-MOST_KEPT);
    port.savePalettes(state.imported.peek());
    settings.change('pixelize', { palette: colours });
    if (warnings.length > 0) state.notice.value = `${name}: ${warnings.join('; ')}.`;
  } catch (error) {
    batch(() => {
      state.notice.value = sentenceOf(error);
      state.job.value = IDLE;
    });
  }
}

/** Asks for the palettes of the document; one whose palettes cannot be read has none to offer. */
export async function loadDocumentPalettes(port: Pick<Port, 'palettes'>, state: State): Promise<void> {
  state.documentPalettes.value = await port.palettes().catch(() => []);
}

/**
 * Imported palettes as they were stored, by this version or another; those that cannot be used are left out.
 * @param stored anything, such as what clientStorage holds
 */
export function importedFrom(stored: unknown): NamedPalette[] {
  return Array.isArray(stored) ? stored.flatMap(paletteFrom) : [];
}

function paletteFrom(stored: unknown): NamedPalette[] {
  if (typeof stored !== 'object' || stored === null) return [];
  const { name, colours } = stored as { readonly name?: unknown; readonly colours?: unknown };
  if (typeof name !== 'string' || !Array.isArray(colours)) return [];
  try {
    const { palette } = parseOptions({ palette: PIXELIZE_OPTIONS.palette }, { palette: colours });
    return palette === null ? [] : [{ name, colours: palette }];
  } catch {
    return [];
  }
}

/** The palette that is shown as a file, named after the palette that was chosen, or the layer. */
export function paletteFile(state: State, format: PaletteFormatName): SavedFile {
  const { palette } = state.settings.peek().pixelize;
  const choices = paletteChoices(state.documentPalettes.peek(), state.imported.peek());
  const chosen = palette && choiceOf(choices, palette);
  const title = (chosen?.name ?? state.usable.peek()[0]?.name ?? 'Palette').replace(/\.\w{2,4}$/, '');
  const { ending, write } = PALETTE_WRITERS[format];
  return {
    name: safePath(`${title.replace(/[/\\]/g, '-')}${ending}`),
    type: format === 'png' ? 'image/png' : 'application/octet-stream',
    bytes: write(state.swatches.peek(), title),
  };
}
