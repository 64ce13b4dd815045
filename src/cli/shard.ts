import { createHash } from 'node:crypto';
import { invalid } from '../core/errors.ts';

/** A part of a batch, as one of several machines does it. */
export interface Shard {
  /** Counted from 0. */
  readonly index: number;
  readonly count: number;
}

/** The most parts of a batch. */
const MOST = 1_000_000;

/** Reads "I/N". Throws a UserError if it is no shard. */
export function readShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!(index < count && count <= MOST)) {
    throw invalid('--shard', 'I/N with I counted from 0 to N - 1, such as 0/4', text);
  }
  return { index, count };
}

/** Whether a picture belongs to a shard: by its place alone, so that every machine says the same and none asks another. */
export function isIn({ index, count }: Shard, place: string): boolean {
  const name = place.replaceAll('\\', '/').normalize('NFC');
  return createHash('sha256').update(name).digest().readUIntBE(0, 6) % count === index;
}
