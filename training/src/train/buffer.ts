import type { Rng } from '../rng.ts';

/** A picture kept outside of the backend: values and NHWC shape. */
export interface Stored {
  shape: [number, number, number, number];
  values: Float32Array;
}

/**
 * History of generated pictures for a discriminator (section 3.4, after Shrivastava et al. 2017): once full, half of the
 * time an older picture is given out and the new one takes its place.
 */
export class PictureBuffer {
  readonly pictures: Stored[] = [];

  constructor(private readonly capacity: number) {}

  /** @returns the picture that the discriminator should see instead of `fresh` */
  exchange(fresh: Stored, rng: Rng): Stored {
    if (this.pictures.length < this.capacity) {
      this.pictures.push(fresh);
      return fresh;
    }
    if (rng.chance(0.5)) return fresh;
    const i = rng.int(this.capacity);
    const old = this.pictures[i]!;
    this.pictures[i] = fresh;
    return old;
  }
}
