import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { hexOf, parseHex } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import type { Labels } from '../labels.ts';
import { ChevronIcon } from './icons.tsx';

interface RowProps {
  readonly label: string;
  readonly help?: string;
  readonly disabled?: boolean;
  /** Given the id of the control that the label is for, and that of the help. */
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby'?: string;
  }) => ComponentChildren;
}

/** A label with its control. The help is a tooltip, and a description for screen readers. */
export function Row({ label, help, disabled = false, children }: RowProps) {
  const id = useId();
  const described = help === undefined ? {} : { 'aria-describedby': `${id}-help` };
  return (
    <div class={`row${disabled ? ' row-disabled' : ''}`} title={help}>
      <label class="row-label" for={id}>
        {label}
      </label>
      <div class="row-control">{children({ id, ...described })}</div>
      {help !== undefined && (
        <span class="hidden" id={`${id}-help`}>
          {help}
        </span>
      )}
    </div>
  );
}

interface SelectProps<C extends string> {
  readonly label: string;
  readonly value: C;
  readonly labels: Labels<C>;
  readonly onChange: (value: C) => void;
  readonly help?: string;
  readonly disabled?: boolean;
}

/** One of several choices, from a list that drops down. */
export function Select<C extends string>({ label, value, labels, onChange, ...rest }: SelectProps<C>) {
  return (
    <Row label={label} {...rest}>
      {(ids) => (
        <Dropdown {...ids} value={value} disabled={rest.disabled} onChange={(v) => onChange(v as C)}>
          {Object.entries<string>(labels).map(([choice, text]) => (
            <option key={choice} value={choice}>
              {text}
            </option>
          ))}
        </Dropdown>
      )}
    </Row>
  );
}

interface DropdownProps {
  readonly id?: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-label'?: string;
  readonly value: string;
  readonly disabled?: boolean | undefined;
  readonly onChange: (value: string) => void;
  readonly children: ComponentChildren;
}

/** The browser's own list, looking like Figma's. */
export function Dropdown({ children, onChange, ...props }: DropdownProps) {
  return (
    <span class="dropdown">
      <select {...props} class="input" onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
      </select>
      <ChevronIcon />
    </span>
  );
}

/** One of a few choices, side by side. */
export function Segmented<C extends string>({
  label,
  value,
  labels,
  onChange,
  help,
  disabled,
}: SelectProps<C>) {
  const name = useId();
  return (
    <div class={`row${disabled ? ' row-disabled' : ''}`} title={help} role="radiogroup" aria-label={label}>
      <span class="row-label" aria-hidden="true">
        {label}
      </span>
      <div class="row-control segmented">
        {Object.entries<string>(labels).map(([choice, text]) => (
          <label key={choice} class="segment">
            <input
              type="radio"
              name={name}
              checked={choice === value}
              disabled={disabled}
              onChange={() => onChange(choice as C)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </div>
  );
}

interface NumberProps<N extends number | null> {
  readonly id?: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-label'?: string;
  readonly value: N;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** Numbers with a fraction are allowed. */
  readonly fractions?: boolean;
  /** Shown for null, which an empty field stands for. */
  readonly placeholder?: string;
  /** A letter before the number, as Figma has them. */
  readonly prefix?: string;
  readonly disabled?: boolean;
  readonly onChange: (value: N) => void;
}

/** A number: typed, or changed with the arrow keys (with Shift by ten). What is out of range is brought into it. */
export function NumberInput<N extends number | null>(props: NumberProps<N>) {
  const { value, min, max, step = 1, fractions = false, placeholder, prefix, onChange, ...rest } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const nullable = placeholder !== undefined;
  const commit = (number: number) => {
    const stepped = fractions ? Math.round(number * 100) / 100 : Math.round(number / step) * step;
    const inside = Math.min(max, Math.max(min, stepped));
    setDraft(null);
    if (inside !== value) onChange(inside as N);
  };
  const leave = (text: string) => {
    const number = Number(text.replace(',', '.').replace(/[^\d.]/g, ''));
    if (draft !== null && text.trim() === '' && nullable) {
      setDraft(null);
      // A field that was empty before is as it was: nothing has changed.
      if (value !== null) onChange(null as N);
    } else if (draft === null || text.trim() === '' || !Number.isFinite(number)) setDraft(null);
    else commit(number);
  };
  return (
    <span class={`number${prefix === undefined ? '' : ' number-prefixed'}`}>
      {prefix !== undefined && <span aria-hidden="true">{prefix}</span>}
      <input
        {...rest}
        class="input"
        type="text"
        inputMode="numeric"
        spellcheck={false}
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
            const from = Number.parseFloat(event.currentTarget.value);
            commit((Number.isFinite(from) ? from : min - by) + by);
          }
        }}
      />
    </span>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Where the slider ends; larger numbers can be typed. */
  readonly reach: number;
  readonly disabled?: boolean;
  readonly help?: string;
  readonly onChange: (value: number) => void;
}

/** A number with a slider for the usual ones. */
export function Slider({ label, value, min, max, reach, onChange, ...rest }: SliderProps) {
  const shown = Math.min(value, reach);
  return (
    <Row label={label} {...rest}>
      {(ids) => (
        <>
          <input
            type="range"
            class="slider"
            aria-label={label}
            style={{ '--filled': `${((shown - min) / (reach - min)) * 100}%` }}
            min={min}
            max={reach}
            value={shown}
            disabled={rest.disabled}
            onInput={(event) => onChange(Number(event.currentTarget.value))}
          />
          <NumberInput
            {...ids}
            value={value}
            min={min}
            max={max}
            onChange={onChange}
            disabled={rest.disabled ?? false}
          />
        </>
      )}
    </Row>
  );
}

interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly help?: string;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, checked, disabled, help, onChange }: CheckboxProps) {
  return (
    <label class={`checkbox${disabled ? ' row-disabled' : ''}`} title={help}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

interface ColourProps {
  readonly label: string;
  readonly value: Rgba;
  readonly help?: string;
  readonly onChange: (value: Rgba) => void;
}

/** A colour: picked, or typed as six hexadecimal digits. */
export function ColourField({ label, value, help, onChange }: ColourProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const hex = hexOf(value);
  const take = (text: string) => {
    const colour = parseHex(text.trim());
    setDraft(null);
    if (colour !== null && hexOf(colour) !== hex) onChange(colour);
  };
  return (
    <Row label={label} {...(help !== undefined && { help })}>
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
            onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
          />
        </span>
      )}
    </Row>
  );
}
