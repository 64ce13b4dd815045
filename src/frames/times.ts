import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { invalid, messageOf, Words } from '../core/errors.ts';

/** The file in a folder of pictures that tells how long each is shown. */
export const TIMES_FILE = 'frames.json';

/**
 * How long pictures are shown, ms, by file name: from a frames.json beside them, as Aseprite writes it ("frames" as a list
 * with "filename" and "duration", or as an object by file name). Pictures that it does not name are not in it.
 * @param paths of pictures
 * Throws a UserError if there is such a file and it cannot be read.
 */
export async function timesBeside(paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    const file = join(folder, TIMES_FILE);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw invalid(file, 'a list of frames', new Words(messageOf(error)));
    });
    if (text === null) continue;
    for (const [name, duration] of timesIn(file, text)) times.set(join(folder, basename(name)), duration);
  }
  return times;
}

function timesIn(file: string, text: string): [string, number][] {
  const wrong = (received: string) =>
    invalid(file, '"frames" with a filename and a duration in milliseconds each', new Words(received));
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw wrong(messageOf(error));
  }
  const frames = (parsed as { frames?: unknown } | null)?.frames;
  if (typeof frames !== 'object' || frames === null) throw wrong('none');
  const entries: [unknown, unknown][] = Array.isArray(frames)
    ? frames.map((frame) => [frame?.filename, frame?.duration])
    : Object.entries(frames).map(([name, frame]) => [
        name,
        (frame as { duration?: unknown } | null)?.duration,
      ]);
  return entries.map(([name, duration], i) => {
    if (typeof name !== 'string' || typeof duration !== 'number' || !(duration > 0))
      throw wrong(`frame ${i + 1} with ${JSON.stringify({ filename: name, duration })}`);
    return [name, duration];
  });
}
