import type { RgbaImage } from './image.ts';
import type { PixelizeOptions } from './options.ts';

type Adjustments = Pick<PixelizeOptions, 'brightness' | 'contrast' | 'saturation'>;

/** How much of each channel is seen as lightness (Rec. 709), here of sRGB values, as CSS and image editors have it. */
const LUMA = [0.2126, 0.7152, 0.0722] as const;

/**
 * A picture with its brightness, contrast and saturation changed, in this order, each −100..100; transparency stays. Of sRGB values
 * 0..1: brightness bends them by the power 2^(−brightness/50), so that black and white stay and nothing is lost; contrast
 * stretches them about the middle, from none at −100 to four times at 100; saturation does so about their lightness, from grey at −100 to
 * twice at 100.
 * @returns the source itself where nothing changes
 */
export function adjusted(source: RgbaImage, { brightness, contrast, saturation }: Adjustments): RgbaImage {
  if (brightness === 0 && contrast === 0 && saturation === 0) return source;
  const stretch = 1 + (contrast < 0 ? contrast / 100 : (3 * contrast) / 100);
  const tone = Float32Array.from({ length: 256 }, (_, byte) => {
    const bent = (byte / 255) ** (2 ** (-brightness / 50));
    return 255 * Math.min(1, Math.max(0, 0.5 + (bent - 0.5) * stretch));
  });
  const colourful = 1 + saturation / 100;
  const data = Uint8ClampedArray.from(source.data);
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b] = [tone[data[i]], tone[data[i + 1]], tone[data[i + 2]]];
    const light = LUMA[0] * r + LUMA[1] * g + LUMA[2] * b;
    data[i] = light + (r - light) * colourful;
    data[i + 1] = light + (g - light) * colourful;
    data[i + 2] = light + (b - light) * colourful;
  }
  return { ...source, data };
}
