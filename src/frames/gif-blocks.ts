/** What a GIF file holds of its frames. */
interface GifFrames {
  /** Where each frame whose data is whole lies on the canvas, x, y, width, height. */
  readonly areas: readonly (readonly number[])[];
  /** Whether the file goes on after them without ending as it should. */
  readonly isCut: boolean;
}

/** Walks a GIF's blocks, without unpacking anything. */
export function gifFrames(bytes: Uint8Array): GifFrames {
  const tableOf = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + tableOf(bytes[10]);
  const areas: number[][] = [];
  /** Goes past sub-blocks; false if the file ends in them. */
  const pass = (): boolean => {
    while (at < bytes.length && bytes[at] !== 0) at += bytes[at] + 1;
    return at++ < bytes.length;
  };
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return { areas, isCut: false };
    if (kind === 0x21) {
      at += 2;
      if (!pass()) break;
    } else if (kind === 0x2c) {
      const area = [1, 3, 5, 7].map((k) => bytes[at + k] + 256 * bytes[at + k + 1]);
      at += 10 + tableOf(bytes[at + 9]) + 1;
      if (!pass()) break;
      areas.push(area);
    } else break;
  }
  return { areas, isCut: true };
}
