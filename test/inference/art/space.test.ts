import { describe, expect, it } from 'vitest';
import { oklabOfBytes } from '../../../src/core/colour.ts';
import { spaceOf, spaceOfOklab, squared } from '../../../src/inference/art/space.ts';

describe('the space of art', () => {
  it('gives lightness a toe that its inverse takes off, and shrinks a and b with it', () => {
    const lab = Float64Array.from({ length: 303 }, (_, i) => (i % 3 === 0 ? Math.max(1e-3, i / 300) : 0.1));
    const seen = spaceOfOklab(lab, 3);
    const k3 = 1.206 / 1.03;
    for (let i = 0; i < 303; i += 3) {
      const r = seen[i];
      expect((r * (r + 0.206)) / (k3 * (r + 0.03))).toBeCloseTo(lab[i], 6);
      expect(seen[i + 1] / 0.3).toBeCloseTo(r / lab[i], 6);
      expect(seen[i + 2]).toBe(seen[i + 1]);
    }
  });

  it('sees two blacks nearer to each other than cream is to white', () => {
    const seen = spaceOfOklab(
      Float64Array.from(oklabOfBytes([6, 6, 7, 25, 26, 27, 255, 238, 200, 255, 255, 255])),
      3,
    );
    expect(squared(seen, 2, seen, 3)).toBeGreaterThan(2 * squared(seen, 0, seen, 1));
  });

  it('is the same from bytes and from OKLab', () => {
    const bytes = [6, 6, 7, 25, 26, 27, 255, 238, 200, 20, 90, 250];
    const ours = spaceOf(bytes, 3);
    spaceOfOklab(Float64Array.from(oklabOfBytes(bytes)), 3).forEach((v, i) => {
      expect(ours[i]).toBeCloseTo(v, 5);
    });
  });
});
