import { oklabOfBytes } from '../../core/colour.ts';
import { hueOf } from '../../core/families.ts';
import type { Rgba } from '../../core/image.ts';
import { withoutRepeats } from '../../core/palette.ts';
import type { Settings } from '../../core/settings.ts';
import { fixedColours, includes } from '../../core/wishes.ts';

/** The settings that a palette is made of: it is fixed, or made from the layer with what is pinned and excluded. */
export type PaletteSettings = Pick<Settings['pixelize'], 'palette' | 'pin' | 'exclude' | 'colors'>;

/** What an edit changes of them; null if there is nothing to change. */
export type PaletteChanges = Partial<PaletteSettings> | null;

/** By what colours are sorted. */
export type SortKey = 'hue' | 'lightness';

/**
 * The colours that the palette has: the fixed ones with the pins, or those of the art with the pins that it does not use.
 * @param used the colours of the art that is shown
 */
export function swatchesOf(settings: PaletteSettings, used: readonly Rgba[]): readonly Rgba[] {
  return fixedColours(settings) ?? withoutRepeats([...used, ...settings.pin]);
}

/** Pins colours. A palette that is made from the layer gets room for them where it has too little. */
export function pin(settings: PaletteSettings, colours: readonly Rgba[]): PaletteChanges {
  const pins = withoutRepeats([...settings.pin, ...colours]);
  const crowded = settings.palette === null && pins.length > settings.colors;
  return {
    pin: pins,
    exclude: without(settings.exclude, colours),
    ...(crowded && { colors: pins.length }),
  };
}

/** Lets pinned colours go: they stay only if the art wants them. */
export const unpin = ({ pin }: PaletteSettings, colours: readonly Rgba[]): PaletteChanges => ({
  pin: without(pin, colours),
});

/** Excludes colours: they are not drawn. */
export const exclude = (settings: PaletteSettings, colours: readonly Rgba[]): PaletteChanges => ({
  exclude: withoutRepeats([...settings.exclude, ...colours]),
  pin: without(settings.pin, colours),
});

/** Allows excluded colours again. */
export const allow = ({ exclude }: PaletteSettings, colours: readonly Rgba[]): PaletteChanges => ({
  exclude: without(exclude, colours),
});

/** Adds colours: to a fixed palette, or as pins beside those of the layer. */
export function add(settings: PaletteSettings, colours: readonly Rgba[]): PaletteChanges {
  const { palette, exclude } = settings;
  if (palette === null) return pin(settings, colours);
  return { palette: withoutRepeats([...palette, ...colours]), exclude: without(exclude, colours) };
}

/**
 * Takes colours out. Pins of a palette that is made from the layer are let go; otherwise the palette becomes fixed with the
 * others, and from the layer again if none is left.
 */
export function remove(
  settings: PaletteSettings,
  shown: readonly Rgba[],
  colours: readonly Rgba[],
): PaletteChanges {
  if (settings.palette === null && colours.every((colour) => includes(settings.pin, colour)))
    return unpin(settings, colours);
  return fixed(settings, without(shown, colours));
}

/** Makes a colour another one: a pin of a palette that is made from the layer is another pin; otherwise the palette becomes fixed. */
export function edit(
  settings: PaletteSettings,
  shown: readonly Rgba[],
  from: Rgba,
  to: Rgba,
): PaletteChanges {
  const replaced = (colours: readonly Rgba[]) =>
    withoutRepeats(colours.map((colour) => (includes([from], colour) ? to : colour)));
  const pins = replaced(settings.pin);
  if (settings.palette === null && includes(settings.pin, from))
    return { pin: pins, exclude: without(settings.exclude, [to]) };
  return fixed({ ...settings, pin: pins }, replaced(shown));
}

/** Takes colours together into one of them; it is pinned if one of them was. */
export function merge(
  settings: PaletteSettings,
  shown: readonly Rgba[],
  colours: readonly Rgba[],
  into: Rgba,
): PaletteChanges {
  const isPinned = colours.some((colour) => includes(settings.pin, colour));
  const pins = isPinned ? withoutRepeats([...settings.pin, into]) : settings.pin;
  return fixed({ ...settings, pin: pins }, without(shown, without(colours, [into])));
}

/**
 * Puts colours elsewhere in the palette, in the order that they have.
 * @param before the place among all the colours that they come before, 0..n
 */
export function move(
  settings: PaletteSettings,
  shown: readonly Rgba[],
  colours: readonly Rgba[],
  before: number,
): PaletteChanges {
  const moved = shown.filter((colour) => includes(colours, colour));
  const order = [
    ...without(shown.slice(0, before), colours),
    ...moved,
    ...without(shown.slice(before), colours),
  ];
  return order.every((colour, i) => colour === shown[i]) ? null : fixed(settings, order);
}

/** Sorts the colours: by lightness, dark first; or by hue, greys first, and by lightness where hues are equal. */
export function sort(settings: PaletteSettings, shown: readonly Rgba[], by: SortKey): PaletteChanges {
  const keyed = shown.map((colour) => {
    const [L] = oklabOfBytes(colour.slice(0, 3));
    return { colour, L, hue: by === 'hue' ? (hueOf(colour) ?? -1) : 0 };
  });
  keyed.sort((p, q) => p.hue - q.hue || p.L - q.L);
  return fixed(
    settings,
    keyed.map(({ colour }) => colour),
  );
}

/** A fixed palette of just these colours, in this order: pins that are none of them are let go. */
function fixed(settings: PaletteSettings, colours: readonly Rgba[]): PaletteChanges {
  return {
    palette: colours.length > 0 ? colours : null,
    pin: settings.pin.filter((colour) => includes(colours, colour)),
    exclude: without(settings.exclude, colours),
  };
}

const without = (colours: readonly Rgba[], others: readonly Rgba[]): Rgba[] =>
  colours.filter((colour) => !includes(others, colour));
