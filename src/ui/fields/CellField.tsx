import { cellText } from '../../core/grid.ts';
import type { Cell, CellSpec } from '../../core/options.ts';
import { cellOf } from './cell.ts';
import { DraftInput } from './DraftInput.tsx';
import './NumberField.css';
import { Row } from './Row.tsx';
import type { FieldWords } from './words.ts';

interface Props {
  readonly label: string;
  readonly help?: string | undefined;
  readonly disabled: boolean;
  /** Null is found in the picture. */
  readonly value: Cell | null;
  readonly spec: CellSpec;
  readonly words: FieldWords;
  readonly onChange: (value: Cell | null) => void;
}

/** The sides of an art pixel: one number, or two with a × between them; each may be reckoned. */
export function CellField({ label, help, disabled, value, spec, words, onChange }: Props) {
  const { unit, placeholder = '' } = words;
  return (
    <Row label={label} help={help} disabled={disabled}>
      {(ids) => (
        <>
          <DraftInput
            ids={ids}
            value={value === null ? '' : cellText(value).replace('x', ' × ')}
            placeholder={placeholder}
            onTake={(text) => {
              const cell = text.trim() === '' ? null : cellOf(text, value, spec);
              if (cell !== undefined && JSON.stringify(cell) !== JSON.stringify(value)) onChange(cell);
            }}
          />
          <span class="unit">{typeof unit === 'string' && unit}</span>
        </>
      )}
    </Row>
  );
}
