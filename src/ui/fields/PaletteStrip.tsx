import { hexOf } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import './PaletteStrip.css';

/** Swatches in a row, and the most rows; CSS pixels of a swatch's side. */
const COLUMNS = 16;
const MOST_ROWS = 4;
const SIDE = 6;

/** A palette's first colours at a glance, for eyes alone. Browsers whose lists cannot show it leave it out. */
export function PaletteStrip({ colours }: { readonly colours: readonly Rgba[] }) {
  return <span class="palette-strip" aria-hidden="true" style={stripStyle(colours)} />;
}

/** Swatches as one background, as lists have dozens of palettes. */
export function stripStyle(colours: readonly Rgba[]) {
  const rows = Array.from({ length: Math.min(MOST_ROWS, Math.ceil(colours.length / COLUMNS)) }, (_, row) =>
    colours.slice(row * COLUMNS, (row + 1) * COLUMNS),
  );
  // A single row is easier to see where it is as tall as two.
  const tall = rows.length === 1 ? 2 * SIDE : SIDE;
  const gradients = rows.map((row) => {
    const stops = row.map((colour, i) => `#${hexOf(colour)} ${i * SIDE}px ${(i + 1) * SIDE}px`);
    return `linear-gradient(90deg, ${stops.join(', ')}, transparent 0)`;
  });
  return {
    width: `${Math.min(COLUMNS, colours.length) * SIDE}px`,
    height: `${rows.length * tall}px`,
    backgroundImage: gradients.join(', '),
    backgroundSize: `100% ${tall}px`,
    backgroundPosition: rows.map((_, row) => `0 ${row * tall}px`).join(', '),
  };
}
