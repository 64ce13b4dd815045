import { useState } from 'preact/hooks';
import type { ControlIds } from './Row.tsx';
import './input.css';

interface DraftProps {
  readonly ids: ControlIds;
  readonly value: string;
  readonly placeholder?: string;
  /** Told of what was typed when its field is left or Enter is pressed; Escape brings the value back. */
  readonly onTake: (text: string) => void;
}

/** A field of text that changes nothing until its user is done with it. */
export function DraftInput({ ids, value, placeholder, onTake }: DraftProps) {
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
        }
      }}
    />
  );
}
