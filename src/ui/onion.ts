import type { RgbaImage } from '../core/image.ts';

/** How much of what is seen the frame before is, 0..1. */
const SKIN = 0.35;

/** A frame with the one before over it, faintly; what only the frame has stays as it is. Both are of one size. */
export function onionSkin(frame: RgbaImage, before: RgbaImage): RgbaImage {
  const data = new Uint8ClampedArray(frame.data.length);
  for (let i = 0; i < data.length; i += 4) {
    const over = SKIN * before.data[i + 3];
    const own = frame.data[i + 3] * (1 - over / 255);
    const alpha = own + over;
    if (alpha === 0) continue;
    for (let c = 0; c < 3; c++) data[i + c] = (own * frame.data[i + c] + over * before.data[i + c]) / alpha;
    data[i + 3] = alpha;
  }
  return { ...frame, data };
}
