import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WEIGHTS } from '../../../src/inference/art/weights.ts';

const ART = new URL('../../../src/inference/art/', import.meta.url);

/**
 * Numbers that other files may name, since they do not decide what art looks like: how exactly something is computed, how
 * far a loop must look, what a byte holds, and what belongs to the paper's k-means and to dithering.
 */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'energy.ts': [],
  'features.ts': ['MOST'],
  'motion.ts': ['REACH', 'FAR', 'PROBES', 'FARTHEST'],
  'palette.ts': ['SAMPLES'],
  'samples.ts': ['SEEN'],
  'seeds.ts': ['BITS', 'FINE', 'ROUNDS', 'PURE'],
  'sequence.ts': ['SPAN', 'MOST_COSTS'],
  'solve.ts': ['REACH'],
  'space.ts': ['K1', 'K2', 'K3'],
  'split.ts': ['ROUNDS'],
  'strokes.ts': ['HALF', 'NEAR'],
  'tile.ts': ['TILE_MARGIN', 'LEAST_TILE'],
  'votes.ts': ['UNIT', 'CORNER'],
  'windows.ts': ['MOST_SURE', 'SPAN'],
};

describe('weights', () => {
  it('are at most fifteen, each with one line of meaning', () => {
    const text = readFileSync(new URL('weights.ts', ART), 'utf8');
    const names = Object.keys(WEIGHTS);
    expect(names.length).toBeLessThanOrEqual(15);
    for (const name of names)
      expect(text).toMatch(new RegExp(`^  /\\*\\* .+ \\*/\\n  readonly ${name}: number;$`, 'm'));
  });

  it('have no company: other files of the energy name no numbers but those of geometry and exactness', () => {
    for (const file of readdirSync(ART)) {
      if (['weights.ts', 'kmeans.ts', 'histogram.ts', 'dither.ts', 'mates.ts'].includes(file)) continue;
      const text = readFileSync(new URL(file, ART), 'utf8');
      const named = [
        ...text.matchAll(/^(?:export )?const ([A-Z][A-Z0-9_]*)(?:: number)? = [-\d.(]*[\dA-Z]/gm),
      ];
      const known = OTHERS[file] ?? [];
      expect(
        named
          .map(([, name]) => name)
          .filter((name) => !known.includes(name) && !/PIECES|AXES|STEPS/.test(name)),
        file,
      ).toEqual([]);
    }
  });
});
