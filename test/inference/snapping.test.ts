import { describe, expect, it } from 'vitest';
import type { FrameSource } from '../../src/core/frames.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../../src/core/options.ts';
import { drawBy } from '../../src/inference/pixelize.ts';
import { animate } from '../../src/inference/sequence/animate.ts';
import { analyticNetworks } from '../support/networks.ts';
import { picture } from '../support/pictures.ts';

/** Bars of 1.3 cells, none of which lies on the grid. */
const BARS = picture(200, 200, (_x, y) =>
  [31, 75, 118, 157].some((start) => y >= start && y < start + 13) ? [30, 30, 60, 255] : [240, 240, 230, 255],
);

const optionsOf = (input: Record<string, unknown>) =>
  parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, { size: '20', ...input });

/** The source as the energy sees it: the same bytes are the same place of every edge. */
async function seen(input: Record<string, unknown>): Promise<string> {
  const { source } = await drawBy(analyticNetworks(), BARS, optionsOf(input));
  return Buffer.from(source?.data ?? []).toString('base64');
}

describe('what is snapped', () => {
  it('a picture by default, whose evidence is of the same edges as its drawing', async () => {
    const [on, off] = [await seen({}), await seen({ snap: 'off' })];
    expect(on).not.toBe(off);
    expect(on).toBe(await seen({ snap: 'on' }));
  });

  it.each([{ tile: true }, { method: 'vote' }])('nothing with %j', async (others) => {
    expect(await seen({ ...others, snap: 'on' })).toBe(await seen({ ...others, snap: 'off' }));
  });

  it('no frame of an animation, whatever is asked for', async () => {
    const artOf = async (snap: string): Promise<number[][]> => {
      const source: FrameSource = {
        loops: true,
        async *read() {
          for (const name of ['1', '2']) yield { name, image: BARS, duration: 100 };
        },
      };
      const arts: number[][] = [];
      for await (const { art } of animate(analyticNetworks(), source, optionsOf({ snap })))
        arts.push([...art.indices]);
      return arts;
    };
    expect(await artOf('on')).toEqual(await artOf('off'));
  });
});
