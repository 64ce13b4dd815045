import { describe, expect, it } from 'vitest';
import type { Rgba } from '../../../src/core/image.ts';
import type { Planar } from '../../../src/inference/draw/planar.ts';
import { drawContours } from '../../../src/inference/smooth/contours.ts';
import { picture } from '../../support/pictures.ts';

const DARK: Rgba = [20, 30, 90, 255];
const LIGHT: Rgba = [240, 220, 120, 255];
const CELL = 4;

/** Network values of the function at every pixel's middle, in art pixels. */
function planar(columns: number, rows: number, colour: (x: number, y: number) => readonly number[]): Planar {
  const [width, height] = [columns * CELL, rows * CELL];
  const data = new Float32Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    colour(((i % width) + 0.5) / CELL, (Math.floor(i / width) + 0.5) / CELL).forEach((v, c) => {
      if (c < 3) data[c * width * height + i] = v / 127.5 - 1;
    });
  return { width, height, data };
}

const mix = (p: Rgba, q: Rgba, t: number) => p.map((v, c) => v + (q[c] - v) * t);

describe('contours', () => {
  // A line of slope 1/2, as a staircase of art pixels and as the soft edge that a network draws of it.
  const above = (x: number, y: number) => y < x / 2 + 2;
  const stairs = picture(12, 12, (x, y) => (above(x + 0.5, y + 0.5) ? LIGHT : DARK));
  const soft = planar(12, 12, (x, y) =>
    mix(LIGHT, DARK, Math.min(1, Math.max(0, (y - x / 2 - 2) / 1.5 + 0.5))),
  );

  it('follow the picture, not the stairs, in the art’s colours and blends of them', () => {
    const zoom = 8;
    const rgb = drawContours(stairs, soft, CELL, zoom);
    const wrong: string[] = [];
    for (let y = 0; y < 96; y++)
      for (let x = 0; x < 96; x++) {
        const distance = (y + 0.5) / zoom - (x + 0.5) / zoom / 2 - 2;
        if (Math.abs(distance) < 0.35) continue;
        const colour = rgb.subarray((y * 96 + x) * 3, (y * 96 + x) * 3 + 3).join();
        if (colour !== (distance < 0 ? LIGHT : DARK).slice(0, 3).join()) wrong.push(`${x},${y}`);
      }
    expect(wrong).toEqual([]);
    // A step of the staircase is half a cell off the line; none of it is left.
    for (let i = 0; i < rgb.length; i += 3) {
      const t = (rgb[i] - LIGHT[0]) / (DARK[0] - LIGHT[0]);
      expect(t).toBeCloseTo(Math.round(t * 4) / 4, 1);
    }
  });

  it('take no colour from farther than a neighbour, nor from what is transparent', () => {
    const clear: Rgba = [200, 0, 0, 0];
    const art = picture(6, 1, (x) => (x === 0 ? LIGHT : x === 5 ? clear : DARK));
    const rgb = drawContours(
      art,
      planar(6, 1, (x) => (x > 4 ? clear : LIGHT)),
      CELL,
      4,
    );
    const at = (x: number) => [...rgb.subarray(x * 3, x * 3 + 3)];
    expect(at(5)).toEqual(LIGHT.slice(0, 3));
    expect(at(9)).toEqual(DARK.slice(0, 3));
    expect(at(22)).toEqual(DARK.slice(0, 3));
  });

  it('straighten a wave that the picture has and the art has not', () => {
    const flat = picture(12, 12, (_x, y) => (y < 6 ? LIGHT : DARK));
    const wavy = planar(12, 12, (x, y) => (y < 6 + 0.25 * Math.sin(2 * Math.PI * x) ? LIGHT : DARK));
    const heights = (rgb: Uint8Array) =>
      Array.from({ length: 96 }, (_, x) => {
        let light = 0;
        for (let y = 0; y < 96; y++) light += (rgb[(y * 96 + x) * 3] - DARK[0]) / (LIGHT[0] - DARK[0]);
        return light / 8;
      }).slice(16, 80);
    const drawn = heights(drawContours(flat, wavy, CELL, 8));
    expect(Math.max(...drawn) - Math.min(...drawn)).toBeLessThan(0.15);
    for (const height of drawn) expect(Math.abs(height - 6)).toBeLessThan(0.15);
  });

  it('keep a single pixel and a thin line where the picture has all but lost them', () => {
    const small = (x: number, y: number) => (x === 3 && y === 3) || x === 8;
    const art = picture(12, 12, (x, y) => (small(x, y) ? DARK : LIGHT));
    const faint = planar(12, 12, (x, y) => {
      const [u, v] = [Math.floor(x), Math.floor(y)];
      const near = Math.abs(x - u - 0.5) < 0.3 && Math.abs(y - v - 0.5) < 0.3;
      return mix(LIGHT, DARK, small(u, v) && near ? 0.6 : 0.1);
    });
    const rgb = drawContours(art, faint, CELL, 8);
    const mean = (x: number, y: number) => {
      let sum = 0;
      for (let v = 0; v < 8; v++) for (let u = 0; u < 8; u++) sum += rgb[((y * 8 + v) * 96 + x * 8 + u) * 3];
      return (sum / 64 - DARK[0]) / (LIGHT[0] - DARK[0]);
    };
    expect(mean(3, 3)).toBeLessThan(0.55);
    for (let y = 0; y < 12; y++) expect(mean(8, y)).toBeLessThan(0.55);
    expect(mean(5, 5)).toBe(1);
  });
});
