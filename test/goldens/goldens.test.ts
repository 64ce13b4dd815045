import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPicture } from '../../src/cli/read.ts';
import type { Networks } from '../../src/inference/draw/networks.ts';
import { artOf, differing, goldens, openShipped, TOLERATED } from './goldens.ts';

const all = await goldens();

describe('the examples are pixelized as their goldens (renew: npm run goldens)', () => {
  let networks: Networks;
  beforeAll(async () => {
    networks = await openShipped();
  });
  afterAll(() => networks.close());

  it.each(all)('$name', async (golden) => {
    const [before, after] = [await readPicture(golden.file), await artOf(networks, golden)];
    expect([after.width, after.height]).toEqual([before.width, before.height]);
    const count = differing(before, after)!.filter(Boolean).length;
    expect(count, `${count} of ${after.indices.length} cells differ`).toBeLessThanOrEqual(
      after.indices.length * TOLERATED,
    );
  });
});
