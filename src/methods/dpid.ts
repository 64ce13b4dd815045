import type { RgbaImage } from '../core/image.ts';
import { boxPlanes, imageOf, planesOf } from '../core/resample.ts';
import { spans } from '../core/spans.ts';

/**
 * DPID, detail-preserving image downscaling: in each target pixel's box a source pixel counts the more, the further
 * its colour is from the guidance, a 3×3 smoothed box downscale.
 * Source: Weber, Waechter, Amend, Guthe, Goesele, "Rapid, detail-preserving image downscaling", SIGGRAPH Asia 2016,
 * equations 3 to 6. On sRGB values premultiplied by alpha, with alpha as a fourth channel of the distance.
 * @param source any size
 * @param lambda the power of the distance: 0 is a box filter, 1 the paper's setting for strong detail
 * @returns width × height pixels
 * @throws UserError if a side is no positive integer
 */
export function dpid(source: RgbaImage, width: number, height: number, lambda = 1): RgbaImage {
  const planes = planesOf(source);
  const low = boxPlanes(planes, width, height);
  const columns = spans(source.width, width);
  const rows = spans(source.height, height);
  const data = new Float64Array(low.data.length);
  const guide = [0, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      guide.fill(0);
      let total = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const w = (u === x ? 2 : 1) * (v === y ? 2 : 1);
          total += w;
          for (let c = 0; c < 4; c++) guide[c] += w * low.data[(v * width + u) * 4 + c];
        }
      }
      for (let c = 0; c < 4; c++) guide[c] /= total;
      const at = (y * width + x) * 4;
      let norm = 0;
      rows[y].weights.forEach((wy, dy) => {
        const row = (rows[y].first + dy) * source.width + columns[x].first;
        columns[x].weights.forEach((wx, dx) => {
          const p = (row + dx) * 4;
          let distance = 0;
          for (let c = 0; c < 4; c++) distance += (planes.data[p + c] - guide[c]) ** 2;
          const w = wx * wy * Math.sqrt(distance) ** lambda;
          norm += w;
          for (let c = 0; c < 4; c++) data[at + c] += w * planes.data[p + c];
        });
      });
      // Where every pixel equals the guidance there is no detail, and the box mean is the answer.
      for (let c = 0; c < 4; c++) data[at + c] = norm > 1e-9 ? data[at + c] / norm : low.data[at + c];
    }
  }
  return imageOf({ width, height, data });
}
