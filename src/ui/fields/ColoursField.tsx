import { useState } from 'preact/hooks';
import { hexOf, parseColour } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { Row } from './Row.tsx';
import './input.css';

interface ColoursProps {
  readonly label: string;
  readonly value: readonly Rgba[];
  readonly help?: string | undefined;
  readonly onChange: (value: readonly Rgba[]) => void;
}

/** Colours as a list of hexadecimal digits; a list with anything else in it restores the old one. */
export function ColoursField({ label, value, help, onChange }: ColoursProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = value.map((colour) => `#${hexOf(colour)}`).join(', ');
  const take = (typed: string) => {
    setDraft(null);
    const colours = typed.split(/[\s,;]+/).flatMap((word) => (word === '' ? [] : [parseColour(word)]));
    const known = colours.filter((colour): colour is Rgba => colour !== null);
    const isNew = known.map(hexOf).join() !== value.map(hexOf).join();
    if (known.length === colours.length && isNew) onChange(known);
  };
  return (
    <Row label={label} help={help}>
      {(ids) => (
        <input
          {...ids}
          class="input"
          type="text"
          spellcheck={false}
          placeholder="None"
          value={(draft ?? text).toUpperCase()}
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
      )}
    </Row>
  );
}
