import { describe, expect, it } from 'vitest';
import { invalid, UserError } from '../../src/core/errors.ts';
import { choiceOf, paletteChoices } from '../../src/ui/palettes.ts';
import { sentenceOf, unchangedText } from '../../src/ui/texts.ts';

describe('sentenceOf', () => {
  it('makes sentences of mistakes', () => {
    expect(sentenceOf(invalid('colors', 'an integer 2..256', 300))).toBe(
      'The number of colors should be a whole number from 2 to 256, but is 300.',
    );
    expect(sentenceOf(new UserError('The layer is gone.'))).toBe('The layer is gone.');
  });

  it('keeps defects’ words to itself', () => {
    expect(sentenceOf(new RangeError('Invalid typed array length: -1'))).not.toMatch(/array/);
  });
});

describe('palettes', () => {
  it('offers the document’s made fit for use, and finds them again by their colours', () => {
    const choices = paletteChoices(
      [
        {
          name: 'Half',
          colours: [
            [1, 2, 3, 128],
            [1, 2, 3, 255],
            [9, 9, 9, 255],
          ],
        },
        { name: 'Empty', colours: [] },
        { name: 'Huge', colours: Array.from({ length: 300 }, (_, i) => [i % 256, i >> 8, 0, 255] as const) },
      ],
      [],
    );
    const document = choices.filter(({ group }) => group === 'document');
    expect(document.map(({ name }) => name)).toEqual(['Half']);
    expect(document[0].colours).toEqual([
      [1, 2, 3, 255],
      [9, 9, 9, 255],
    ]);
    expect(choiceOf(choices, document[0].colours)?.name).toBe('Half');
    const gameboy = choices.find(({ name }) => name === 'Game Boy');
    expect(choiceOf(choices, gameboy?.colours ?? [])?.id).toBe('machine gameboy');
    expect(choiceOf(choices, [[7, 7, 7, 255]])).toBeUndefined();
  });
});

it('spells colours as Figma does, but leaves names alone', () => {
  const error = new UserError('All colours of “Colour card” are excluded; Colours of "colour.png" too');
  expect(sentenceOf(error)).toBe('All colors of “Colour card” are excluded; Colors of "colour.png" too.');
});

it('says how many pixels are unchanged where the layer is pixel art already', () => {
  expect(unchangedText({ cells: 1024, flat: 1024, exact: 1024 })).toBe('all pixels unchanged');
  expect(unchangedText({ cells: 1024, flat: 1020, exact: 900 })).toBe('900 of 1024 pixels unchanged');
  // A cartoon has large areas of one colour; its lines and edges are none.
  expect(unchangedText({ cells: 1024, flat: 900, exact: 900 })).toBeNull();
  expect(unchangedText({ cells: 0, flat: 0, exact: 0 })).toBeNull();
});
