import { hexOf, parseColour } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { DraftInput } from './DraftInput.tsx';
import { Row } from './Row.tsx';
import './ColourField.css';

interface ColourProps {
  readonly label: string;
  readonly value: Rgba;
  readonly help?: string | undefined;
  readonly onChange: (value: Rgba) => void;
}

/** A colour: picked, or typed as six hexadecimal digits. */
export function ColourField({ label, value, help, onChange }: ColourProps) {
  const hex = hexOf(value);
  const take = (text: string) => {
    const colour = parseColour(text);
    if (colour !== null && hexOf(colour) !== hex) onChange(colour);
  };
  return (
    <Row label={label} help={help}>
      {(ids) => (
        <span class="colour">
          <input
            type="color"
            aria-label={`${label}, pick a color`}
            value={`#${hex}`}
            onChange={(event) => take(event.currentTarget.value)}
          />
          <DraftInput ids={ids} value={hex} onTake={take} />
        </span>
      )}
    </Row>
  );
}
