import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ofBase85, toBase85 } from '../../src/core/base85.ts';

describe('base 85', () => {
  it('gives every byte back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(ofBase85(toBase85(bytes))).toEqual(bytes);
      }),
    );
    for (const byte of [0, 255])
      for (let n = 0; n < 9; n++) {
        const bytes = new Uint8Array(n).fill(byte);
        expect(ofBase85(toBase85(bytes))).toEqual(bytes);
      }
  });

  it('writes five characters for four bytes, and nothing that HTML or a URL reads', () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, i) => (i * 167 + (i >> 8)) & 255);
    const text = toBase85(bytes);
    expect(text).toHaveLength(5120);
    expect(text).not.toMatch(/[^!-~]|[&<>#%"'\\`]/);
  });

  it('says what is no text of its own', () => {
    expect(() => ofBase85('0')).toThrow('one character beyond');
    expect(() => ofBase85('000 0')).toThrow('received " " at 3');
    expect(() => ofBase85('\u00e9000')).toThrow('expected a digit');
    expect(() => ofBase85('~~~~~')).toThrow('larger word at 0');
  });
});
