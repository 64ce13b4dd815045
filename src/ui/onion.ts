import type { RgbaImage } from '../core/image.ts';

/** How much of what is seen the frame before is, 0..1. */
const SKIN = 0.35;

/** A frame with the one before shining through; both of one size. */
export function onionSkin(frame: RgbaImage, before: RgbaImage): RgbaImage {
  const data = new Uint8ClampedArray(frame.data.length);
  for (let i = 0; i < data.length; i += 4) {
    const own = (1 - SKIN) * frame.data[i + 3];
    const under = SKIN * before.data[i + 3];
    const alpha = own + under;
    if (alpha === 0) continue;
    for (let c = 0; c < 3; c++) data[i + c] = (own * frame.data[i + c] + under * before.data[i + c]) / alpha;
    // What is in one of the two only is fainter.
    data[i + 3] = alpha;
  }
  return { ...frame, data };
}
