import { Zip, ZipDeflate } from 'fflate';
import { joined } from './bytes.ts';
import { distinctStems, safePath } from './names.ts';
import { type JobHooks, pause } from './pause.ts';

/** A file of an archive. */
export interface FileEntry {
  /** A path; slashes part folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Bytes that are packed before messages may be let in: some milliseconds. */
const STRIDE = 2 ** 18;
/** Packed already; packing them again gains nothing. */
const PACKED = /\.(png|zip)$/i;

/**
 * A ZIP archive of the files, in their order. Names are made safe (`safePath`) and, where two files would share one,
 * numbered before their ending.
 * @param hooks progress counts files
 * @param modified the files' date, from 1980 to 2099
 * Throws the signal's reason once it is aborted.
 */
export async function zipOf(
  entries: readonly FileEntry[],
  hooks: JobHooks = {},
  modified: Date = new Date(),
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  const names = archiveNames(entries);
  for (const [i, { bytes }] of entries.entries()) {
    const file = new ZipDeflate(names[i], { level: PACKED.test(names[i]) ? 0 : 6 });
    file.mtime = modified;
    zip.add(file);
    for (let at = 0; at === 0 || at < bytes.length; at += STRIDE) {
      await pause(hooks.signal);
      file.push(bytes.subarray(at, at + STRIDE), at + STRIDE >= bytes.length);
    }
    hooks.onProgress?.(i + 1, entries.length);
  }
  await pause(hooks.signal);
  zip.end();
  return joined(chunks);
}

/** The names that the files get in the archive. */
function archiveNames(entries: readonly FileEntry[]): string[] {
  const parts = entries.map(({ name }) => {
    const path = safePath(name);
    const ending = /(\.[^./]*)?$/.exec(path)?.[0] ?? '';
    return { stem: path.slice(0, path.length - ending.length), endings: [ending] };
  });
  return distinctStems(parts).map((stem, i) => stem + parts[i].endings[0]);
}
