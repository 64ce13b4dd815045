/** IEEE 754 half precision, for compact files. */

const f32 = new Float32Array(1);
const u32 = new Uint32Array(f32.buffer);

/** Rounds to the nearest half; beyond ±65504 to the largest. */
export function toHalf(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    f32[0] = Math.min(65504, Math.max(-65504, values[i]!));
    const bits = u32[0]!;
    const sign = (bits >>> 16) & 0x8000;
    const exponent = ((bits >>> 23) & 0xff) - 112;
    const mantissa = bits & 0x7fffff;
    if (exponent <= 0) {
      // Subnormal: units of 2^-24.
      out[i] = sign | Math.round(Math.abs(f32[0]!) * 2 ** 24);
    } else {
      // Rounding may carry into the exponent, which is what it should do.
      const rounded =
        (exponent << 10) +
        (mantissa >>> 13) +
        ((mantissa & 0x1fff) > 0x1000 || (mantissa & 0x3fff) === 0x3000 ? 1 : 0);
      out[i] = sign | Math.min(0x7bff, rounded);
    }
  }
  return out;
}

export function fromHalf(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (h) => {
    const sign = h & 0x8000 ? -1 : 1;
    const exponent = (h >>> 10) & 0x1f;
    const mantissa = h & 0x3ff;
    return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
  });
}
