import { invalid, messageOf, UserError, Words } from '../core/errors.ts';
import { type OptionValues, PALETTE_OPTIONS, parseOptions } from '../core/options.ts';
import { type Bin, ColourHistogram } from '../inference/art/histogram.ts';

/** The ending of a file that holds colours counted so far, without the dot. */
export const HISTOGRAM = 'histogram';

const FORMAT = 'pixel-cascade histogram 1';

/** What the pictures were drawn by and their palette is made by. */
export type Settings = OptionValues<typeof PALETTE_OPTIONS>;

/** The colours of some pictures of a batch: what a palette for all of it is made of. Parts add up, in any order. */
export class Count {
  readonly histogram = new ColourHistogram();
  pictures = 0;
  /** Whether a picture has transparent cells. */
  transparent = false;
  private readonly shards = new Set<string>();

  constructor(readonly settings: Settings) {}

  /** Notes that the pictures of a shard, "I/N", are counted. Throws a UserError if they are already. */
  addShard(shard: string, name: string): void {
    const count = shard.split('/')[1];
    const other = [...this.shards].find((known) => known.split('/')[1] !== count);
    if (other !== undefined) throw invalid(name, `shards of one batch, as ${other}`, new Words(shard));
    if (this.shards.has(shard)) throw invalid(name, 'every shard once', new Words(`${shard} again`));
    this.shards.add(shard);
  }

  /** Adds what a file holds. Throws a UserError (the file's name) if it was counted by other settings, or twice. */
  add({ settings, pictures, transparent, shards, bins }: CountFile, name: string): void {
    for (const option of Object.keys(PALETTE_OPTIONS) as (keyof Settings)[]) {
      const [own, other] = [this.settings[option], settings[option]].map((value) => JSON.stringify(value));
      if (own !== other) throw invalid(`${name}, ${option}`, own, new Words(other));
    }
    for (const shard of shards) this.addShard(shard, name);
    this.pictures += pictures;
    this.transparent ||= transparent;
    this.histogram.addBins(bins);
  }

  /** The shards of the batch that are not counted yet. */
  missing(): string[] {
    const [first] = this.shards;
    if (first === undefined) return [];
    const count = Number(first.split('/')[1]);
    return Array.from({ length: count }, (_, i) => `${i}/${count}`).filter(
      (shard) => !this.shards.has(shard),
    );
  }

  /** The file that `readCount` reads; the same for the same pictures. */
  write(): Uint8Array {
    const { settings, pictures, transparent } = this;
    const shards = [...this.shards].sort(new Intl.Collator('en', { numeric: true }).compare);
    const head = JSON.stringify({ format: FORMAT, settings, pictures, transparent, shards }).slice(0, -1);
    return Buffer.from(
      `${head},"bins":[\n${this.histogram
        .bins()
        .map((bin) => bin.join())
        .map((bin) => `[${bin}]`)
        .join(',\n')}\n]}\n`,
    );
  }
}

/** A counted part of a batch, as a file holds it. */
interface CountFile {
  readonly settings: Settings;
  readonly pictures: number;
  readonly transparent: boolean;
  readonly shards: readonly string[];
  readonly bins: readonly Bin[];
}

/** Reads what `Count.write` wrote. Throws a UserError (name, expected, received) for anything else. */
export function readCount(bytes: Uint8Array, name: string): CountFile {
  const wrong = (received: string) =>
    invalid(name, 'a histogram that `pixel-cascade palette` wrote', new Words(received));
  let file: Partial<Record<string, unknown>>;
  try {
    file = Object(JSON.parse(Buffer.from(bytes).toString()));
  } catch (error) {
    throw wrong(bytes.length === 0 ? 'an empty file' : messageOf(error));
  }
  const { format, settings, pictures, transparent, shards, bins } = file;
  if (format !== FORMAT)
    throw wrong(format === undefined ? 'other JSON' : `format ${JSON.stringify(format)}`);
  const isBin = (bin: unknown) =>
    Array.isArray(bin) &&
    bin.length === 5 &&
    bin.every(Number.isSafeInteger) &&
    bin[0] >= 0 &&
    bin[0] < 2 ** 15 &&
    bin[1] > 0;
  if (!Array.isArray(bins) || !bins.every(isBin)) throw wrong('broken bins');
  if (!Array.isArray(shards) || !shards.every((shard) => /^\d+\/\d+$/.test(shard)))
    throw wrong('broken shards');
  if (!Number.isSafeInteger(pictures) || typeof transparent !== 'boolean')
    throw wrong('no count of pictures');
  try {
    return {
      settings: parseOptions(PALETTE_OPTIONS, Object(settings)),
      pictures: pictures as number,
      transparent,
      shards,
      bins,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw invalid(name, 'settings of this version', new Words(error.message));
  }
}
