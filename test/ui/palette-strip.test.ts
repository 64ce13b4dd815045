import { expect, it } from 'vitest';
import type { Rgba } from '../../src/core/image.ts';
import { stripStyle } from '../../src/ui/fields/PaletteStrip.tsx';

const greys = (n: number): Rgba[] => Array.from({ length: n }, (_, i) => [i, i, i, 255]);

it('shows a palette’s colours side by side, in rows of 16 and four of them at most', () => {
  expect(stripStyle(greys(2))).toEqual({
    width: '12px',
    height: '12px',
    backgroundImage: 'linear-gradient(90deg, #000000 0px 6px, #010101 6px 12px, transparent 0)',
    backgroundSize: '100% 12px',
    backgroundPosition: '0 0px',
  });
  const large = stripStyle(greys(200));
  expect([large.width, large.height]).toEqual(['96px', '24px']);
  expect(large.backgroundImage.split('linear-gradient')).toHaveLength(5);
  expect(large.backgroundImage).toContain('#3f3f3f 90px 96px');
  expect(large.backgroundPosition).toBe('0 0px, 0 6px, 0 12px, 0 18px');
});
