import { batch } from '@preact/signals';
import { checkPaletteBytes, readPalette } from '../../palettes/read.ts';
import type { Port } from '../port.ts';
import { sentenceOf } from '../texts.ts';
import type { RememberedSettings } from './remembered.ts';
import { IDLE, type State } from './state.ts';

/** What is read of a palette file. */
export type PaletteFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/** Takes a palette file as the palette. A broken or foreign one changes nothing and is told of. */
export async function importPalette(
  file: PaletteFile,
  state: State,
  settings: RememberedSettings,
): Promise<void> {
  const { name, size } = file;
  try {
    checkPaletteBytes(size, name);
    const warnings: string[] = [];
    const colours = readPalette(new Uint8Array(await file.arrayBuffer()), name, (text) =>
      warnings.push(text),
    );
    state.imported.value = [...state.imported.peek().filter((p) => p.name !== name), { name, colours }];
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
