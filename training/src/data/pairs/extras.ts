/** What pictures have and pixel art leaves out: gradients, light, grain, detail below the cell, and the marks of files. */
import { bytesOfOklab } from '../../../../src/core/colour.ts';
import type { Rng } from '../../rng.ts';
import type { Art } from './art.ts';
import type { PairsConfig } from './config.ts';
import { type Canvas, SAMPLES } from './raster.ts';
import type { Thin } from './thin.ts';

/** Smooth random values: a lattice of numbers in -1..1, interpolated. */
class Field {
  private readonly values: Float32Array;

  constructor(
    private readonly side: number,
    rng: Rng,
  ) {
    this.values = Float32Array.from({ length: side * side }, () => rng.range(-1, 1));
  }

  /** Value at lattice place (x, y); the lattice repeats. */
  at(x: number, y: number): number {
    const { side, values } = this;
    const [i, j] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - i, y - j];
    const [s, t] = [u * u * (3 - 2 * u), v * v * (3 - 2 * v)];
    const wrap = (k: number): number => ((k % side) + side) % side;
    const [x0, x1, y0, y1] = [wrap(i), wrap(i + 1), wrap(j) * side, wrap(j + 1) * side];
    const top = values[y0 + x0] + s * (values[y0 + x1] - values[y0 + x0]);
    const bottom = values[y1 + x0] + s * (values[y1 + x1] - values[y1 + x0]);
    return top + t * (bottom - top);
  }
}

/** Box blur of a picture of interleaved channels along both axes, in place. */
function boxBlur(data: Float32Array, size: number, reach: number, channels: number): void {
  const line = new Float32Array(size);
  const norm = 1 / (2 * reach + 1);
  const pass = (start: number, stride: number): void => {
    for (let i = 0; i < size; i++) line[i] = data[start + i * stride];
    let sum = line[0] * reach;
    for (let i = 0; i <= reach; i++) sum += line[Math.min(size - 1, i)];
    for (let i = 0; i < size; i++) {
      data[start + i * stride] = sum * norm;
      sum += line[Math.min(size - 1, i + reach + 1)] - line[Math.max(0, i - reach)];
    }
  };
  for (let k = 0; k < size; k++) for (let c = 0; c < channels; c++) pass(k * size * channels + c, channels);
  for (let k = 0; k < size; k++) for (let c = 0; c < channels; c++) pass(k * channels + c, size * channels);
}

/** How fast melting ends near an edge, per share of the surroundings that is edge. */
const EDGE_FALL = 80;

/** Near colours melt into one another; others keep their edges, and near those nothing melts, or they would glow. */
export function melt({ size, data }: Canvas, config: PairsConfig): void {
  const range = Math.max(1, config.extra.softRange);
  const between = (p: number, q: number): number =>
    Math.abs(data[p] - data[q]) + Math.abs(data[p + 1] - data[q + 1]) + Math.abs(data[p + 2] - data[q + 2]);
  const edges = new Float32Array(size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      if (
        (x + 2 < size && between(i * 3, i * 3 + 6) > range * 1.5) ||
        (y + 2 < size && between(i * 3, (i + 2 * size) * 3) > range * 1.5)
      )
        edges[i] = 1;
    }
  boxBlur(edges, size, 8, 1);
  const soft = data.slice();
  boxBlur(soft, size, 4, 3);
  boxBlur(soft, size, 3, 3);
  for (let i = 0; i < edges.length; i++) {
    const p = i * 3;
    const apart =
      Math.abs(soft[p] - data[p]) + Math.abs(soft[p + 1] - data[p + 1]) + Math.abs(soft[p + 2] - data[p + 2]);
    const weight = (1 - apart / range) * Math.exp(-EDGE_FALL * Math.max(0, edges[i]));
    if (weight <= 0.01) continue;
    for (let c = 0; c < 3; c++) data[p + c] += weight * (soft[p + c] - data[p + c]);
  }
}

/** Slow changes of light over the picture. */
export function illuminate({ size, data }: Canvas, config: PairsConfig, rng: Rng): void {
  const amount = rng.range(...config.extra.lightAmount);
  const field = new Field(8, rng);
  const step = rng.range(2, 4) / size;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const gain = 1 + amount * field.at(x * step, y * step);
      const p = (y * size + x) * 3;
      for (let c = 0; c < 3; c++) data[p + c] *= gain;
    }
}

/** Bytes of lightness about one unit of OKLab lightness is, for bounds. */
const BYTES = 255;

/** Grain of one scale, weaker than the weakest line. @param weakest OKLab lightness; infinite without lines */
export function addGrain({ size, data }: Canvas, weakest: number, config: PairsConfig, rng: Rng): void {
  const limit = Math.max(0.4, config.extra.grainLimit * weakest * BYTES);
  const amount = Math.min(limit, rng.range(...config.extra.grainAmount));
  const reach = rng.pick([0, 1, 2, 4]);
  const coloured = rng.chance(0.35);
  const noise = new Float32Array(size * size * 3);
  for (let p = 0; p < noise.length; p += 3) {
    // The sum of three uniform numbers is normal enough.
    const v = rng.uniform() + rng.uniform() + rng.uniform() - 1.5;
    noise[p] = v;
    noise[p + 1] = coloured ? v * 0.6 + 0.4 * (rng.uniform() - 0.5) : v;
    noise[p + 2] = coloured ? v * 0.6 + 0.4 * (rng.uniform() - 0.5) : v;
  }
  if (reach > 0) {
    boxBlur(noise, size, reach, 3);
    boxBlur(noise, size, reach, 3);
  }
  let square = 0;
  for (let p = 0; p < noise.length; p += 3) square += noise[p] * noise[p];
  const scale = amount / (Math.sqrt((square * 3) / noise.length) || 1);
  for (let p = 0; p < data.length; p++) data[p] += scale * noise[p];
}

/** A colour lighter or darker by `by`, OKLab lightness; towards the middle where it would leave 0..1. */
function shaded(art: Art, label: number, by: number): readonly number[] {
  const [L, a, b] = art.lab.subarray(label * 3, label * 3 + 3);
  const to = L + by < 0.03 || L + by > 0.99 ? L - by : L + by;
  return bytesOfOklab(to, a, b);
}

/** Short strokes here and there. */
export function hatch(canvas: Canvas, art: Art, weakest: number, config: PairsConfig, rng: Rng): void {
  const { size, data, label } = canvas;
  const { extra } = config;
  const count = Math.round((rng.range(...extra.hatchStrokes) * art.n * art.n) / 100);
  const angle = rng.range(0, Math.PI);
  const spread = rng.chance(0.6) ? 0.2 : Math.PI;
  for (let k = 0; k < count; k++) {
    const contrast = Math.min(rng.range(...extra.hatchContrast), extra.detailLimit * weakest * 0.7);
    let [x, y] = [rng.range(0, size), rng.range(0, size)];
    const own = label[Math.floor(y) * size + Math.floor(x)];
    const colour = shaded(art, own, rng.chance(0.6) ? -contrast : contrast);
    const turn = angle + rng.range(-spread, spread);
    const length = rng.range(0.3, 1.6) * SAMPLES;
    const strength = rng.range(0.4, 1);
    const [dx, dy] = [Math.cos(turn), Math.sin(turn)];
    for (let s = 0; s < length; s++) {
      const [i, j] = [Math.floor(x), Math.floor(y)];
      if (i < 0 || j < 0 || i >= size || j >= size || label[j * size + i] !== own) break;
      const p = (j * size + i) * 3;
      for (let c = 0; c < 3; c++) data[p + c] += strength * (colour[c] - data[p + c]);
      x += dx;
      y += dy;
    }
  }
}

/** A mark is drawn where it differs from its ground by this much, OKLab lightness. */
const MARKED = 0.2;

/**
 * Short strokes beside lines and along them, in the line's own colour and no wider: marks of motion and of a quick pen,
 * which an artist leaves out, or lays into the line.
 */
export function addMarks(canvas: Canvas, art: Art, thin: Thin, config: PairsConfig, rng: Rng): void {
  const { size, data, label } = canvas;
  const { extra } = config;
  const linked = thin.nodes.filter((node) => node.links.length > 0);
  if (linked.length === 0) return;
  const width = rng.range(...extra.markWidth) * SAMPLES;
  for (let k = Math.round(rng.range(...extra.markCount)); k > 0; k--) {
    const node = rng.pick(linked);
    const next = thin.nodes[rng.pick(node.links)];
    const turn = Math.atan2(next.y - node.y, next.x - node.x) + rng.range(-0.35, 0.35);
    const [dx, dy] = [Math.cos(turn), Math.sin(turn)];
    const away = rng.range(...extra.markDistance) * rng.pick([-1, 1]);
    const half = (rng.range(...extra.markLength) * SAMPLES) / 2;
    const [cx, cy] = [(node.x - dy * away) * SAMPLES, (node.y + dx * away) * SAMPLES];
    const labelAt = (along: number): number => {
      const [x, y] = [Math.floor(cx + dx * along), Math.floor(cy + dy * along)];
      if (x < 0 || y < 0 || x >= size || y >= size) return -1;
      const cell = Math.floor(y / SAMPLES) * art.n + Math.floor(x / SAMPLES);
      return thin.gone[cell] ? -1 : label[y * size + x];
    };
    const own = labelAt(0);
    if (own < 0 || Math.abs(art.lab[own * 3] - art.lab[node.label * 3]) < MARKED) continue;
    if (labelAt(-half) !== own || labelAt(half) !== own) continue;
    const colour = art.colours.subarray(node.label * 3, node.label * 3 + 3);
    const reach = Math.ceil(half + width);
    for (let y = Math.floor(cy) - reach; y <= cy + reach; y++)
      for (let x = Math.floor(cx) - reach; x <= cx + reach; x++) {
        if (x < 0 || y < 0 || x >= size || y >= size) continue;
        const [u, v] = [x + 0.5 - cx, y + 0.5 - cy];
        const along = Math.min(half, Math.max(-half, u * dx + v * dy));
        const cover = Math.min(1, width / 2 - Math.hypot(u - along * dx, v - along * dy) + 0.5);
        if (cover <= 0) continue;
        const p = (y * size + x) * 3;
        for (let c = 0; c < 3; c++) data[p + c] += cover * (colour[c] - data[p + c]);
      }
  }
}

/** Cells of an area from which it may get detail. */
const DETAIL_CELLS = 20;

/**
 * Fine structure in one to three areas, at a spacing below the cell: strands, planks, weave, dots, scribble. The area's
 * own colour stays the majority of each cell.
 */
export function addDetail(
  canvas: Canvas,
  art: Art,
  ground: Int16Array,
  weakest: number,
  config: PairsConfig,
  rng: Rng,
): void {
  const { size, data, label } = canvas;
  const { extra } = config;
  const counts = new Map<number, number>();
  for (const k of ground) counts.set(k, (counts.get(k) ?? 0) + 1);
  const large = [...counts].filter(([, count]) => count >= DETAIL_CELLS).map(([k]) => k);
  if (large.length === 0) return;
  for (let times = 1 + rng.int(3); times > 0; times--) {
    const area = rng.pick(large);
    const contrast = Math.min(rng.range(...extra.detailContrast), extra.detailLimit * weakest);
    const colour = shaded(art, area, rng.chance(0.65) ? -contrast : contrast);
    const spacing = rng.range(...extra.detailSpacing) * SAMPLES;
    const cover = rng.range(...extra.detailCover);
    const kind = rng.int(6);
    const angle = rng.chance(0.4) ? rng.int(4) * (Math.PI / 4) : rng.range(0, Math.PI);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const wander = new Field(16, rng);
    const bend = rng.range(0, 1.2) * spacing;
    const slow = 1 / (rng.range(1.5, 5) * SAMPLES);
    const broken = rng.chance(0.5) ? rng.range(-0.5, 0.3) : -2;
    const jitter = new Field(32, rng);
    // Along edges alone it is frills.
    const fringe = rng.chance(0.2) ? Math.round(rng.range(0.5, 1.5) * SAMPLES) : 0;
    const saw = (v: number): number => Math.abs(v - Math.floor(v) - 0.5) * 2;
    /** Distance from the middle of the nearest stroke, as a share of the spacing; 0..1. */
    const place = (x: number, y: number): number => {
      const w = bend * wander.at(x * slow, y * slow);
      const u = (x * cos + y * sin + w) / spacing;
      const v = (y * cos - x * sin) / spacing;
      if (kind === 0) return 1 - saw(u);
      if (kind === 1) {
        // Planks: long joints, and short ones that are offset from row to row.
        const row = Math.floor(u);
        return Math.min(1 - saw(u), (1 - saw(v / 4 + row * 0.37)) * 4);
      }
      if (kind === 2) return (Math.floor(u) + Math.floor(v)) % 2 === 0 ? 1 - saw(u) : 1 - saw(v);
      if (kind === 3) {
        const [i, j] = [Math.floor(u), Math.floor(v)];
        const [a, b] = [jitter.at(i, j) * 0.25, jitter.at(i + 7, j + 13) * 0.25];
        return Math.hypot(u - i - 0.5 - a, v - j - 0.5 - b) * 1.6;
      }
      if (kind === 4) return Math.abs(jitter.at(u * 0.9, v * 0.9)) * 1.6;
      return Math.min(1 - saw(u), 1 - saw(v));
    };
    // Strokes that cross cover twice; dots and scribble cover by their area.
    const half = kind === 2 || kind === 5 ? cover / 2 : kind === 3 ? Math.sqrt(cover) * 0.9 : cover;
    const edge = Math.max(0.08, 1.2 / spacing);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const i = y * size + x;
        if (label[i] !== area) continue;
        if (fringe > 0) {
          const other = (dx: number, dy: number): boolean => {
            const [p, q] = [x + dx, y + dy];
            return p >= 0 && q >= 0 && p < size && q < size && label[q * size + p] !== area;
          };
          if (!other(fringe, 0) && !other(-fringe, 0) && !other(0, fringe) && !other(0, -fringe)) continue;
        }
        if (broken > -1 && wander.at(x * slow * 2 + 5, y * slow * 2 + 3) < broken) continue;
        const a = Math.min(1, Math.max(0, (half - place(x + 0.5, y + 0.5)) / edge + 0.5));
        if (a <= 0) continue;
        for (let c = 0; c < 3; c++) data[i * 3 + c] += a * (colour[c] - data[i * 3 + c]);
      }
  }
}

/** Gaussian blur. @param sigma samples at eight a cell, up to 2 */
export function blur({ size, data }: Canvas, sigma: number): void {
  if (sigma < 0.15) return;
  const reach = Math.ceil(2.5 * sigma);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((s, v) => s + v, 0);
  const line = new Float32Array(size + 2 * reach);
  const pass = (start: number, stride: number): void => {
    for (let i = -reach; i < size + reach; i++)
      line[i + reach] = data[start + Math.min(size - 1, Math.max(0, i)) * stride];
    for (let i = 0; i < size; i++) {
      let v = 0;
      for (let k = 0; k < kernel.length; k++) v += kernel[k] * line[i + k];
      data[start + i * stride] = v / sum;
    }
  };
  for (let k = 0; k < size; k++) for (let c = 0; c < 3; c++) pass(k * size * 3 + c, 3);
  for (let k = 0; k < size; k++) for (let c = 0; c < 3; c++) pass(k * 3 + c, size * 3);
}

/** JPEG's tables (ISO 10918-1, annex K), row by row. */
const LUMA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];
/** Row u of the orthonormal cosine transform of eight samples. */
const COSINES = Float32Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * The marks that JPEG leaves, without subsampling. Its blocks have any offset: on the grid of cells they would give it
 * away. @param quality 1..100
 */
export function jpeg({ size, data }: Canvas, quality: number, rng: Rng): void {
  const scale = (quality < 50 ? 5000 / quality : 200 - 2 * quality) / 100;
  const tables = [LUMA, CHROMA, CHROMA].map((t) => t.map((q) => Math.max(1, Math.round(q * scale))));
  const [offsetX, offsetY] = [rng.int(8), rng.int(8)];
  const block = new Float32Array(64);
  const other = new Float32Array(64);
  const planes = new Float32Array(192);
  const hold = (v: number): number => (v < 0 ? 0 : v >= size ? size - 1 : v);
  for (let top = -offsetY; top < size; top += 8)
    for (let left = -offsetX; left < size; left += 8) {
      for (let i = 0; i < 64; i++) {
        const p = (hold(top + (i >> 3)) * size + hold(left + (i & 7))) * 3;
        const [r, g, b] = [data[p], data[p + 1], data[p + 2]];
        const Y = 0.299 * r + 0.587 * g + 0.114 * b;
        planes[i] = Y - 128;
        planes[64 + i] = (b - Y) * 0.564;
        planes[128 + i] = (r - Y) * 0.713;
      }
      for (let c = 0; c < 3; c++) {
        const plane = planes.subarray(c * 64, c * 64 + 64);
        let [least, most] = [plane[0], plane[0]];
        for (const v of plane) {
          least = Math.min(least, v);
          most = Math.max(most, v);
        }
        // Flat blocks stay as they are.
        if (most - least < 0.5) continue;
        product(COSINES, plane, block, false);
        product(block, COSINES, other, true);
        for (let i = 0; i < 64; i++) other[i] = Math.round(other[i] / tables[c][i]) * tables[c][i];
        transposed(COSINES, other, block);
        product(block, COSINES, plane, false);
      }
      for (let i = 0; i < 64; i++) {
        const [x, y] = [left + (i & 7), top + (i >> 3)];
        if (x < 0 || y < 0 || x >= size || y >= size) continue;
        const p = (y * size + x) * 3;
        const Y = planes[i] + 128;
        const [cb, cr] = [planes[64 + i], planes[128 + i]];
        data[p] = Y + cr / 0.713;
        data[p + 1] = Y - 0.344 * cb - 0.714 * cr;
        data[p + 2] = Y + cb / 0.564;
      }
    }
}

/** out = a · b, or a · bᵀ; 8 × 8 each. */
function product(a: Float32Array, b: Float32Array, out: Float32Array, flip: boolean): void {
  for (let i = 0; i < 8; i++)
    for (let j = 0; j < 8; j++) {
      let sum = 0;
      for (let k = 0; k < 8; k++) sum += a[i * 8 + k] * (flip ? b[j * 8 + k] : b[k * 8 + j]);
      out[i * 8 + j] = sum;
    }
}

/** out = aᵀ · b; 8 × 8 each. */
function transposed(a: Float32Array, b: Float32Array, out: Float32Array): void {
  for (let i = 0; i < 8; i++)
    for (let j = 0; j < 8; j++) {
      let sum = 0;
      for (let k = 0; k < 8; k++) sum += a[k * 8 + i] * b[k * 8 + j];
      out[i * 8 + j] = sum;
    }
}
