import type { RgbaImage } from '../core/image.ts';
import { assertSize } from '../core/resample.ts';
import { spans } from '../core/spans.ts';

/** Votes of one cell for one colour: their weight and the premultiplied sums of what voted. */
interface Votes {
  weight: number;
  readonly sum: [number, number, number, number];
}

/**
 * Plain majority vote: the most frequent colour of each target pixel's box, without any network before it. It is
 * what section 4.1 of Han et al. 2018 does to the network's output, here done to the source. Colours count as one
 * if they agree in the upper five bits of each channel, so that noise does not split the vote; the winner is the
 * mean of those that voted for it, and of two with equally many votes the one seen first wins.
 * @param source any size; transparent pixels vote for transparent
 * @returns width × height pixels
 * @throws UserError if a side is no positive integer
 */
export function majorityVote(source: RgbaImage, width: number, height: number): RgbaImage {
  assertSize(width, height);
  const columns = spans(source.width, width);
  const rows = spans(source.height, height);
  const out = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const box = new Map<number, Votes>();
      rows[y].weights.forEach((wy, dy) => {
        columns[x].weights.forEach((wx, dx) => {
          const p = ((rows[y].first + dy) * source.width + columns[x].first + dx) * 4;
          const [r, g, b, a] = source.data.subarray(p, p + 4);
          const key = a < 8 ? -1 : ((a >> 3) << 15) | ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
          let votes = box.get(key);
          if (!votes) {
            votes = { weight: 0, sum: [0, 0, 0, 0] };
            box.set(key, votes);
          }
          const w = wx * wy;
          votes.weight += w;
          votes.sum[0] += w * a * r;
          votes.sum[1] += w * a * g;
          votes.sum[2] += w * a * b;
          votes.sum[3] += w * a;
        });
      });
      let winner: Votes | undefined;
      for (const votes of box.values()) {
        if (winner === undefined || votes.weight > winner.weight + 1e-9) winner = votes;
      }
      if (winner === undefined || winner.sum[3] === 0) continue;
      const { sum, weight } = winner;
      const colour = [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3], sum[3] / weight];
      out.set(colour.map(Math.round), (y * width + x) * 4);
    }
  }
  return { width, height, data: out };
}
