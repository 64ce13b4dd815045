import { describe, expect, it } from 'vitest';
import { oklabOfBytes } from '../../../src/core/colour.ts';
import { dropSpecks, thinLines } from '../../../src/inference/art/thin.ts';

const SKIN = [240, 190, 160];
const INK = 20;

/**
 * Art of digits: in `drawn`, # is a line's cell and . ground; in `covered` the tenths of each cell that the line covers,
 * x for all of it. Returns the art as thinLines leaves it.
 */
function thinned(drawn: string[], covered: string[]): string[] {
  const [width, height] = [drawn[0].length, drawn.length];
  const cells = drawn.join('').split('');
  const bytes = Uint8Array.from(cells.flatMap((cell) => (cell === '#' ? [INK, INK, INK] : SKIN)));
  const shares = covered
    .join('')
    .split('')
    .map((digit) => (digit === 'x' ? 1 : Number(digit) / 10));
  const means = Uint8Array.from(shares.flatMap((s) => SKIN.map((value) => s * INK + (1 - s) * value)));
  const field = { width, height, lab: oklabOfBytes(bytes), opaque: new Uint8Array(width * height).fill(1) };
  const from = thinLines(field, bytes, means);
  return drawn.map((_, y) => [...from.subarray(y * width, (y + 1) * width)].map((i) => cells[i]).join(''));
}

describe('thinLines', () => {
  it('takes the edges from a thick stroke', () => {
    const drawn = ['.......', '#######', '#######', '#######', '.......'];
    const covered = ['0000000', '2222222', 'xxxxxxx', '2222222', '0000000'];
    // The corners stay where the border of the picture leaves them too few neighbours to tell.
    expect(thinned(drawn, covered).map((row) => row.slice(1, 6))).toEqual([
      '.....',
      '.....',
      '#####',
      '.....',
      '.....',
    ]);
  });

  it('leaves thin lines, which no cell is covered by', () => {
    const drawn = ['......', '####..', '..####', '......'];
    expect(thinned(drawn, ['000000', '222200', '002222', '000000'])).toEqual(drawn);
    expect(thinned(drawn, ['000000', '776300', '003677', '000000'])).toEqual(drawn);
  });

  it('takes bumps that are nearly half covered from a stroke, but no edge or end that is', () => {
    const bump = ['.......', '...#...', '#######', '#######', '.......'];
    const covered = ['0000000', '0004000', 'xxxxxxx', '4444444', '0000000'];
    expect(thinned(bump, covered)).toEqual(['.......', '.......', '#######', '#######', '.......']);
    const bent = ['......', '.####.', '.#....', '......'];
    expect(thinned(bent, ['000000', '0xxxx0', '040000', '000000'])).toEqual(bent);
  });

  it('leaves ends, links and cells that are half covered', () => {
    const end = ['......', '.####.', '......'];
    expect(thinned(end, ['000000', '02xx20', '000000'])).toEqual(end);
    const link = ['......', '##.##.', '..#...', '......'];
    expect(thinned(link, ['000000', 'xx0xx0', '002000', '000000'])).toEqual(link);
    const half = ['......', '######', '######', '......'];
    expect(thinned(half, ['000000', '555555', 'xxxxxx', '000000'])).toEqual(half);
  });
});

describe('dropSpecks', () => {
  const shades: Record<string, number> = { '.': 255, '-': 210, g: 140, '#': 20 };
  const labOf = (rows: string[]): Float32Array =>
    oklabOfBytes(
      rows
        .join('')
        .split('')
        .flatMap((cell) => Array(3).fill(shades[cell])),
    );

  /** The art in shades of grey after specks have gone, where `shown` is what the source shows. */
  function kept(drawn: string[], shown: string[]): string[] {
    const [width, height] = [drawn[0].length, drawn.length];
    const field = { width, height, lab: labOf(drawn), opaque: new Uint8Array(width * height).fill(1) };
    const from = dropSpecks(field, labOf(shown));
    return drawn.map((_, y) =>
      [...from.subarray(y * width, (y + 1) * width)].map((i) => drawn.join('')[i]).join(''),
    );
  }

  it('gives a lone grey cell the ground that its source shows', () => {
    expect(kept(['.....', '..g..', '.....'], ['.....', '..-..', '.....'])).toEqual([
      '.....',
      '.....',
      '.....',
    ]);
  });

  it('takes pale cells away where the source has nothing of them, mates or not', () => {
    expect(kept(['.....', '.--..', '.....'], ['.....', '.....', '.....'])).toEqual([
      '.....',
      '.....',
      '.....',
    ]);
  });

  it('leaves what the source shows, lines, pairs and highlights', () => {
    const mark = ['.....', '..g..', '.....'];
    expect(kept(mark, mark)).toEqual(mark);
    const pair = ['.....', '.gg..', '.....'];
    expect(kept(pair, ['.....', '.--..', '.....'])).toEqual(pair);
    const dot = ['.....', '..#..', '.....'];
    expect(kept(dot, ['.....', '..-..', '.....'])).toEqual(dot);
    const highlight = ['ggggg', 'gg.gg', 'ggggg'];
    expect(kept(highlight, ['ggggg', 'ggggg', 'ggggg'])).toEqual(highlight);
  });
});
