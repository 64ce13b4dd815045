import { messageOf, UserError } from '../core/errors.ts';
import type { PixelArt, Sides } from '../core/image.ts';
import { outlineNotes } from '../core/outline.ts';
import type { Provider } from '../inference/draw/networks.ts';
import type { Coloured } from '../inference/worker/client.ts';

/** "1 layer", "3 layers". */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

export const sidesText = ({ width, height }: Sides): string => `${width} × ${height}`;

/** The share of a layer's art pixels that have one colour each, from which on it is pixel art already. */
const PIXEL_ART = 0.99;

/** How many of a layer's pixels are as they were, where it is pixel art already; null for any other layer. */
export function unchangedText({ cells, flat, exact }: Coloured['exactness']): string | null {
  if (cells === 0 || flat < cells * PIXEL_ART) return null;
  return exact === cells ? 'all pixels unchanged' : `${exact} of ${cells} pixels unchanged`;
}

/** Where the networks ran, as its user knows it. */
export const providerText = (provider: Provider): string =>
  provider === 'webgpu' ? 'graphics card' : 'processor';

/**
 * What is said of an error. Mistakes that can be mended are told as they are; defects of ours are not explained to
 * people who cannot do anything about their wording.
 */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof UserError))
    return 'Something went wrong here. Try again, or with a smaller art size.';
  const message = messageOf(error);
  const parts = /^(.+?): expected (.+), received (.+)$/.exec(message);
  const sentence =
    parts === null
      ? message
      : `${NAMES[parts[1]] ?? parts[1]} should be ${plain(parts[2])}, but is ${parts[3]}`;
  return whole(sentence);
}

/** What is told of a piece of art besides its numbers, as sentences. */
export const notesOf = (arts: readonly PixelArt[], asked: Parameters<typeof outlineNotes>[1]): string[] => [
  ...new Set(arts.flatMap((art) => outlineNotes(art, asked)).map(whole)),
];

/** Options by the names that they have in the window. */
const NAMES: Readonly<Record<string, string>> = {
  size: 'The art size',
  cell: 'The cell size',
  colors: 'The number of colors',
  palette: 'The palette',
  pin: 'The number of pinned colors',
  exclude: 'The excluded colors',
  zoom: 'The enlargement',
  picture: 'The picture',
  layer: 'The layer',
};

/** Ranges in words: the command line writes them as 2..256. */
const plain = (expected: string): string =>
  expected
    .replace(/(\d)\.\.(\d)/g, '$1 to $2')
    .replace(/\b(an integer|a number) (?=\d)/, (_, kind) =>
      kind === 'an integer' ? 'a whole number from ' : 'a number from ',
    );

/** Spells colours as Figma does, but for names that are quoted. */
const asInFigma = (sentence: string): string =>
  sentence
    .split(/(“[^”]*”|"[^"]*")/)
    .map((part, i) => (i % 2 === 0 ? part.replace(/([Cc])olour/g, '$1olor') : part))
    .join('');

/** A sentence from its beginning to its end. */
const whole = (text: string): string => asInFigma(capital(/[.!?…]$/.test(text) ? text : `${text}.`));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
