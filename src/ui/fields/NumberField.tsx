import type { NumberSpec } from '../../core/options.ts';
import { NumberInput } from './NumberInput.tsx';
import { Problem, Row } from './Row.tsx';
import type { FieldWords } from './words.ts';
import './NumberField.css';

interface Props {
  readonly label: string;
  readonly help?: string | undefined;
  readonly disabled: boolean;
  readonly value: number | null;
  readonly spec: NumberSpec;
  readonly words: FieldWords;
  /** Why the number cannot be used, as a sentence. */
  readonly problem?: string | null;
  readonly onChange: (value: number | null) => void;
}

/** A number in its row, with a slider for the usual ones and a unit if its words have them. */
export function NumberField(props: Props) {
  const { label, help, disabled, value, spec, words, problem = null, onChange } = props;
  const { min, max, step = 1, kind } = spec;
  const { unit, placeholder, slider } = words;
  return (
    <>
      <Row label={label} help={help} disabled={disabled}>
        {(ids) => (
          <>
            {slider !== undefined && value !== null && (
              <Slider {...{ label, value, min, disabled, onChange }} max={Math.min(slider, max)} />
            )}
            <NumberInput
              {...ids}
              {...{ value, min, max, step, disabled, placeholder, onChange }}
              fractions={kind === 'number'}
              aria-invalid={problem !== null}
            />
            {unit !== undefined && (
              <span class="unit">{typeof unit === 'string' ? unit : value !== null && unit(value)}</span>
            )}
          </>
        )}
      </Row>
      <Problem reason={problem} />
    </>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly disabled: boolean;
  readonly onChange: (value: number) => void;
}

function Slider({ label, value, min, max, disabled, onChange }: SliderProps) {
  const shown = Math.min(value, max);
  return (
    <input
      type="range"
      class="slider"
      aria-label={label}
      style={{ '--filled': `${((shown - min) / (max - min)) * 100}%` }}
      min={min}
      max={max}
      value={shown}
      disabled={disabled}
      onInput={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}
