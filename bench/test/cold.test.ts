import { expect, it } from 'vitest';
import { coldReport, type Taken } from '../cold/report.ts';

const taken = (wall: number): Taken => ({
  wall,
  processor: wall / 2,
  steps: [
    { name: 'draw', from: wall / 2, to: wall },
    { name: 'unpack', from: 100, to: wall / 2 },
  ],
});

it('tells medians and least of each build, and its steps in their order', () => {
  const rival = { build: 'dist', plugin: [3000, 1000, 2000].map(taken), commandLine: [taken(500)] };
  const text = coldReport([rival, { ...rival, build: 'before' }]);
  expect(text).toContain('| plugin, dist | 2.00 | 1.00 | 1.00 |');
  expect(text).toContain('| command line, before | 0.50 | 0.50 | 0.25 |');
  expect(text).toContain('### Steps of the plugin, dist');
  expect(text).toContain('| unpack | 0.10 | 1.00 | 0.90 |\n| draw | 1.00 | 2.00 | 1.00 |');
});

it('names no build where there is one, and has no steps where none were told', () => {
  const plain = { ...taken(1000), steps: [] };
  const text = coldReport([{ build: 'dist', plugin: [plain], commandLine: [plain] }]);
  expect(text).not.toContain('Steps');
  expect(text).toContain('| plugin | 1.00 | 1.00 | 0.50 |');
});
