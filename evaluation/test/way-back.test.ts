import { describe, expect, it } from 'vitest';
import { subsample } from '../../src/core/resample.ts';
import { colourCount, edgeRoughness } from '../src/measures/index.ts';
import { epx } from '../src/upscalers/epx.ts';
import { SimilarityGraph } from '../src/upscalers/similarity.ts';
import { depixelizeSplines } from '../src/upscalers/splines.ts';
import { draw, enlarge, paint } from './pictures.ts';

const METHODS = { epx, 'depixelize-splines': depixelizeSplines };
const diagonal = draw('######', '.#####', '..####', '...###', '....##', '.....#');
const disc = paint(16, 16, (x, y) => {
  const inside = (x - 7.5) ** 2 + (y - 7.5) ** 2 < 40;
  return inside ? [220, 60, 40, 255] : [250, 250, 240, 255];
});

describe.each(Object.entries(METHODS))('%s', (_, method) => {
  it.each([
    [48, 48],
    [50, 37],
    [6, 6],
    [3, 2],
  ])('meets %ix%i exactly', (width, height) => {
    const image = method(diagonal, width, height);
    expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height * 4]);
  });

  it('keeps a flat picture flat', () => {
    const flat = paint(5, 4, () => [10, 120, 200, 255]);
    expect(method(flat, 40, 32)).toEqual(enlarge(flat, 8));
  });

  it('smooths a staircase and a disc that nearest leaves rough', () => {
    for (const art of [diagonal, disc]) {
      const [w, h] = [art.width * 8, art.height * 8];
      expect(edgeRoughness(method(art, w, h), 8)).toBeLessThan(edgeRoughness(subsample(art, w, h), 8) * 0.95);
    }
  });

  it('returns to the art when its pixels are sampled in the middle', () => {
    const back = subsample(method(disc, 128, 128), 16, 16);
    const same = back.data.filter((v, i) => Math.abs(v - disc.data[i]) < 8).length;
    expect(same / back.data.length).toBeGreaterThan(0.95);
  });

  it('keeps transparency apart', () => {
    const art = draw('    ', ' rr ', ' rr ', '    ');
    const image = method(art, 32, 32);
    expect(image.data[3]).toBe(0);
    const middle = (16 * 32 + 16) * 4;
    expect([...image.data.slice(middle, middle + 4)]).toEqual([200, 30, 30, 255]);
    for (let i = 0; i < image.data.length; i += 4) if (image.data[i + 3] > 0) expect(image.data[i]).toBe(200);
  });

  it('names a size that is none', () => {
    expect(() => method(diagonal, 0, 4)).toThrow('size: expected two positive integers');
  });
});

describe('EPX', () => {
  it('invents no colours', () => {
    expect(colourCount(epx(disc, 128, 128))).toBe(2);
  });

  it('rounds a corner as its rule says', () => {
    expect(epx(draw('..#', '.##', '###'), 6, 6)).toEqual(
      draw('....##', '...###', '...###', '.#####', '######', '######'),
    );
  });
});

describe('similarity graph', () => {
  it('connects like neighbours across diagonals', () => {
    const parts = new SimilarityGraph(draw('#..', '.#.', '..#')).parts();
    expect(parts[0]).toBe(parts[4]);
    expect(parts[0]).toBe(parts[8]);
    expect(parts[0]).not.toBe(parts[1]);
  });

  it('keeps the longer curve where two diagonals cross, and the line on its ground', () => {
    // A thin dark line over a wide ground: the sparser side is the feature.
    const art = draw(
      '#.......',
      '.#......',
      '..#.....',
      '...#....',
      '....#...',
      '.....#..',
      '......#.',
      '.......#',
    );
    const graph = new SimilarityGraph(art);
    for (let i = 0; i < 7; i++) {
      expect(graph.linked(i, i, i + 1, i + 1)).toBe(true);
      expect(graph.linked(i + 1, i, i, i + 1)).toBe(false);
    }
  });

  it('takes a lone pixel for the end of a line, not for an island', () => {
    const graph = new SimilarityGraph(draw('....', '.#..', '..#.', '....'));
    expect(graph.linked(1, 1, 2, 2)).toBe(true);
  });

  it('removes both diagonals of a flat block', () => {
    const graph = new SimilarityGraph(draw('rr', 'rr'));
    expect(graph.linked(0, 0, 1, 1)).toBe(false);
    expect(graph.linked(0, 0, 1, 0)).toBe(true);
  });

  it('parts colours that differ in lightness or hue beyond the thresholds', () => {
    const at = (v: number) => paint(2, 1, (x) => [100 + x * v, 100 + x * v, 100 + x * v, 255]);
    expect(new SimilarityGraph(at(40)).linked(0, 0, 1, 0)).toBe(true);
    expect(new SimilarityGraph(at(60)).linked(0, 0, 1, 0)).toBe(false);
    expect(new SimilarityGraph(draw('rg')).linked(0, 0, 1, 0)).toBe(false);
  });
});
