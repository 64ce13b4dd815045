import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import {
  DEPIXELIZE_OPTIONS,
  OUTPUT_OPTIONS,
  PIXELIZE_OPTIONS,
  parseOptions,
  RUN_OPTIONS,
} from '../../src/core/options.ts';

const pixelize = (input: Record<string, unknown>) => parseOptions(PIXELIZE_OPTIONS, input, '--');

describe('options', () => {
  it('fills in defaults', () => {
    const { size, scale, colors, dither, palette } = pixelize({});
    expect({ size, scale, colors, dither, palette }).toEqual({
      size: null,
      scale: '1/4',
      colors: 16,
      dither: 'none',
      palette: null,
    });
  });

  it('has defaults that are allowed', () => {
    for (const specs of [PIXELIZE_OPTIONS, DEPIXELIZE_OPTIONS, OUTPUT_OPTIONS, RUN_OPTIONS]) {
      const defaults = parseOptions(specs, {});
      expect(parseOptions(specs, defaults)).toEqual(defaults);
    }
  });

  it.each([
    ['48x32', 48, 32],
    ['48', 48, null],
    ['48x', 48, null],
    ['x32', null, 32],
    [{ width: 5 }, 5, null],
  ])('reads the size %j', (size, width, height) => {
    expect(pixelize({ size }).size).toEqual({ width, height });
  });

  it.each([
    ['8', 8, 8],
    ['5.5', 5.5, 5.5],
    ['10x8', 10, 8],
    ['21.3X1.25', 21.3, 1.25],
    ['10 × 8', 10, 8],
    // As settings of before are stored.
    [12.5, 12.5, 12.5],
    [{ width: 3, height: 2.5 }, 3, 2.5],
  ])('reads the cell %j', (cell, width, height) => {
    expect(parseOptions(DEPIXELIZE_OPTIONS, { cell }).cell).toEqual({ width, height });
  });

  it.each(['', '8x', 'x8', '0.5', '8x257', '8x8x8', 'big', [], true, { width: 4 }])(
    'refuses the cell %j',
    (cell) => {
      expect(() => parseOptions(DEPIXELIZE_OPTIONS, { cell }, '--')).toThrow(
        /^--cell: expected a number 1\.\.256, or WxH of such numbers, received/,
      );
    },
  );

  it('reads numbers, colours and presets from texts', () => {
    const options = pixelize({ colors: '8', cell: '2.5', matte: '#102030', palette: 'gameboy' });
    expect(options.colors).toBe(8);
    expect(options.cell).toEqual({ width: 2.5, height: 2.5 });
    expect(pixelize({ cell: '10x8' }).cell).toEqual({ width: 10, height: 8 });
    expect(options.matte).toEqual([16, 32, 48, 255]);
    expect(options.palette).toHaveLength(4);
  });

  it.each([
    [{ size: '0x48' }, /^--size: expected WxH, W, Wx or xH with sides 1\.\.4096, received "0x48"$/],
    [{ size: '4097' }, /received "4097"/],
    [{ size: 'x' }, /received "x"/],
    [{ size: '' }, /received ""/],
    [{ size: '-3x4' }, /received "-3x4"/],
    [{ size: { width: 1.5 } }, /--size/],
    [{ cell: 0 }, /^--cell: expected a number 1\.\.1024, or WxH of such numbers, received 0$/],
    [{ cell: 'NaN' }, /--cell/],
    [{ colors: 1 }, /^--colors: expected an integer 2\.\.256, received 1$/],
    [{ colors: 16.5 }, /received 16\.5/],
    [{ colors: '' }, /received ""/],
    [{ colors: null }, /received null/],
    [{ scale: '1/2' }, /^--scale: expected one of 1\/4, 3\/16, 1\/8, received "1\/2"$/],
    [{ palette: 'vga' }, /^--palette: expected a palette file or one of .*gameboy.*, received "vga"$/],
    [{ palette: 'toString' }, /received "toString"/],
    [{ palette: [] }, /received a list of 0/],
    [{ matte: 'white' }, /^--matte: expected a colour #rrggbb, received "white"$/],
    [{ colours: 4 }, /^option: expected one of size, .*received "colours"$/],
  ])('refuses %j', (input, message) => {
    expect(() => pixelize(input)).toThrow(message);
    expect(() => pixelize(input)).toThrow(UserError);
  });

  it('reads short colours', () => {
    for (const matte of ['#f00', 'F00', '#ff0000']) {
      expect(parseOptions(PIXELIZE_OPTIONS, { matte }).matte).toEqual([255, 0, 0, 255]);
    }
    expect(() => parseOptions(PIXELIZE_OPTIONS, { matte: '#ff' })).toThrow(/colour/);
  });

  it('keeps steps', () => {
    expect(() => parseOptions(DEPIXELIZE_OPTIONS, { zoom: 6 })).toThrow(
      /4\.\.16, a multiple of 4, received 6/,
    );
  });
});
