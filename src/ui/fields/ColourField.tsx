import { useState } from 'preact/hooks';
import { hexOf, parseColour } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { Row } from './Row.tsx';
import './input.css';
import './ColourField.css';

interface ColourProps {
  readonly label: string;
  readonly value: Rgba;
  readonly help?: string | undefined;
  readonly onChange: (value: Rgba) => void;
}

/** A colour: picked, or typed as six hexadecimal digits. */
export function ColourField({ label, value, help, onChange }: ColourProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const hex = hexOf(value);
  const take = (text: string) => {
    const colour = parseColour(text);
    setDraft(null);
    if (colour !== null && hexOf(colour) !== hex) onChange(colour);
  };
  return (
    <Row label={label} help={help}>
      {(ids) => (
        <span class="colour">
          <input
            type="color"
            aria-label={`${label}, pick a colour`}
            value={`#${hex}`}
            onChange={(event) => take(event.currentTarget.value)}
          />
          <input
            {...ids}
            class="input"
            type="text"
            spellcheck={false}
            value={(draft ?? hex).toUpperCase()}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => setDraft(event.currentTarget.value)}
            onBlur={(event) => take(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') take(event.currentTarget.value);
              else if (event.key === 'Escape' && draft !== null) {
                event.stopPropagation();
                setDraft(null);
              }
            }}
          />
        </span>
      )}
    </Row>
  );
}
