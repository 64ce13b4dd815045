import { bytesOfLab, labOf } from '../core/cielab.ts';
import type { RgbaImage } from '../core/image.ts';
import { assertSize, boxPlanes, imageOf, planesOf, subsample } from '../core/resample.ts';

/** Spatial variance of a kernel, in squared art pixels: where it starts, and the bounds of its two axes. */
const START_VARIANCE = 1 / 9;
const LEAST_VARIANCE = 0.05;
const MOST_VARIANCE = 0.1;
/** How far a kernel may move from its cell's centre, in art pixels. */
const REACH = 0.25;
/** Half the side of the window that a kernel sees, in art pixels. */
const WINDOW = 2;
/** Colour variance that a kernel starts with, CIELAB over 100. */
const START_COLOUR = 1e-4;
/** Source pixels along a cell's side beyond which more show nothing new. */
const ENOUGH_PIXELS_A_SIDE = 8;
const ROUNDS = 16;
/**
 * Logarithm of a weight, relative to the kernel's greatest, under which it is no 32-bit number. Cutting off earlier
 * would leave outline pixels that no kernel is close to without any, and lose the outlines.
 */
const NEGLIGIBLE = -85;
/** The art's largest change of colour in a round (CIELAB) at which the kernels have settled. */
const SETTLED = 0.5;

/** The window of one kernel in source pixels, and where its weights lie. */
interface Window {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly at: number;
}

/** How content-adaptive downscaling treats steps. */
export interface ContentAdaptiveOptions {
  /**
   * The pixel-art mode: kernels start at the colour in the middle of their cell, and never widen their colour range
   * to smooth jagged steps. Without it, they start at the cell's mean and keep the paper's shape constraints.
   */
  readonly pixelArt: boolean;
}

/**
 * Content-adaptive downscaling: each target pixel is a bilateral kernel, Gaussian in space and colour, whose place,
 * shape and colour are fitted so that all kernels together explain the source best. Expectation and maximisation
 * alternate with a correction that keeps the kernels on their grid.
 * Source: Kopf, Shamir, Peers, "Content-adaptive image downscaling", SIGGRAPH Asia 2013, algorithm 1. Ours: a kernel
 * starts at its cell's colour, not at mid-grey; the direction of the edge between two kernels is taken from their
 * unclamped means; a source of 16×16 pixels a cell or more is first shrunk by a whole factor, for time; alpha weighs
 * a pixel's say, and the result's alpha is the box mean. How the paper's pixel-art results were tuned is not told in
 * its listing, so the mode is ours.
 * @param source any size; a source smaller than the target has less than one pixel a kernel, and gains nothing
 * @returns width × height pixels
 * @throws UserError if a side is no positive integer
 */
export function contentAdaptive(
  source: RgbaImage,
  width: number,
  height: number,
  { pixelArt }: ContentAdaptiveOptions = { pixelArt: false },
): RgbaImage {
  assertSize(width, height);
  const fine = shrink(source, width, height);
  const kernels = new Kernels(fine, width, height, pixelArt);
  for (let round = 0; round < ROUNDS; round++) {
    kernels.expect();
    const change = kernels.maximise();
    if (!pixelArt) kernels.smoothShapes();
    kernels.constrain();
    if (change < SETTLED) break;
  }
  return kernels.picture();
}

/** The source, halved, cut to a third and so on while its cells keep at least 8 pixels a side. */
function shrink(source: RgbaImage, width: number, height: number): RgbaImage {
  const factor = Math.floor(Math.min(source.width / width, source.height / height) / ENOUGH_PIXELS_A_SIDE);
  if (factor < 2) return source;
  const [w, h] = [Math.round(source.width / factor), Math.round(source.height / factor)];
  return imageOf(boxPlanes(planesOf(source), w, h));
}

class Kernels {
  private readonly lab: Float64Array;
  private readonly opacity: Float64Array;
  private readonly alpha: Float64Array;
  private readonly windows: Window[];
  /** Weights of every kernel over its window, then its share of each pixel. */
  private readonly share: Float32Array;
  private readonly colour: Float64Array;
  /** Offsets from the cell centres, in art pixels; `drift` before they are held to the grid. */
  private readonly offset: Float64Array;
  private readonly drift: Float64Array;
  /** Covariances as xx, xy, yy. */
  private readonly shape: Float64Array;
  private readonly colourVariance: Float64Array;
  private readonly rx: number;
  private readonly ry: number;

  constructor(
    private readonly source: RgbaImage,
    private readonly width: number,
    private readonly height: number,
    startAtCentre: boolean,
  ) {
    const n = width * height;
    this.lab = labOf(source).map((v) => v / 100);
    this.opacity = Float64Array.from(
      { length: source.width * source.height },
      (_, i) => source.data[i * 4 + 3] / 255,
    );
    const box = boxPlanes(planesOf(source), width, height);
    this.alpha = Float64Array.from({ length: n }, (_, i) => box.data[i * 4 + 3]);
    const start = startAtCentre ? subsample(source, width, height) : imageOf(box);
    this.colour = labOf(start).map((v) => v / 100);
    this.offset = new Float64Array(n * 2);
    this.drift = new Float64Array(n * 2);
    this.shape = new Float64Array(n * 3);
    this.colourVariance = new Float64Array(n).fill(START_COLOUR);
    this.rx = source.width / width;
    this.ry = source.height / height;
    let at = 0;
    this.windows = Array.from({ length: n }, (_, k) => {
      this.shape.set([START_VARIANCE, 0, START_VARIANCE], k * 3);
      const [cx, cy] = this.centre(k);
      const window = {
        x0: Math.max(0, Math.floor((cx - WINDOW) * this.rx)),
        x1: Math.min(source.width, Math.ceil((cx + WINDOW) * this.rx)),
        y0: Math.max(0, Math.floor((cy - WINDOW) * this.ry)),
        y1: Math.min(source.height, Math.ceil((cy + WINDOW) * this.ry)),
        at,
      };
      at += (window.x1 - window.x0) * (window.y1 - window.y0);
      return window;
    });
    this.share = new Float32Array(at);
  }

  private centre(k: number): [number, number] {
    return [(k % this.width) + 0.5, Math.floor(k / this.width) + 0.5];
  }

  /** Each kernel's weights over its window, then each pixel's shares among the kernels that see it. */
  expect(): void {
    const { share, lab, colour, shape } = this;
    const claimed = new Float64Array(this.opacity.length);
    for (let k = 0; k < this.windows.length; k++) {
      const { x0, x1, y0, y1, at } = this.windows[k];
      const [cx, cy] = this.centre(k);
      const [mx, my] = [cx + this.offset[k * 2], cy + this.offset[k * 2 + 1]];
      const [xx, xy, yy] = shape.subarray(k * 3, k * 3 + 3);
      const scale = -0.5 / (xx * yy - xy * xy);
      const [ixx, ixy, iyy] = [yy * scale, -2 * xy * scale, xx * scale];
      const colourScale = -0.5 / this.colourVariance[k];
      const [kl, ka, kb] = colour.subarray(k * 3, k * 3 + 3);
      // Weights are relative to the best pixel: far colours would all underflow to zero otherwise.
      let most = Number.NEGATIVE_INFINITY;
      let o = at;
      for (let y = y0; y < y1; y++) {
        const dy = (y + 0.5) / this.ry - my;
        for (let x = x0; x < x1; x++, o++) {
          const dx = (x + 0.5) / this.rx - mx;
          const p = (y * this.source.width + x) * 3;
          const [dl, da, db] = [lab[p] - kl, lab[p + 1] - ka, lab[p + 2] - kb];
          const e =
            ixx * dx * dx + ixy * dx * dy + iyy * dy * dy + colourScale * (dl * dl + da * da + db * db);
          share[o] = e;
          if (e > most && this.opacity[p / 3] > 0) most = e;
        }
      }
      let sum = 0;
      o = at;
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++, o++) {
          const e = share[o] - most;
          share[o] = e < NEGLIGIBLE ? 0 : Math.exp(e) * this.opacity[y * this.source.width + x];
          sum += share[o];
        }
      }
      o = at;
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++, o++) {
          share[o] = sum > 0 ? share[o] / sum : 0;
          claimed[y * this.source.width + x] += share[o];
        }
      }
    }
    this.forEachPixel((o, pixel) => {
      if (claimed[pixel] > 0) share[o] *= this.opacity[pixel] / claimed[pixel];
    });
  }

  private forEachPixel(visit: (slot: number, pixel: number, kernel: number) => void): void {
    for (let k = 0; k < this.windows.length; k++) {
      const { x0, x1, y0, y1, at } = this.windows[k];
      let o = at;
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++, o++) visit(o, y * this.source.width + x, k);
      }
    }
  }

  /** Moves, shapes and colours each kernel after its share of the pixels; returns the largest change of colour. */
  maximise(): number {
    const { share, lab, colour } = this;
    let change = 0;
    for (let k = 0; k < this.windows.length; k++) {
      const { x0, x1, y0, y1, at } = this.windows[k];
      const [cx, cy] = this.centre(k);
      let [w, sx, sy, sxx, sxy, syy, l, a, b] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
      let o = at;
      for (let y = y0; y < y1; y++) {
        const dy = (y + 0.5) / this.ry - cy;
        for (let x = x0; x < x1; x++, o++) {
          const s = share[o];
          if (s === 0) continue;
          const dx = (x + 0.5) / this.rx - cx;
          const p = (y * this.source.width + x) * 3;
          w += s;
          sx += s * dx;
          sy += s * dy;
          sxx += s * dx * dx;
          sxy += s * dx * dy;
          syy += s * dy * dy;
          l += s * lab[p];
          a += s * lab[p + 1];
          b += s * lab[p + 2];
        }
      }
      // A kernel without pixels, under transparency or beaten by its neighbours, stays as it is.
      if (w < 1e-12) continue;
      const [mx, my] = [sx / w, sy / w];
      this.drift.set([mx, my], k * 2);
      this.shape.set([sxx / w - mx * mx, sxy / w - mx * my, syy / w - my * my], k * 3);
      const moved = Math.hypot(l / w - colour[k * 3], a / w - colour[k * 3 + 1], b / w - colour[k * 3 + 2]);
      change = Math.max(change, moved * 100);
      colour.set([l / w, a / w, b / w], k * 3);
    }
    return change;
  }

  /** Holds places and shapes to the grid: half-way to the neighbours' mean offset, then within bounds. */
  constrain(): void {
    const { width, height, drift, offset } = this;
    const clamp = (v: number) => Math.min(REACH, Math.max(-REACH, v));
    for (let k = 0; k < width * height; k++) {
      const [x, y] = [k % width, Math.floor(k / width)];
      const neighbours = [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ].filter(([u, v]) => u >= 0 && v >= 0 && u < width && v < height);
      for (let c = 0; c < 2; c++) {
        let mean = drift[k * 2 + c];
        if (neighbours.length > 0) {
          const sum = neighbours.reduce((s, [u, v]) => s + drift[(v * width + u) * 2 + c], 0);
          mean = sum / neighbours.length;
        }
        offset[k * 2 + c] = clamp((drift[k * 2 + c] + mean) / 2);
      }
      this.boundShape(k);
    }
  }

  /** Clamps the covariance's two variances along its own axes. */
  private boundShape(k: number): void {
    const [xx, xy, yy] = this.shape.subarray(k * 3, k * 3 + 3);
    const middle = (xx + yy) / 2;
    const half = Math.hypot((xx - yy) / 2, xy);
    const clamp = (v: number) => Math.min(MOST_VARIANCE, Math.max(LEAST_VARIANCE, v));
    const [one, two] = [clamp(middle + half), clamp(middle - half)];
    const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    this.shape.set([one * c * c + two * s * s, (one - two) * c * s, one * s * s + two * c * c], k * 3);
  }

  /**
   * The shape constraints: where a kernel reaches too far towards a neighbour, or a sharp edge between two runs
   * askew of the grid and would make a jagged step, both widen their colour range.
   */
  smoothShapes(): void {
    const { width, height, windows, share } = this;
    const widen = new Uint8Array(windows.length);
    for (let k = 0; k < windows.length; k++) {
      const { x0, x1, y0, y1, at } = windows[k];
      const [cx, cy] = this.centre(k);
      const [mx, my] = [cx + this.drift[k * 2], cy + this.drift[k * 2 + 1]];
      // Most of a window has no share: what has one is gathered once for all eight neighbours.
      const own: { x: number; y: number; s: number }[] = [];
      let mass = 0;
      let o = at;
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++, o++) {
          if (share[o] === 0) continue;
          own.push({ x, y, s: share[o] });
          mass += share[o];
        }
      }
      for (let v = -1; v <= 1; v++) {
        for (let u = -1; u <= 1; u++) {
          const [nx, ny] = [Math.floor(cx) + u, Math.floor(cy) + v];
          if ((u === 0 && v === 0) || nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
          const n = ny * width + nx;
          const other = windows[n];
          const length = Math.hypot(u, v);
          let [reach, overlap] = [0, 0];
          for (const { x, y, s } of own) {
            const towards = (((x + 0.5) / this.rx - mx) * u + ((y + 0.5) / this.ry - my) * v) / length;
            if (towards > 0) reach += s * towards * towards;
            if (x >= other.x0 && x < other.x1 && y >= other.y0 && y < other.y1) {
              overlap += s * share[other.at + (y - other.y0) * (other.x1 - other.x0) + x - other.x0];
            }
          }
          const ex = u + this.drift[n * 2] - this.drift[k * 2];
          const ey = v + this.drift[n * 2 + 1] - this.drift[k * 2 + 1];
          const askew = (ex * u + ey * v) / (Math.hypot(ex, ey) * length) < Math.cos((25 * Math.PI) / 180);
          if (reach > 0.2 * mass || (overlap < 0.08 * this.rx * this.ry && askew)) {
            widen[k] = 1;
            widen[n] = 1;
          }
        }
      }
    }
    // Once a round each, by 1.1 in standard deviation: with eight neighbours it would grow without measure.
    for (let k = 0; k < widen.length; k++) if (widen[k]) this.colourVariance[k] *= 1.1 * 1.1;
  }

  /** The kernels' colours as a picture. */
  picture(): RgbaImage {
    const { width, height, colour, alpha } = this;
    const data = new Uint8ClampedArray(width * height * 4);
    for (let k = 0; k < width * height; k++) {
      if (alpha[k] * 255 < 0.5) continue;
      const [l, a, b] = colour.subarray(k * 3, k * 3 + 3);
      data.set([...bytesOfLab(l * 100, a * 100, b * 100), Math.round(alpha[k] * 255)], k * 4);
    }
    return { width, height, data };
  }
}
