import { useState } from 'preact/hooks';
import type { ControlIds } from './Row.tsx';
import './input.css';

interface DraftProps {
  readonly ids: ControlIds;
  readonly value: string;
  readonly placeholder?: string;
  /** Told of what was typed when its field is left or Enter is pressed; Escape brings the value back. */
  readonly onTake: (text: string) => void;
  /** Told, for fields of numbers, of the arrow keys and of what was typed before: by 1, with Shift by 10. */
  readonly onStep?: (text: string, by: number) => void;
  /** Nothing can be done with its value. */
  readonly invalid?: boolean;
}

/** A field of text that changes nothing until its user is done with it. */
export function DraftInput({ ids, value, placeholder, onTake, onStep, invalid = false }: DraftProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const take = (text: string) => {
    setDraft(null);
    onTake(text);
  };
  return (
    <input
      {...ids}
      class="input"
      type="text"
      spellcheck={false}
      aria-invalid={invalid}
      data-draft={draft === null ? undefined : ''}
      placeholder={placeholder}
      onFocus={(event) => event.currentTarget.select()}
      value={(draft ?? value).toUpperCase()}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(event.currentTarget.value);
        else if (event.key === 'Escape' && draft !== null) {
          event.stopPropagation();
          setDraft(null);
        } else if (onStep !== undefined && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
          event.preventDefault();
          setDraft(null);
          onStep(event.currentTarget.value, (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
        }
      }}
    />
  );
}
