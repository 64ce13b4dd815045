import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEPIXELIZE_OPTIONS } from '../../src/core/options.ts';
import { evaluate } from '../../src/ui/fields/arithmetic.ts';
import { cellOf } from '../../src/ui/fields/cell.ts';

describe('a number field', () => {
  it.each([
    ['96', 96],
    ['48*2', 96],
    ['24+8', 32],
    [' 24 + 8 ', 32],
    ['(24+8)/2', 16],
    ['100-2*3^2', 82],
    ['1e2', 100],
    ['2.5e1', 25],
    ['.5', 0.5],
    ['1,5', 1.5],
    ['64px', 64],
    ['8×', 8],
    ['2*-3', -6],
  ])('reads %s', (text, value) => {
    expect(evaluate(text, 40)).toBe(value);
    expect(evaluate(text, null)).toBe(value);
  });

  it.each([
    ['+8', 48],
    ['-8', 32],
    ['*2', 80],
    ['/4', 10],
    ['50%', 20],
    ['50% + 10', 30],
    ['+10%', 44],
  ])('goes on from 40 with %s, and from nothing with nothing', (text, value) => {
    expect(evaluate(text, 40)).toBe(value);
    expect(evaluate(text, null)).toBeNull();
  });

  it.each([
    'abc',
    '',
    '48x32',
    '4 8',
    '1/0',
    '2+',
    '(2',
    '2)',
    '%',
    'e2',
    '1e2e',
    '--',
    '0x10',
    '1e999',
    '12abc',
  ])('takes %s for nonsense', (text) => {
    expect(evaluate(text, 40)).toBeNull();
    expect(evaluate(text, null)).toBeNull();
  });

  it('never throws, and gives a finite number or nothing', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789+-*/^()%.,e x') });
    fc.assert(
      fc.property(text, fc.option(fc.integer()), (typed, old) => {
        const value = evaluate(typed, old);
        expect(value === null || Number.isFinite(value)).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

describe('a field of cells', () => {
  const read = (text: string) => cellOf(text, { width: 10, height: 8 }, DEPIXELIZE_OPTIONS.cell);

  it.each([
    ['8', 8, 8],
    ['5,5', 5.5, 5.5],
    ['16/3', 5.333, 5.333],
    ['10 × 8', 10, 8],
    ['10px × 8px', 10, 8],
    ['10x8.25', 10, 8.25],
    ['*2x*2', 20, 16],
    ['0x999', 1, 256],
  ])('reads %s', (text, width, height) => {
    expect(read(text)).toEqual({ width, height });
  });

  it.each(['abc', '8x', 'x', '8x8x8', '1/0'])('is what it was after %s', (text) => {
    expect(read(text)).toBeUndefined();
  });
});
