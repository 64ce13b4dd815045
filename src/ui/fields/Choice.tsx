import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { Dropdown } from './Dropdown.tsx';
import { Row } from './Row.tsx';
import type { Labels } from './words.ts';
import './Choice.css';

/** A choice, whose values are called by `labels`. */
interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly labels: Labels<string>;
  readonly onChange: (value: string) => void;
  readonly help?: string | undefined;
  readonly disabled?: boolean;
}

/** One of several choices, from a list that drops down. */
export function Select({ label, value, labels, onChange, ...rest }: ChoiceProps) {
  return (
    <Row label={label} {...rest}>
      {(ids) => (
        <Dropdown {...ids} value={value} disabled={rest.disabled} onChange={onChange}>
          {Object.entries(labels).map(([choice, text]) => (
            <option key={choice} value={choice}>
              {text}
            </option>
          ))}
        </Dropdown>
      )}
    </Row>
  );
}

interface SegmentedProps extends ChoiceProps {
  /** A small picture of a choice. */
  readonly picture?: ((choice: string) => VNode) | undefined;
}

/** One of a few choices, side by side. */
export function Segmented({ label, value, labels, onChange, help, disabled, picture }: SegmentedProps) {
  const name = useId();
  return (
    <div class={`row${disabled ? ' row-disabled' : ''}`} title={help} role="radiogroup" aria-label={label}>
      <span class="row-label" aria-hidden="true">
        {label}
      </span>
      <div class="row-control segmented">
        {Object.entries(labels).map(([choice, text]) => (
          <label key={choice} class="segment">
            <input
              type="radio"
              name={name}
              checked={choice === value}
              disabled={disabled}
              onChange={() => onChange(choice)}
            />
            <span>
              {picture?.(choice)}
              {text}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}
