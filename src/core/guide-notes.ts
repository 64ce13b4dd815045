import { coloursIn, FREE } from './guide.ts';
import type { Sides } from './image.ts';
import type { PixelizeOptions } from './options.ts';
import { type Asking, includes, pinsOf } from './wishes.ts';

/** Sides whose proportions differ by more than this share do not belong to one picture. */
const STRETCH = 0.02;

/**
 * What is to be told of a picture's guide, in sentences: where it marks nothing, is not of the picture's size, or has more
 * colours than there is room for, what happens instead.
 * @param picture its size in pixels
 * @param options with the guide
 * @param isGiven whether a guide was asked for; null is one then that marks nothing
 */
export function guideNotes(
  picture: Sides,
  options: Asking & Pick<PixelizeOptions, 'ditherWhere' | 'tidyWhere'>,
  isGiven: boolean,
): string[] {
  const { guide, ditherWhere, tidyWhere } = options;
  if (!isGiven)
    return ditherWhere === 'everywhere' && tidyWhere === 'everywhere'
      ? []
      : ['without a guide nothing limits dithering or tidying: everywhere is meant'];
  if (guide === null)
    return ['the guide marks nothing, as all of it is transparent: the art is drawn as without it'];
  const notes: string[] = [];
  if (!guide.runs.some((mark, k) => k % 2 === 0 && mark === FREE))
    notes.push('the guide marks every place: only what is transparent in it asks for nothing');
  const own = `the guide has ${guide.width}x${guide.height} pixels, the picture ${picture.width}x${picture.height}`;
  const stretch = (guide.width * picture.height) / (guide.height * picture.width);
  if (Math.abs(Math.log(stretch)) > STRETCH)
    notes.push(`${own}, which has other proportions: it is stretched over the whole picture`);
  else if (guide.width !== picture.width || guide.height !== picture.height)
    notes.push(`${own}: it is laid over the whole picture all the same`);
  const colours = coloursIn(guide);
  const had = [...(options.palette ?? []), ...pinsOf(options, true)];
  const left = colours.filter((colour) => !includes(had, colour)).length;
  if (left > 0)
    notes.push(
      `${left} of the guide's ${colours.length} colours have no room in the palette or are excluded: the nearest of the others are drawn there`,
    );
  return notes;
}
