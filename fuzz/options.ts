import { FREE, type Guide, guideOf, KEEP, LESS, MORE } from '../src/core/guide.ts';
import type { Rgba } from '../src/core/image.ts';
import type { OptionSpec } from '../src/core/options.ts';
import type { Rng } from '../src/core/random.ts';

/** Art pixels of a side: larger art takes longer and shows nothing more. */
const MOST_SIDE = 24;
/** Options whose values make work long: what they may be here. */
const SHORT: Readonly<Record<string, readonly (number | null)[]>> = {
  cell: [2.5, 4, 8, 1024, null],
  longest: [1, 2, 7, 16, 24],
  zoom: [4, 8, null],
  exportZoom: [1, 2, 8],
  threads: [1],
};

const colour = (rng: Rng): Rgba => [rng.int(256), rng.int(256), rng.int(256), 255];

/** Values of some of the options, by their names; all are allowed. */
export function someOptions(specs: Readonly<Record<string, OptionSpec>>, rng: Rng, share = 0.25) {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    if (rng.chance(share)) values[name] = anyValue(name, spec, rng);
  }
  return values;
}

/** Some marks of every kind on a map of any size; null if none is on it. */
function anyGuide(rng: Rng): Guide | null {
  const size = { width: 1 + rng.int(MOST_SIDE), height: 1 + rng.int(MOST_SIDE) };
  const marks = [FREE, MORE, LESS, KEEP, rng.int(0x1000000), rng.int(0x1000000)];
  return guideOf(
    size,
    Array.from({ length: size.width * size.height }, () => rng.pick(marks)),
  );
}

function anyValue(name: string, spec: OptionSpec, rng: Rng): unknown {
  switch (spec.kind) {
    case 'integer':
    case 'number': {
      const short = SHORT[name];
      if (short !== undefined)
        return rng.pick(short.filter((value) => value !== null || spec.default === null));
      return rng.chance(0.2)
        ? rng.pick([spec.min, spec.max])
        : spec.min + rng.int(Math.min(spec.max, 32) - spec.min + 1);
    }
    case 'choice':
      return rng.pick(spec.choices);
    case 'size': {
      const sides = [1 + rng.int(MOST_SIDE), 1 + rng.int(MOST_SIDE)];
      return rng.chance(0.3) ? { width: sides[0], height: null } : { width: sides[0], height: sides[1] };
    }
    case 'cell':
      return rng.pick([
        null,
        { width: 8, height: 8 },
        { width: 5.5, height: 4 },
        { width: spec.max, height: 1 },
      ]);
    case 'colour':
      return colour(rng);
    case 'colours':
      return Array.from({ length: rng.int(4) }, () => colour(rng));
    case 'palette':
      return Array.from({ length: 1 + rng.int(rng.chance(0.1) ? 256 : 12) }, () => colour(rng));
    case 'guide':
      return anyGuide(rng);
    case 'picture':
      return null;
    case 'flag':
      return rng.chance(0.5);
  }
}
