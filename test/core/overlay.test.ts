import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PixelArt, Rgba } from '../../src/core/image.ts';
import { blankOverlay, overlaid, overlayFrom, painted, storedOverlay } from '../../src/core/overlay.ts';

const [RED, BLUE, NONE]: Rgba[] = [
  [255, 0, 0, 255],
  [0, 0, 255, 255],
  [0, 0, 0, 0],
];
const art: PixelArt = { width: 3, height: 2, palette: [BLUE], indices: new Uint8Array(6) };
const shown = ({ palette, indices }: PixelArt) => [...indices].map((index) => palette[index]);

describe('an overlay', () => {
  it('lies over art of its size, whatever colours that has', () => {
    const overlay = painted(blankOverlay(art), [
      [1, RED],
      [5, NONE],
    ]);
    const result = overlaid(art, overlay);
    expect(shown(result)).toEqual([BLUE, RED, BLUE, BLUE, BLUE, NONE]);
    expect(result.palette).toEqual([NONE, BLUE, RED]);
    expect(shown(overlaid({ ...art, palette: [RED] }, overlay))[1]).toEqual(RED);
    expect(art.palette).toEqual([BLUE]);
  });

  it('leaves art of another size alone', () => {
    expect(overlaid(art, painted(blankOverlay({ width: 2, height: 3 }), [[1, RED]]))).toBe(art);
    expect(overlaid(art, blankOverlay(art))).toBe(art);
  });

  it('gives cells back that are painted no more', () => {
    const overlay = painted(blankOverlay(art), [[1, RED]]);
    expect(shown(overlaid(art, painted(overlay, [[1, null]])))[1]).toEqual(BLUE);
  });

  it('keeps to 256 entries, the nearest colour standing for what there is no room for', () => {
    const palette = Array.from({ length: 256 }, (_, i): Rgba => [i, i, i, 255]);
    const full: PixelArt = { ...art, palette };
    const result = overlaid(full, painted(blankOverlay(art), [[0, [254, 255, 255, 255]]]));
    expect(result.palette).toHaveLength(256);
    expect(shown(result)[0]).toEqual([255, 255, 255, 255]);
  });
});

describe('a stored overlay', () => {
  it('is the same one when it is read, and small where cells are next to each other', () => {
    const colour = fc.constantFrom<Rgba>(RED, BLUE, NONE);
    const cells = fc.array(fc.tuple(fc.integer({ min: 0, max: 34 }), colour));
    fc.assert(
      fc.property(cells, (changes) => {
        const overlay = painted(blankOverlay({ width: 7, height: 5 }), changes);
        const read = overlayFrom(JSON.parse(JSON.stringify(storedOverlay(overlay))));
        expect(read).toMatchObject({ width: 7, height: 5 });
        expect([...(read?.cells ?? [])]).toEqual([...overlay.cells].sort(([p], [q]) => p - q));
      }),
    );
    const all = painted(
      blankOverlay({ width: 64, height: 64 }),
      Array.from({ length: 4096 }, (_, i) => [i, RED]),
    );
    expect(storedOverlay(all).runs).toEqual([0, 4096, 0]);
  });

  it('is none where it is broken', () => {
    const good = { width: 3, height: 2, colours: ['ff0000'], runs: [1, 2, 0] };
    expect(overlayFrom(good)?.cells.size).toBe(2);
    const broken = [
      null,
      3,
      {},
      { ...good, width: 0 },
      { ...good, width: 1e9 },
      { ...good, colours: ['red'] },
    ];
    const runs = [
      [1, 9, 0],
      [1, 2, 1],
      [1, 2],
      [-1, 2, 0],
      [0.5, 1, 0],
      ['1', 2, 0],
    ];
    for (const stored of [...broken, ...runs.map((each) => ({ ...good, runs: each }))])
      expect(overlayFrom(stored), JSON.stringify(stored)).toBeNull();
  });
});
