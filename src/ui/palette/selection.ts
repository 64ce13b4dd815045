import { useState } from 'preact/hooks';
import { hexOf } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';

/** Which colours of a palette are picked, and which one has the keyboard. */
export interface Selection {
  readonly picked: readonly Rgba[];
  /** The place of the colour that the keyboard is at. */
  readonly at: number;
  /** Picks a colour: alone, or beside those that are picked already. */
  pick(place: number, beside: boolean): void;
  pickAll(): void;
  pickNone(): void;
  /** Goes to a colour, and picks it beside the others if that is asked for. */
  goTo(place: number, beside: boolean): void;
}

/** A selection among colours; colours that are gone are not picked any more. */
export function useSelection(colours: readonly Rgba[]): Selection {
  const [hexes, setHexes] = useState<readonly string[]>([]);
  const [place, setPlace] = useState(0);
  const last = Math.max(0, colours.length - 1);
  const inside = (wanted: number) => Math.max(0, Math.min(last, wanted));
  return {
    picked: colours.filter((colour) => hexes.includes(hexOf(colour))),
    at: inside(place),
    pick(wanted, beside) {
      const hex = hexOf(colours[wanted]);
      const others = beside ? hexes.filter((each) => each !== hex) : [];
      const only = hexes.length === 1 && hexes[0] === hex;
      setPlace(wanted);
      setHexes(only || (beside && hexes.includes(hex)) ? others : [...others, hex]);
    },
    pickAll: () => setHexes(colours.map(hexOf)),
    pickNone: () => setHexes([]),
    goTo(wanted, beside) {
      const next = inside(wanted);
      setPlace(next);
      if (!beside || colours.length === 0) return;
      const both = [hexOf(colours[inside(place)]), hexOf(colours[next])];
      setHexes([...hexes.filter((each) => !both.includes(each)), ...both]);
    },
  };
}
