import type { PixelArt, RgbaImage } from '../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from '../src/core/options.ts';
import { decodePng } from '../src/core/png-read.ts';
import { colour, paletteOf } from '../src/inference/art/colour.ts';
import { drawBy } from '../src/inference/pixelize.ts';
import { sentenceOf } from '../src/ui/texts.ts';
import { analyticNetworks } from '../test/support/networks.ts';
import { faultInArt, faultInPicture } from './art.ts';
import { failed, type Kind, type Outcome, packed, unpacked } from './kind.ts';
import { someOptions } from './options.ts';
import { anyPng } from './pictures.ts';
import { faultIn, refusal } from './sentence.ts';

interface Input {
  readonly png: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly zoom: number;
}

/** Pictures of more pixels are decoded, not drawn. */
const MOST_DRAWN = 2 ** 14;
const SPECS = { ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS };

/** PNGs through the window's decoder, and what can be read through all that makes art of it. */
export const decoderKind = (decode: (png: Uint8Array) => RgbaImage = decodePng): Kind<Input> => ({
  name: 'decoder',
  share: 6,
  async make(rng) {
    const png = packed(await anyPng(rng));
    const size = { width: 1 + rng.int(12), height: null };
    return { png, options: { size, ...someOptions(SPECS, rng), cell: undefined }, zoom: 1 + rng.int(4) };
  },
  async run({ png, options, zoom }) {
    let picture: RgbaImage;
    try {
      picture = decode(unpacked(png));
    } catch (error) {
      const outcome = refusal(error);
      const fault = faultIn(sentenceOf(error));
      return fault === null || outcome.end === 'failed' ? outcome : failed(fault);
    }
    const fault = faultInPicture(picture);
    if (fault !== null) return failed(fault);
    return picture.width * picture.height > MOST_DRAWN ? { end: 'done' } : artOf(picture, options, zoom);
  },
});

async function artOf(picture: RgbaImage, given: Input['options'], zoom: number): Promise<Outcome> {
  const options = parseOptions(SPECS, given);
  let art: PixelArt;
  try {
    const drawing = await drawBy(analyticNetworks(), picture, options);
    const keep = options.palette !== null;
    art = colour(drawing, paletteOf([drawing], options), options, keep);
  } catch (error) {
    return refusal(error);
  }
  const fault = faultInArt(art, options, zoom);
  return fault === null ? { end: 'done' } : failed(fault);
}
