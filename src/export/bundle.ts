import { strToU8 } from 'fflate';
import { messageOf, throwIfAborted, UserError } from '../core/errors.ts';
import { hexOf } from '../core/hex.ts';
import type { PixelArt, Rgba, RgbaImage } from '../core/image.ts';
import { usedColours, withoutRepeats } from '../core/palette.ts';
import { checkSize } from '../core/png.ts';
import { PALETTE_WRITERS } from '../palettes/write.ts';
import { distinctStems, safePath } from './names.ts';
import { type JobHooks, pause } from './pause.ts';
import { sheetPicture } from './sheet.ts';
import type { FileEntry } from './zip.ts';

/** Art of a layer. */
export interface BundleItem {
  /** The layer's name; slashes part folders. */
  readonly name: string;
  readonly art: PixelArt;
}

/** Something that could not be done, for the one who asked for it. */
export interface Failure {
  /** The layer's name, or "sprite sheet". */
  readonly layer: string;
  /** A sentence. */
  readonly reason: string;
}

export interface BundleOptions {
  /** Every picture is also written enlarged so many times; 1 for none. */
  readonly zoom: number;
  readonly sheet: 'none' | 'hash' | 'array';
  /** What the art was made with, for the manifest: plain JSON. */
  readonly settings: unknown;
  /** Layers that have no art, for the manifest. */
  readonly failures?: readonly Failure[];
}

/**
 * Makes a picture's PNG, of art every pixel zoom × zoom times. It may do so elsewhere, so that others can be served
 * meanwhile; it rejects as soon as it is known that the job's signal is aborted.
 */
export type Encode = (picture: PixelArt | RgbaImage, zoom: number) => Promise<Uint8Array>;

/** manifest.json: what the other files are. Paths are from the archive's top; colours are "#rrggbb". */
export interface Manifest {
  readonly app: string;
  readonly settings: unknown;
  /** How many times the enlarged pictures are enlarged; 1 if there are none. */
  readonly zoom: number;
  /** The palette that all layers share, in every format; null if they have palettes of their own. */
  readonly palette: { readonly colours: readonly string[]; readonly files: readonly string[] } | null;
  /** The sprite sheet and its JSON; null if there is none. */
  readonly sheet: { readonly image: string; readonly data: string } | null;
  readonly layers: readonly ManifestLayer[];
  readonly failures: readonly Failure[];
}

/** A layer of the manifest. */
interface ManifestLayer {
  /** The name that it has in the document. */
  readonly name: string;
  /** Art pixels. */
  readonly width: number;
  readonly height: number;
  /** Colours that occur, transparency not counted. */
  readonly colours: number;
  readonly files: {
    /** One pixel an art pixel. */
    readonly image: string;
    readonly enlarged: string | null;
    /** The layer's own palette, as GPL; null if all layers share one, or nothing is opaque. */
    readonly palette: string | null;
  };
}

const IMAGES = 'images/';
const PALETTES = 'palettes/';
const SHEET = { image: 'sheet.png', data: 'sheet.json' };
/** Shorter than what the archive keeps, so that it need not shorten names with their number and ending again. */
const LONGEST_NAME = 60;

/**
 * The files of a batch export, for `zipOf`: images/ with every picture once and enlarged; palettes/ with the shared
 * palette in every format, or one GPL file a layer; sheet.png and sheet.json if asked for; manifest.json.
 * @param hooks progress counts layers; a cancel acts in the middle of a picture if `encode` heeds it
 * @returns the files, and the failures: those given and what could not be made here, such as a sheet that is too large
 * Throws the signal's reason once it is aborted.
 */
export async function exportFiles(
  items: readonly BundleItem[],
  { zoom, sheet, settings, failures: given = [] }: BundleOptions,
  encode: Encode,
  hooks: JobHooks = {},
): Promise<{ files: FileEntry[]; failures: Failure[] }> {
  const enlargement = zoom === 1 ? [] : [`@${zoom}x.png`];
  const stems = distinctStems(
    items.map(({ name }) => ({
      stem: safePath(name, LONGEST_NAME),
      endings: ['.png', ...enlargement, PALETTE_WRITERS.gpl.ending],
    })),
  );
  const files: FileEntry[] = [];
  const failures = [...given];
  const add = (name: string, bytes: Uint8Array): string => {
    files.push({ name, bytes });
    return name;
  };
  /** The file's name, or null and a failure told. */
  const attempt = async (layer: string, make: () => Promise<string>): Promise<string | null> => {
    try {
      return await make();
    } catch (error) {
      // Its reason may be a UserError.
      throwIfAborted(hooks.signal);
      if (!(error instanceof UserError)) throw error;
      failures.push({ layer, reason: messageOf(error) });
      return null;
    }
  };

  const shared = sharedPalette(items);
  const palette = shared && {
    colours: shared.map((colour) => `#${hexOf(colour)}`),
    files: Object.values(PALETTE_WRITERS).map(({ ending, write }) =>
      add(`${PALETTES}palette${ending}`, write(shared, 'Shared palette')),
    ),
  };
  const layers: ManifestLayer[] = [];
  for (const [i, { name, art }] of items.entries()) {
    await pause(hooks.signal);
    const png = async (ending: string, times: number) =>
      add(`${IMAGES}${stems[i]}${ending}`, await encode(art, times));
    const image = await png('.png', 1);
    const enlarge = async (ending: string) => {
      // A byte a pixel at most.
      checkSize('enlarged picture', art.width * zoom, art.height * zoom, 64);
      return png(ending, zoom);
    };
    const enlarged = zoom === 1 ? null : await attempt(name, () => enlarge(enlargement[0]));
    const colours = opaqueColours(art);
    const own = shared === null && colours.length > 0;
    const { ending, write } = PALETTE_WRITERS.gpl;
    layers.push({
      name,
      width: art.width,
      height: art.height,
      colours: usedColours(art),
      files: {
        image,
        enlarged,
        palette: own ? add(`${PALETTES}${stems[i]}${ending}`, write(colours, name)) : null,
      },
    });
    hooks.onProgress?.(i + 1, items.length);
  }
  await pause(hooks.signal);
  const hasSheet =
    sheet !== 'none' &&
    items.length > 0 &&
    (await attempt('sprite sheet', async () => {
      const frames = items.map(({ name, art }, i) => ({ name, filename: `${stems[i]}.png`, art }));
      const { picture, data } = sheetPicture(frames, { layout: sheet, image: SHEET.image });
      add(SHEET.image, await encode(picture, 1));
      return add(SHEET.data, json(data));
    })) !== null;
  const manifest: Manifest = {
    app: 'Pixel Cascade',
    settings,
    zoom,
    palette,
    sheet: hasSheet ? SHEET : null,
    layers,
    failures,
  };
  add('manifest.json', json(manifest));
  return { files, failures };
}

const json = (value: unknown): Uint8Array => strToU8(`${JSON.stringify(value, null, 2)}\n`);

const opaqueColours = ({ palette }: PixelArt): Rgba[] => withoutRepeats(palette.filter((c) => c[3] === 255));

/** The opaque colours that all art with any has in its palette, in the same order; null if they differ. */
function sharedPalette(items: readonly BundleItem[]): Rgba[] | null {
  const [first, ...others] = items
    .map(({ art }) => opaqueColours(art))
    .filter((colours) => colours.length > 0);
  if (first === undefined) return null;
  return others.every((colours) => colours.join() === first.join()) ? first : null;
}
