import type { Cell, CellSpec } from '../../core/options.ts';
import { cellOf, grownCell, shownCell } from './cell.ts';
import { DraftInput } from './DraftInput.tsx';
import './NumberField.css';
import { Row } from './Row.tsx';
import type { FieldWords } from './words.ts';

interface Props {
  readonly label: string;
  readonly help?: string | undefined;
  readonly disabled: boolean;
  /** Null, where its words have a placeholder for it, is found in the picture. */
  readonly value: Cell | null;
  readonly spec: CellSpec;
  readonly words: FieldWords;
  /** Nothing can be done with its value. */
  readonly invalid?: boolean;
  readonly onChange: (value: Cell | null) => void;
}

/** The sides of an art pixel: one number, or two with a × between them; each may be reckoned. */
export function CellField({ label, help, disabled, value, spec, words, invalid = false, onChange }: Props) {
  const { unit, placeholder } = words;
  const change = (cell: Cell | null | undefined) => {
    if (cell !== undefined && JSON.stringify(cell) !== JSON.stringify(value)) onChange(cell);
  };
  const isEmpty = (text: string) => text.trim() === '' && placeholder !== undefined;
  return (
    <Row label={label} help={help} disabled={disabled}>
      {(ids) => (
        <>
          <DraftInput
            ids={ids}
            invalid={invalid}
            value={value === null ? '' : shownCell(value)}
            placeholder={placeholder ?? ''}
            onTake={(text) => change(isEmpty(text) ? null : cellOf(text, value, spec))}
            onStep={(text, by) => {
              const from = cellOf(text, value, spec) ?? value;
              if (from !== null) change(grownCell(from, by, spec));
            }}
          />
          <span class="unit">{typeof unit === 'string' && unit}</span>
        </>
      )}
    </Row>
  );
}
