import { describe, expect, it } from 'vitest';
import { invalid, UserError } from '../../src/core/errors.ts';
import { choiceOf, paletteChoices } from '../../src/ui/palettes.ts';
import { sentenceOf, timeLeft } from '../../src/ui/texts.ts';

describe('sentenceOf', () => {
  it('makes sentences of mistakes', () => {
    expect(sentenceOf(invalid('colors', 'an integer 2..256', 300))).toBe(
      'The number of colours should be a whole number from 2 to 256, but is 300.',
    );
    expect(sentenceOf(new UserError('The layer is gone.'))).toBe('The layer is gone.');
  });

  it('keeps defects’ words to itself', () => {
    expect(sentenceOf(new RangeError('Invalid typed array length: -1'))).not.toMatch(/array/);
  });
});

describe('timeLeft', () => {
  it('tells what is left from what it took', () => {
    expect(timeLeft(10_000, 0.5)).toBe('about 10 seconds left');
    expect(timeLeft(60_000, 0.25)).toBe('about 3 minutes left');
    expect(timeLeft(9_900, 0.99)).toBe('about 1 second left');
  });

  it('says nothing before it knows, or at the end', () => {
    expect(timeLeft(200, 0.1)).toBeNull();
    expect(timeLeft(5_000, 0.001)).toBeNull();
    expect(timeLeft(5_000, 1)).toBeNull();
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
