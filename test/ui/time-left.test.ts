import { describe, expect, it } from 'vitest';
import type { JobProgress } from '../../src/ui/job.ts';
import { leftText, TimeLeft } from '../../src/ui/time-left.ts';

const at = (phase: JobProgress['phase'], done: number, total: number, parallel = 1): JobProgress => ({
  phase,
  done,
  total,
  parallel,
  layer: '',
  index: Math.min(total, Math.floor(done) + 1),
  share: 0,
});

describe('the time left', () => {
  it('counts the writing that is still to come, as long as it took last time', () => {
    const time = new TimeLeft();
    time.begin(0);
    time.told(at('drawing', 0, 200), 0);
    for (let i = 1; i <= 100; i++) time.told(at('drawing', i, 200), i * 100);
    // 100 layers at 100 ms, and 200 writes at 65.
    expect(time.told(at('drawing', 100, 200), 10_000)).toBeCloseTo(100 * 100 + 200 * 65);
    time.told(at('drawing', 200, 200), 20_000);
    // Writing takes 30 ms a layer here: that is learned, and remembered for the next job.
    for (let i = 0; i <= 100; i++) time.told(at('writing', i, 200), 20_000 + i * 30);
    expect(time.told(at('writing', 100, 200), 23_000)).toBeCloseTo(100 * 30);
    time.begin(30_000);
    for (let i = 0; i <= 10; i++) time.told(at('drawing', i, 20), 30_000 + i * 1000);
    expect(time.told(at('drawing', 10, 20), 40_000)).toBeCloseTo(10 * 1000 + 20 * 30);
  });

  it('is not doubled by a cold start', () => {
    const time = new TimeLeft();
    time.begin(0);
    time.told(at('drawing', 0, 4), 0);
    // Ten seconds until the networks are there, and a first layer that warms them up; then a second a layer.
    time.told(at('drawing', 0.1, 4), 10_000);
    time.told(at('drawing', 1, 4), 14_000);
    expect(time.told(at('drawing', 2, 4), 15_000)).toBeCloseTo(2 * 1000 + 4 * 65);
  });

  it('of a single layer begins once it moves', () => {
    const time = new TimeLeft();
    time.begin(0);
    expect(time.told(at('drawing', 0, 1), 5000)).toBeNull();
    expect(time.told(at('drawing', 0.1, 1), 10_000)).toBeNull();
    expect(time.told(at('drawing', 0.5, 1), 12_000)).toBeCloseTo(2500 + 65);
  });

  it('counts on as many layers side by side as there are now', () => {
    const time = new TimeLeft();
    time.begin(0);
    // A layer takes four seconds. The first one is alone, then there are four, and at the end two.
    time.told(at('drawing', 0.5, 14), 2000);
    time.told(at('drawing', 1, 14), 4000);
    expect(time.told(at('drawing', 2, 14, 4), 8000)).toBeCloseTo(12 * 1000 + 14 * 65);
    expect(time.told(at('drawing', 6, 14, 4), 12_000)).toBeCloseTo(8 * 1000 + 14 * 65);
    expect(time.told(at('drawing', 10, 14, 2), 16_000)).toBeCloseTo(4 * 2000 + 14 * 65);
    expect(time.told(at('drawing', 12, 14, 2), 20_000)).toBeCloseTo(2 * 2000 + 14 * 65);
  });

  it('is told in words, and not before it is known', () => {
    const time = new TimeLeft();
    time.begin(0);
    for (const done of [0, 0.2, 1, 2]) expect(time.told(at('drawing', done, 4), done * 500)).toBeNull();
    expect(leftText(null)).toBeNull();
    expect(leftText(0)).toBeNull();
    expect(leftText(200)).toBe('about 1 second left');
    expect(leftText(10_000)).toBe('about 10 seconds left');
    expect(leftText(180_000)).toBe('about 3 minutes left');
  });
});
