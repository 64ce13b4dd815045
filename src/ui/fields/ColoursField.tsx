import { colourList, parseColourList } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { DraftInput } from './DraftInput.tsx';
import { Row } from './Row.tsx';

interface ColoursProps {
  readonly label: string;
  readonly value: readonly Rgba[];
  readonly help?: string | undefined;
  readonly onChange: (value: readonly Rgba[]) => void;
}

/** Colours as a list of hexadecimal digits; a list with anything else in it restores the old one. */
export function ColoursField({ label, value, help, onChange }: ColoursProps) {
  const text = colourList(value);
  const take = (typed: string) => {
    const colours = parseColourList(typed);
    if (colours !== null && colourList(colours) !== text) onChange(colours);
  };
  return (
    <Row label={label} help={help}>
      {(ids) => <DraftInput ids={ids} placeholder="None" value={text} onTake={take} />}
    </Row>
  );
}
