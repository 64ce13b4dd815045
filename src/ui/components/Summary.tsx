import { shownCell } from '../fields/cell.ts';
import { WORDS } from '../fields/words.ts';
import { choiceOf, paletteChoices } from '../palettes.ts';
import type { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { count, sidesText } from '../texts.ts';
import './Summary.css';

/** What the art of other pages is made by, and a way to change it. */
export function Summary({ session }: { readonly session: Session }) {
  return (
    <p class="summary">
      <span class="summary-text">{summary(session.state)}</span>
      <button type="button" class="link" onClick={() => session.show('pixelize')}>
        Change
      </button>
    </p>
  );
}

/** The settings of "Pixelize" that other pages go by, in a line. */
function summary({ settings, documentPalettes, imported }: State): string {
  const { size, cell, longest, scale, colors, palette, dither } = settings.value.pixelize;
  const sides =
    cell !== null
      ? `cells of ${shownCell(cell)} px`
      : size === null
        ? `longest side ${longest}`
        : size.width === null
          ? `${size.height} high`
          : size.height === null
            ? `${size.width} wide`
            : sidesText({ width: size.width, height: size.height });
  const colours =
    palette === null
      ? count(colors, 'color')
      : (choiceOf(paletteChoices(documentPalettes.value, imported.value), palette)?.name ??
        count(palette.length, 'color'));
  const dithering = dither === 'none' ? [] : [WORDS.pixelize.dither.choices[dither]];
  const parts = [sides, WORDS.pixelize.scale.choices[scale].toLowerCase(), colours, ...dithering].join(', ');
  return parts.charAt(0).toUpperCase() + parts.slice(1);
}
