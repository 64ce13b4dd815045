/**
 * Euclidean distance from the centre of every pixel to the centre of the nearest one that is not in the mask; 0
 * outside it. What lies beyond the border counts for neither.
 * Source: Felzenszwalb, Huttenlocher, "Distance transforms of sampled functions", 2012.
 * @param mask 1 or 0 a pixel, rows top to bottom
 * @param width pixels a row; must divide the mask's length
 * @returns pixels, 0 or more; Infinity everywhere if the mask is full
 */
export function distanceInside(mask: Uint8Array, width: number): Float64Array {
  const height = mask.length / width;
  const squared = Float64Array.from(mask, (m) => (m ? Number.POSITIVE_INFINITY : 0));
  const longest = Math.max(width, height);
  const line = new Float64Array(longest);
  const places = new Int32Array(longest);
  const bounds = new Float64Array(longest + 1);
  /** The lower envelope of the parabolas that stand on the line's finite values. */
  const pass = (start: number, step: number, count: number) => {
    let last = -1;
    for (let q = 0; q < count; q++) {
      line[q] = squared[start + q * step];
      if (line[q] === Number.POSITIVE_INFINITY) continue;
      let from = Number.NEGATIVE_INFINITY;
      while (last >= 0) {
        const p = places[last];
        from = (line[q] + q * q - line[p] - p * p) / (2 * (q - p));
        if (from > bounds[last]) break;
        last--;
        from = Number.NEGATIVE_INFINITY;
      }
      last++;
      places[last] = q;
      bounds[last] = from;
    }
    if (last < 0) return;
    let k = 0;
    for (let q = 0; q < count; q++) {
      while (k < last && bounds[k + 1] < q) k++;
      squared[start + q * step] = line[places[k]] + (q - places[k]) ** 2;
    }
  };
  for (let x = 0; x < width; x++) pass(x, width, height);
  for (let y = 0; y < height; y++) pass(y * width, 1, width);
  return squared.map(Math.sqrt);
}

/**
 * The mask thinned to lines one pixel wide that hold together as it did. What lies beyond the border is not in it.
 * Pixels are looked at again only where a neighbour went, so that large areas cost little; the result is that of
 * the plain form.
 * Source: Zhang, Suen, "A fast parallel algorithm for thinning digital patterns", 1984.
 * @param mask 1 or 0 a pixel, rows top to bottom
 * @param width pixels a row; must divide the mask's length
 */
export function skeleton(mask: Uint8Array, width: number): Uint8Array {
  const height = mask.length / width;
  const w = width + 2;
  const thin = new Uint8Array(w * (height + 2));
  for (let y = 0; y < height; y++) {
    thin.set(mask.subarray(y * width, (y + 1) * width), (y + 1) * w + 1);
  }
  // The eight neighbours in a circle from above, clockwise.
  const circle = [-w, 1 - w, 1, w + 1, w, w - 1, -1, -w - 1];
  const removable = (p: number, second: boolean): boolean => {
    const [n, ne, e, se, s, sw, west, nw] = circle.map((d) => thin[p + d]);
    const count = n + ne + e + se + s + sw + west + nw;
    if (count < 2 || count > 6) return false;
    if (second ? n * e * west || n * s * west : n * e * s || e * s * west) return false;
    const ring = [n, ne, e, se, s, sw, west, nw];
    let rises = 0;
    for (let i = 0; i < 8; i++) if (!ring[i] && ring[(i + 1) % 8]) rises++;
    return rises === 1;
  };
  // Those to look at in the first and in the second half of a round, and whether a pixel is among them already.
  let waiting: number[][] = [[], []];
  const queued = [new Uint8Array(thin.length), new Uint8Array(thin.length)];
  const queue = (p: number) => {
    for (const half of [0, 1]) {
      if (queued[half][p]) continue;
      queued[half][p] = 1;
      waiting[half].push(p);
    }
  };
  for (let p = w; p < thin.length - w; p++) {
    if (thin[p] && circle.some((d) => !thin[p + d])) queue(p);
  }
  while (waiting[0].length + waiting[1].length > 0) {
    for (const half of [0, 1]) {
      const looked = waiting[half];
      waiting = half === 0 ? [[], waiting[1]] : [waiting[0], []];
      for (const p of looked) queued[half][p] = 0;
      const gone = looked.filter((p) => thin[p] && removable(p, half === 1));
      for (const p of gone) thin[p] = 0;
      for (const p of gone) for (const d of circle) if (thin[p + d]) queue(p + d);
    }
  }
  const out = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) {
    out.set(thin.subarray((y + 1) * w + 1, (y + 1) * w + 1 + width), y * width);
  }
  return out;
}

/** The mask grown by one pixel to all eight sides. */
export function grown(mask: Uint8Array, width: number): Uint8Array {
  const height = mask.length / width;
  const out = new Uint8Array(mask.length);
  for (let p = 0; p < mask.length; p++) {
    if (!mask[p]) continue;
    const x = p % width;
    const y = (p - x) / width;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) out[v * width + u] = 1;
    }
  }
  return out;
}
