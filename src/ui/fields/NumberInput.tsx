import { useState } from 'preact/hooks';
import { evaluate } from './arithmetic.ts';
import './input.css';
import './NumberInput.css';

interface Props {
  readonly id?: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-invalid'?: boolean;
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** Numbers with a fraction are allowed. */
  readonly fractions?: boolean;
  /** Shown for null, which an empty field stands for. */
  readonly placeholder?: string | undefined;
  /** A letter before the number, as Figma has them. */
  readonly prefix?: string;
  readonly disabled?: boolean;
  readonly onChange: (value: number | null) => void;
}

/**
 * A number: typed, reckoned ("48*2", "+8", "50%"), or changed with the arrow keys (with Shift by ten). What is out of
 * range is brought into it; nonsense is forgotten.
 */
export function NumberInput(props: Props) {
  const { value, min, max, step = 1, fractions = false, placeholder, prefix, onChange, ...rest } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const nullable = placeholder !== undefined;
  const commit = (number: number) => {
    const stepped = fractions ? Math.round(number * 100) / 100 : Math.round(number / step) * step;
    const inside = Math.min(max, Math.max(min, stepped));
    setDraft(null);
    if (inside !== value) onChange(inside);
  };
  const leave = (text: string) => {
    if (draft !== null && text.trim() === '' && nullable) {
      setDraft(null);
      // A field that was empty before is as it was: nothing has changed.
      if (value !== null) onChange(null);
      return;
    }
    const number = draft === null ? null : evaluate(text, value);
    if (number === null) setDraft(null);
    else commit(number);
  };
  return (
    <span class={`number${prefix === undefined ? '' : ' number-prefixed'}`}>
      {prefix !== undefined && <span aria-hidden="true">{prefix}</span>}
      <input
        {...rest}
        class="input"
        type="text"
        inputMode="text"
        spellcheck={false}
        data-draft={draft === null ? undefined : ''}
        placeholder={placeholder}
        value={draft ?? (value === null ? '' : String(value))}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onBlur={(event) => leave(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave(event.currentTarget.value);
          else if (event.key === 'Escape' && draft !== null) {
            event.stopPropagation();
            setDraft(null);
          } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            event.preventDefault();
            const by = (event.key === 'ArrowUp' ? 1 : -1) * step * (event.shiftKey ? 10 : 1);
            const from = evaluate(event.currentTarget.value, value) ?? value;
            commit((from ?? min - by) + by);
          }
        }}
      />
    </span>
  );
}
