import { invalid, UserError, Words } from './errors.ts';
import { coloursIn } from './guide.ts';
import { hexOf } from './hex.ts';
import type { Rgba } from './image.ts';
import type { PixelizeOptions } from './options.ts';
import { MOST_COLOURS, withoutRepeats } from './palette.ts';

/** Colours that art's palette has in any case, and colours that art never shows. */
export type Wishes = Pick<PixelizeOptions, 'pin' | 'exclude'>;

/** All that asks for colours. */
export type Asking = Wishes &
  Pick<PixelizeOptions, 'palette' | 'colors' | 'gamut' | 'guide' | 'outline' | 'outlineColor'>;

/**
 * Checks that pins and exclusions can be met.
 * @param prefix put before option names in errors, such as "--"
 * Throws a UserError if a colour is both pinned and excluded, or if there are more pins than a palette has room for.
 */
export function checkWishes(
  options: Wishes & Pick<PixelizeOptions, 'palette' | 'colors'>,
  prefix = '',
): void {
  const { pin, exclude, palette, colors } = options;
  const both = pin.find((colour) => includes(exclude, colour));
  if (both !== undefined)
    throw invalid(`${prefix}pin`, 'colours that are not excluded', new Words(`#${hexOf(both)}, which is`));
  if (palette === null && pin.length > colors)
    throw invalid(
      `${prefix}pin`,
      `at most ${colors} colours, all that the palette has (${prefix}colors)`,
      new Words(String(pin.length)),
    );
  const fixed = fixedColours(options);
  if (fixed?.length === 0)
    throw invalid(`${prefix}exclude`, 'to leave a colour of the palette', new Words('all of them'));
  if (fixed !== null && fixed.length > MOST_COLOURS)
    throw invalid(
      `${prefix}pin`,
      `at most ${MOST_COLOURS} colours together with the palette`,
      new Words(String(fixed.length)),
    );
}

/** A fixed palette with the pins that it lacks after it, and without just the excluded colours; null if none is fixed. */
export function fixedColours({
  palette,
  pin,
  exclude,
}: Wishes & Pick<PixelizeOptions, 'palette'>): readonly Rgba[] | null {
  if (palette === null || (pin.length === 0 && exclude.length === 0)) return palette;
  const added = pin.filter((colour) => !includes(palette, colour));
  return [...palette.filter((colour) => !includes(exclude, colour)), ...withoutRepeats(added)];
}

/**
 * All colours that the palette has to have: the pins, the outline's, and those that a guide has drawn, as many as there is room
 * for, those first that cover most; excluded ones stay out.
 * @param transparent whether the art may be transparent somewhere: it has an outline then, and one colour less than 256
 */
export function pinsOf(options: Omit<Asking, 'gamut'>, transparent: boolean): readonly Rgba[] {
  const { pin, exclude, colors, guide, outline, outlineColor } = options;
  const drawn = [
    ...(transparent && outline !== 'none' ? [outlineColor] : []),
    ...(guide === null ? [] : coloursIn(guide)),
  ];
  if (drawn.length === 0) return pin;
  const fixed = fixedColours(options);
  const added = withoutRepeats(drawn).filter(
    (colour) => !includes(exclude, colour) && !includes(fixed ?? pin, colour),
  );
  const most = MOST_COLOURS - Number(transparent);
  const room = fixed === null ? Math.min(colors, most) - pin.length : most - fixed.length;
  return [...pin, ...added.slice(0, Math.max(0, room))];
}

/** What is thrown where exclusions leave no colour to draw with. */
export const nothingLeft = (): UserError =>
  new UserError('All colours of the picture are excluded: exclude fewer, or pin a colour to draw with');

/** Whether a colour is among others. */
export const includes = (colours: readonly Rgba[], colour: Rgba): boolean =>
  colours.some((other) => other.every((value, c) => value === colour[c]));
