import { expect, it } from 'vitest';
import { handReport } from '../hand/report.ts';

it('tells the median and the worst of each, and the worker’s part where it had one', () => {
  const text = handReport([
    { what: 'a stroke', shown: [50, 120, 60], colouring: [30, 90, 40] },
    { what: 'a pixel', shown: [9], colouring: [] },
  ]);
  expect(text).toContain('| a stroke | 60 | 120 | 40 | 3 |\n');
  expect(text).toContain('| a pixel | 9 | 9 | – | 1 |\n');
});
