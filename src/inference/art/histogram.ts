import { oklabOfBytes } from '../../core/colour.ts';

const BINS = 32 ** 3;
/** Parts of one that sums are counted in: whole numbers add up to the same in any order. */
const PARTS = 2 ** 20;

/** Colours as points in OKLab (n × 3) with the number of pixels of each. */
export interface Points {
  readonly lab: Float64Array;
  readonly weight: Float64Array;
}

/** A filled bin: its place 0..32767 (15 bits of RGB), and its weight and weighted sums of OKLab, all whole numbers. */
export type Bin = readonly [place: number, weight: number, L: number, a: number, b: number];

/**
 * Counts the colours of any number of pictures in 15 bits; every bin keeps the mean of what fell into it. Parts of a
 * picture's or a batch's histogram add up to the whole one, exactly and in any order.
 */
export class ColourHistogram {
  private readonly weight = new Float64Array(BINS);
  private readonly sum = new Float64Array(BINS * 3);

  /**
   * Adds a picture's pixels.
   * @param rgb n × 3 sRGB bytes
   * @param weights what each of the n pixels counts; those with 0 are left out
   */
  add(rgb: Uint8Array, weights: Uint8Array | Float32Array): void {
    const lab = oklabOfBytes(rgb);
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === 0) continue;
      const bin = ((rgb[i * 3] >> 3) << 10) | ((rgb[i * 3 + 1] >> 3) << 5) | (rgb[i * 3 + 2] >> 3);
      const weight = weights[i] * PARTS;
      this.weight[bin] += Math.round(weight);
      for (let c = 0; c < 3; c++) this.sum[bin * 3 + c] += Math.round(weight * lab[i * 3 + c]);
    }
  }

  /** Adds another histogram's bins. */
  addBins(bins: readonly Bin[]): void {
    for (const [place, weight, ...lab] of bins) {
      this.weight[place] += weight;
      for (let c = 0; c < 3; c++) this.sum[place * 3 + c] += lab[c];
    }
  }

  /** The filled bins, by their place. */
  bins(): Bin[] {
    return this.filled().map((bin) => [bin, this.weight[bin], ...this.sums(bin)]);
  }

  /** The means of the filled bins. */
  points(): Points {
    const filled = this.filled();
    const lab = new Float64Array(filled.length * 3);
    filled.forEach((bin, i) => {
      for (let c = 0; c < 3; c++) lab[i * 3 + c] = this.sum[bin * 3 + c] / this.weight[bin];
    });
    return { lab, weight: Float64Array.from(filled, (bin) => this.weight[bin] / PARTS) };
  }

  private filled(): number[] {
    return [...this.weight.keys()].filter((bin) => this.weight[bin] > 0);
  }

  private sums(bin: number): [number, number, number] {
    return [this.sum[bin * 3], this.sum[bin * 3 + 1], this.sum[bin * 3 + 2]];
  }
}
