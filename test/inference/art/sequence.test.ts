import { describe, expect, it } from 'vitest';
import { FREE, guideOf, KEEP, LESS, MORE } from '../../../src/core/guide.ts';
import type { Rgba, RgbaImage } from '../../../src/core/image.ts';
import { PIXELIZE_OPTIONS, parseOptions } from '../../../src/core/options.ts';
import { outlined } from '../../../src/core/outline.ts';
import { random } from '../../../src/core/random.ts';
import { labOfCells, Steadiness } from '../../../src/core/steadiness.ts';
import { colour, paletteOf } from '../../../src/inference/art/colour.ts';
import { Sequence, type SequenceFrame, sequencePalette } from '../../../src/inference/art/sequence.ts';
import { type Drawing, drawingOf } from '../../../src/inference/draw/drawing.ts';
import { DOWNSCALERS } from '../../../src/methods/index.ts';
import { picture } from '../../support/pictures.ts';

const CELLS = 16;
const PIXELS = 4;
const OPTIONS = parseOptions(PIXELIZE_OPTIONS, { colors: 6 });

const drawn = (source: RgbaImage): Drawing =>
  drawingOf(DOWNSCALERS.bilinear.run(source, CELLS, CELLS), source);

/** Stripes, a disc and a line in cells, with noise of some deviation; x is moved by so many cells. */
function frame(moved = 0, noise = 0, next = random(1), tint: Rgba = [220, 60, 50, 255]): RgbaImage {
  return picture(CELLS * PIXELS, CELLS * PIXELS, (px, py) => {
    const [x, y] = [px / PIXELS + moved, py / PIXELS];
    const grain = () => Math.round((next() + next() - 1) * 2.4 * noise);
    const base = (() => {
      if (Math.hypot(x - 8, y - 8) < 4) return tint;
      if (Math.abs(y - 12 - x / 8) < 0.4) return [20, 20, 30, 255];
      return Math.floor(x / 5) % 2 === 0 ? [240, 230, 200, 255] : [120, 170, 110, 255];
    })();
    return base.map((v, c) => (c === 3 ? v : Math.max(0, Math.min(255, v + grain())))) as unknown as Rgba;
  });
}

function animated(sources: readonly RgbaImage[], loops = false, options = OPTIONS): SequenceFrame[] {
  const drawings = sources.map(drawn);
  const transparent = drawings.some(({ opaque }) => opaque.includes(0));
  const sequence = new Sequence(sequencePalette(drawings, options, transparent), options, loops);
  return [...drawings.flatMap((drawing, t) => sequence.add(drawing, sources[t])), ...sequence.finish()];
}

function measured(sources: readonly RgbaImage[], frames: readonly SequenceFrame[]) {
  const steadiness = new Steadiness();
  frames.forEach(({ art, shift }, i) => {
    steadiness.add(art, labOfCells(sources[i], art.width, art.height), shift);
  });
  return steadiness.figures();
}

const times = (count: number) => [...Array(count).keys()];

describe('a sequence', () => {
  it('of one frame is the very art of the picture', () => {
    const source = frame();
    const [{ art }] = animated([source]);
    const drawing = drawn(source);
    const alone = colour(drawing, paletteOf([drawing], OPTIONS), OPTIONS, false);
    const shown = ({ palette, indices }: typeof art) => [...indices].map((index) => palette[index].join());
    expect(shown(art)).toEqual(shown(alone));
  });

  it.each([{}, { dither: 'bayer4' }, { dither: 'floyd-steinberg' }, { tidy: 'off' }])(
    'of tiles goes on over their edges: what leaves on one side comes in on the other as it was, by %o',
    (values) => {
      const options = parseOptions(PIXELIZE_OPTIONS, { colors: 6, tile: true, palette: 'db16', ...values });
      const tile = (by: number): RgbaImage =>
        picture(CELLS * PIXELS, CELLS * PIXELS, (px, py) => {
          const x = ((px / PIXELS + by) % CELLS) + 1 / 8;
          const y = (py / PIXELS + 1 / 8) % CELLS;
          const across = Math.min(Math.abs(x - 1), CELLS - Math.abs(x - 1));
          if (Math.hypot(across, y - 8) < 4) return [220, 60, 50, 255];
          return Math.floor(x / 4) % 2 === 0 ? [240, 230, 200, 255] : [120, 170, 110, 255];
        });
      const movie = (start: number) => {
        const sources = times(10).map((t) => tile(start + 2 * t));
        const drawings = sources.map((source) =>
          drawingOf(DOWNSCALERS.subsampling.run(source, CELLS, CELLS), source, true),
        );
        const sequence = new Sequence(sequencePalette(drawings, options, false), options, false);
        return [...drawings.flatMap((drawing, t) => sequence.add(drawing, sources[t])), ...sequence.finish()];
      };
      const shown = ({ art }: SequenceFrame, by: number) =>
        times(CELLS * CELLS).map((i) => {
          const [x, y] = [i % CELLS, Math.floor(i / CELLS)];
          return art.palette[art.indices[y * CELLS + ((x + by) % CELLS)]].join();
        });
      const [still, moved] = [movie(0), movie(5)];
      // Patterns of dithering begin where the tile does.
      if (options.dither === 'none')
        for (const t of times(10)) expect(shown(moved[t], 0)).toEqual(shown(still[t], 5));
      for (const t of times(9)) expect(shown(still[t + 1], 0)).toEqual(shown(still[t], 2));
    },
  );

  it.each([{}, { palette: 'db16' }, { dither: 'bayer4' }, { tidy: 'off' }, { quantizer: 'kmeans' }])(
    'has the colours and the kept cells of a guide in every frame, by %o',
    (values) => {
      const [size, ink]: [{ width: number; height: number }, number] = [
        { width: CELLS, height: CELLS },
        0x10a0f0,
      ];
      const marks = Int32Array.from({ length: CELLS * CELLS }, (_, i) =>
        i < 20 ? ink : i % CELLS > 12 ? KEEP : i > 200 ? MORE : FREE,
      );
      const options = parseOptions(PIXELIZE_OPTIONS, { colors: 6, ...values, guide: guideOf(size, marks) });
      const next = random(3);
      const frames = animated(
        times(9).map((t) => frame(t, 3, next)),
        false,
        options,
      );
      expect(frames).toHaveLength(9);
      for (const { art } of frames)
        for (const cell of times(20)) expect(art.palette[art.indices[cell]]).toEqual([0x10, 0xa0, 0xf0, 255]);
    },
  );

  it('of one frame with a guide for detail and colours is the very art of the picture', () => {
    const marks = Int32Array.from({ length: CELLS * CELLS }, (_, i) =>
      i < 20 ? 0x10a0f0 : i % CELLS > 10 ? MORE : i % CELLS < 4 ? LESS : FREE,
    );
    const guide = guideOf({ width: CELLS, height: CELLS }, marks);
    const options = { ...OPTIONS, guide };
    const source = frame();
    const [{ art }] = animated([source], false, options);
    const drawing = drawn(source);
    const alone = colour(drawing, paletteOf([drawing], options), options, false);
    const shown = ({ palette, indices }: typeof art) => [...indices].map((index) => palette[index].join());
    expect(shown(art)).toEqual(shown(alone));
  });

  it('of silhouettes has an outline in every frame, as pictures have', () => {
    const silhouette = (by: number): RgbaImage =>
      picture(CELLS * PIXELS, CELLS * PIXELS, (x, y) =>
        Math.hypot(x - 24 - by * PIXELS, y - 32) < 18 ? [220, 60, 50, 255] : [0, 0, 0, 0],
      );
    for (const outline of ['outside', 'inside'] as const) {
      const options = { ...OPTIONS, outline, outlineColor: [0, 0, 200, 255] as Rgba };
      const sources = times(9).map((t) => silhouette(t % 3));
      const plain = animated(sources);
      animated(sources, false, options).forEach(({ art }, t) => {
        const wanted = outlined(
          { ...plain[t].art, palette: [...plain[t].art.palette, options.outlineColor] },
          { side: outline, colour: options.outlineColor },
          false,
        );
        const shown = ({ palette, indices }: typeof art) =>
          [...indices].map((index) => palette[index].join());
        expect(shown(art)).toEqual(shown(wanted));
        expect(shown(art)).toContain('0,0,200,255');
      });
    }
  });

  it('that stands still but for noise does not flicker, drawn or dithered', () => {
    for (const [dither, noise] of [
      ['none', 6],
      ['bayer4', 4],
      ['floyd-steinberg', 4],
    ] as const) {
      const next = random(2);
      const sources = times(12).map(() => frame(0, noise, next));
      const options = parseOptions(PIXELIZE_OPTIONS, { colors: 6, dither });
      const { flicker, flips } = measured(sources, animated(sources, true, options));
      expect(flicker, dither).toBeLessThanOrEqual(0.5);
      expect(flips, dither).toBeLessThanOrEqual(0.1);
    }
  });

  it('that moves by whole cells moves as it is', () => {
    const sources = times(10).map((t) => frame(t));
    const frames = animated(sources);
    expect(frames.slice(1).map(({ shift }) => shift)).toEqual(times(9).map(() => [-1, 0]));
    expect(measured(sources, frames).agreement).toBe(100);
  });

  it('has no ghost of what was before a cut', () => {
    const next = random(3);
    const blue = picture(CELLS * PIXELS, CELLS * PIXELS, (x, y): Rgba => {
      return (Math.floor(x / 12) + Math.floor(y / 12)) % 2 === 0 ? [40, 60, 200, 255] : [150, 190, 240, 255];
    });
    const sources = times(12).map((t) => (t < 6 ? frame(0, 3, next) : blue));
    const after = animated(sources).slice(6);
    for (const { art } of after)
      for (const index of art.indices) {
        const [r, , b] = art.palette[index];
        expect(b - r).toBeGreaterThan(60);
      }
  });

  it('follows a change that is never visible from one frame to the next', () => {
    const sources = times(120).map((t) => {
      const tint: Rgba = [220 - Math.round(1.4 * t), 60, 50 + Math.round(1.4 * t), 255];
      return frame(0, 0, random(1), tint);
    });
    const frames = animated(sources);
    const middle = (i: number) => frames[i].art.palette[frames[i].art.indices[8 * CELLS + 8]];
    expect(middle(0)[0]).toBeGreaterThan(180);
    expect(middle(119)[0]).toBeLessThan(100);
    expect(measured(sources, frames).flips).toBe(0);
  });

  it('does not flip in a fade, whichever of its frames were final before', () => {
    for (const seed of times(4)) {
      const next = random(seed);
      const [first, second] = [next(), next()].map((v) => 40 + Math.round(80 * v));
      const sources = times(24).map((t) => {
        const { data, ...size } = frame(0, 4, random(seed), [220, first, second, 255]);
        const light = 1 - t / 30;
        return { ...size, data: data.map((v, i) => (i % 4 === 3 ? v : Math.round(v * light))) };
      });
      expect(measured(sources, animated(sources)).flips).toBe(0);
    }
  });

  it('blinks when its source does', () => {
    const sources = times(9).map((t) =>
      frame(0, 0, random(1), t === 4 ? [50, 90, 220, 255] : [220, 60, 50, 255]),
    );
    const [before, at, after] = [3, 4, 5].map((t) => {
      const { art } = animated(sources)[t];
      return art.palette[art.indices[8 * CELLS + 8]].join();
    });
    expect(at).not.toBe(before);
    expect(after).toBe(before);
  });

  it('gives frames out while others come, each once, and never keeps more than a window', () => {
    const sources = times(30).map((t) => frame(t % 3));
    const drawings = sources.map(drawn);
    const sequence = new Sequence(sequencePalette(drawings.slice(0, 3), OPTIONS, false), OPTIONS, true);
    let given = 0;
    drawings.forEach((drawing, i) => {
      given += sequence.add(drawing, sources[i]).length;
      expect(i + 1 - given).toBeLessThan(8);
    });
    expect(given + sequence.finish().length).toBe(30);
    expect(sequence.finish()).toEqual([]);
  });

  it('refuses a frame of another size', () => {
    const source = frame();
    const sequence = new Sequence(sequencePalette([drawn(source)], OPTIONS, false), OPTIONS, false);
    sequence.add(drawn(source), source);
    const other = drawingOf(DOWNSCALERS.bilinear.run(source, 8, 8), source);
    expect(() => sequence.add(other, source)).toThrow(/16x16 cells, received 8x8/);
  });

  it('keeps silhouettes that stand still', () => {
    const next = random(4);
    const sources = times(8).map(() =>
      picture(CELLS * PIXELS, CELLS * PIXELS, (x, y): Rgba => {
        const d = Math.hypot(x - 32, y - 32) - 21;
        return [200, 60, 60, Math.max(0, Math.min(255, Math.round(128 - 90 * d + (next() - 0.5) * 12)))];
      }),
    );
    const frames = animated(sources, true);
    for (const { art } of frames) expect(art.indices).toEqual(frames[0].art.indices);
    expect(frames[0].art.palette[0][3]).toBe(0);
  });
});
