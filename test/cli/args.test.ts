import { expect, it } from 'vitest';
import { readArguments } from '../../src/cli/args.ts';

const read = (...args: string[]) => readArguments('pixelize', ['a.png', '--out', 'x', ...args]).options;

it('negative numbers are values, with a space or an equals sign before them', () => {
  expect(read('--brightness', '-30', '--contrast=-5', '--saturation', '20')).toMatchObject({
    brightness: -30,
    contrast: -5,
    saturation: 20,
  });
  expect(() => read('--brightness', '-300')).toThrow(
    /^--brightness: expected an integer -100\.\.100, received "-300"/,
  );
  expect(() => read('-3')).toThrow(/^Unknown option '-3'/);
});
