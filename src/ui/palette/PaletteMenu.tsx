import { PALETTE_WRITERS, type PaletteFormatName } from '../../palettes/write.ts';
import { copyText } from '../copy.ts';
import { Dropdown } from '../fields/Dropdown.tsx';
import type { SortKey } from './edits.ts';

interface Props {
  readonly disabled: boolean;
  readonly onSort: (by: SortKey) => void;
  /** What is copied. */
  readonly text: () => string;
  readonly onCopied: (copied: boolean) => void;
  /** Adds the palette to art as a mode; null where there is no such art. */
  readonly onMode: (() => void) | null;
  readonly onSave: (format: PaletteFormatName) => void;
}

/** What can be done with the palette as a whole: a list of actions, of which none stays chosen. */
export function PaletteMenu({ disabled, onSort, text, onCopied, onMode, onSave }: Props) {
  const does: Readonly<Record<string, () => void>> = {
    hue: () => onSort('hue'),
    lightness: () => onSort('lightness'),
    copy: () => onCopied(copyText(text())),
    mode: () => onMode?.(),
  };
  return (
    <span class="palette-menu">
      <Dropdown
        aria-label="Sort, copy or save the palette"
        value=""
        disabled={disabled}
        onChange={(value) => {
          if (does[value] !== undefined) does[value]();
          else onSave(value as PaletteFormatName);
        }}
      >
        <option value="" disabled hidden>
          More
        </option>
        <optgroup label="Sort">
          <option value="hue">By hue</option>
          <option value="lightness">By lightness</option>
        </optgroup>
        <optgroup label="Copy">
          <option value="copy">As a hex list</option>
        </optgroup>
        {onMode !== null && (
          <optgroup label="Variables of this art">
            <option value="mode">Add as mode</option>
          </optgroup>
        )}
        <optgroup label="Save as">
          {Object.entries(PALETTE_WRITERS).map(([format, { name }]) => (
            <option key={format} value={format}>
              {name}
            </option>
          ))}
        </optgroup>
      </Dropdown>
    </span>
  );
}
