import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coloursIn,
  FREE,
  guideOf,
  guideOfPicture,
  KEEP,
  LESS,
  MORE,
  marksOf,
  marksOn,
} from '../../src/core/guide.ts';
import { guideNotes } from '../../src/core/guide-notes.ts';
import { PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { settingsFrom } from '../../src/core/settings.ts';
import { picture } from '../support/pictures.ts';

const aMark = fc.oneof(fc.constantFrom(FREE, MORE, LESS, KEEP), fc.integer({ min: 0, max: 0xffffff }));
const someMarks = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      marks: fc.array(aMark, { minLength: width * height, maxLength: width * height }),
    }),
  );

describe('a guide', () => {
  it('holds its marks, also as JSON in the settings', () => {
    fc.assert(
      fc.property(someMarks, ({ width, height, marks }) => {
        const guide = guideOf({ width, height }, marks);
        if (guide === null) {
          expect(marks.every((mark) => mark === FREE)).toBe(true);
          return;
        }
        expect([...marksOf(guide)]).toEqual(marks);
        const stored = JSON.parse(JSON.stringify({ pixelize: { guide } }));
        expect(settingsFrom(stored).pixelize.guide).toEqual(guide);
      }),
    );
  });

  it('lies over a picture of any size: its marks twice as large, and back', () => {
    fc.assert(
      fc.property(someMarks, fc.integer({ min: 1, max: 4 }), ({ width, height, marks }, factor) => {
        const guide = guideOf({ width, height }, marks);
        if (guide === null) return;
        const size = { width: width * factor, height: height * factor };
        const large = marksOn(guide, size);
        large.forEach((mark, i) => {
          const [x, y] = [i % size.width, Math.floor(i / size.width)];
          expect(mark).toBe(marks[Math.floor(y / factor) * width + Math.floor(x / factor)]);
        });
        const again = guideOf(size, large);
        expect(again && [...marksOn(again, { width, height })]).toEqual(marks);
      }),
    );
  });

  it('marks a cell by what most of it has', () => {
    const marks = [FREE, KEEP, KEEP, FREE, FREE, LESS, MORE, MORE];
    const guide = guideOf({ width: 4, height: 2 }, marks);
    expect(guide && [...marksOn(guide, { width: 2, height: 1 })]).toEqual([FREE, MORE]);
  });

  it('is read from a picture by its colours, or by what is opaque', () => {
    const shown = picture(
      6,
      1,
      (x) =>
        (
          [
            [0, 255, 0, 255],
            [250, 3, 0, 255],
            [0, 0, 255, 200],
            [20, 40, 60, 255],
            [0, 255, 0, 90],
            [0, 0, 0, 0],
          ] as const
        )[x],
    );
    const guide = guideOfPicture(shown);
    expect(guide && [...marksOf(guide)]).toEqual([MORE, LESS, KEEP, 0x14283c, FREE, FREE]);
    expect(guide && coloursIn(guide)).toEqual([[20, 40, 60, 255]]);
    const kept = guideOfPicture(shown, KEEP);
    expect(kept && [...marksOf(kept)]).toEqual([KEEP, KEEP, KEEP, KEEP, FREE, FREE]);
    expect(guideOfPicture(picture(3, 3, () => [9, 9, 9, 0]))).toBeNull();
  });

  it.each([
    { width: 2, height: 2, runs: [FREE, 3] },
    { width: 2, height: 2, runs: [FREE, 2, -5, 2] },
    { width: 2, height: 2, runs: [FREE, 5, KEEP, -1] },
    { width: 0, height: 2, runs: [] },
    { width: 2, height: 2, runs: [0x1000000, 4] },
    'keep',
    7,
  ])('is refused where it is none: %j', (guide) => {
    expect(() => parseOptions(PIXELIZE_OPTIONS, { guide })).toThrow(/^guide: expected a map of 1\.\.4096/);
    expect(settingsFrom({ pixelize: { guide, colors: 5 } }).pixelize).toMatchObject({
      guide: null,
      colors: 5,
    });
  });
});

describe('what is told of a guide', () => {
  const options = parseOptions(PIXELIZE_OPTIONS, { colors: 2, pin: '#ffffff' });
  const guide = guideOf({ width: 4, height: 2 }, [FREE, KEEP, 1, 1, 2, 3, 3, 3]);
  it.each([
    ['nothing where it fits', { width: 4, height: 2 }, { ...options, guide, colors: 16 }, []],
    [
      'that it marks nothing',
      { width: 4, height: 2 },
      options,
      ['the guide marks nothing, as all of it is transparent: the art is drawn as without it'],
    ],
    [
      'that it has another size',
      { width: 40, height: 20 },
      { ...options, guide, colors: 16 },
      ['the guide has 4x2 pixels, the picture 40x20: it is laid over the whole picture all the same'],
    ],
    [
      'that it has other proportions',
      { width: 40, height: 40 },
      { ...options, guide, colors: 16 },
      [
        'the guide has 4x2 pixels, the picture 40x40, which has other proportions: it is stretched over the whole picture',
      ],
    ],
    [
      'that its colours have no room',
      { width: 4, height: 2 },
      { ...options, guide },
      [
        "2 of the guide's 3 colours have no room in the palette or are excluded: the nearest of the others are drawn there",
      ],
    ],
  ] as const)('%s', (_, size, given, notes) => {
    expect(guideNotes(size, given, true)).toEqual(notes);
  });

  it('that there is none to limit something to', () => {
    const size = { width: 4, height: 2 };
    expect(guideNotes(size, options, false)).toEqual([]);
    expect(guideNotes(size, { ...options, ditherWhere: 'marked' }, false)).toEqual([
      'without a guide nothing limits dithering or tidying: everywhere is meant',
    ]);
  });
});
