import { describe, expect, it } from 'vitest';
import split from '../split.json' with { type: 'json' };
import { halfOf, kindOf, withKinds } from '../src/harness/kinds.ts';
import { draw } from './pictures.ts';

describe('kinds and halves', () => {
  const image = draw('.');

  it('tells the kind by the innermost folder of its name', () => {
    expect(kindOf('data/eval/cartoon', 'a.png')).toBe('cartoon');
    expect(kindOf('data/eval/cartoon/', 'a.png')).toBe('cartoon');
    expect(kindOf('data/eval', 'photo/a.png')).toBe('photo');
    expect(kindOf('data/cartoon', 'more/design/x/a.png')).toBe('design');
    expect(kindOf('data/photo/pixel', 'a.png')).toBeNull();
    expect(kindOf('data/pixel', 'design.png')).toBeNull();
  });

  it('takes the kind that is told', () => {
    expect(withKinds([{ name: 'a.png', image }], 'cartoon', 'photo')[0].kind).toBe('photo');
    expect(() => withKinds([], 'cartoon', 'fish')).toThrow('--kind: expected one of cartoon, photo, design');
  });

  it('has every public picture in one half, by turns in the order of their names', () => {
    expect(Object.values(split).map(({ tune, test }) => tune.length + test.length)).toEqual([19, 12, 16]);
    for (const { tune, test } of Object.values(split)) {
      const all = [...tune, ...test].sort();
      expect(all.filter((_, i) => i % 2 === 0)).toEqual(tune);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it('chooses a half and names what is in neither', () => {
    const names = [...split.photo.tune, ...split.photo.test, 'other.png'];
    const pictures = names.map((name) => ({ name: `photo/${name}`, image, kind: 'photo' as const }));
    expect(halfOf(pictures, 'all')).toEqual({ chosen: pictures, unknown: [] });
    expect(halfOf(pictures, 'tune').chosen).toHaveLength(6);
    expect(halfOf(pictures, 'test').chosen).toHaveLength(6);
    expect(halfOf(pictures, 'tune').unknown.map(({ name }) => name)).toEqual(['photo/other.png']);
    expect(() => halfOf(pictures, 'best')).toThrow('--half: expected one of tune, test, all');
  });
});
