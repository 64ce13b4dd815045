/** A rectangle in pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where a GIF's first frame lies on its canvas: only there is something drawn. Null if there is no frame, or no GIF.
 */
export function firstFrameOf(gif: Uint8Array): Area | null {
  const view = new DataView(gif.buffer, gif.byteOffset, gif.byteLength);
  try {
    if (String.fromCharCode(...gif.subarray(0, 3)) !== 'GIF') return null;
    const flags = view.getUint8(10);
    let at = 13 + (flags & 128 ? 3 * 2 ** ((flags & 7) + 1) : 0);
    while (view.getUint8(at) === 0x21) at = afterBlocks(view, at + 2);
    if (view.getUint8(at) !== 0x2c) return null;
    const [x, y, width, height] = [1, 3, 5, 7].map((offset) => view.getUint16(at + offset, true));
    return { x, y, width, height };
  } catch (error) {
    // What is read beyond the file's end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The place behind an extension's blocks: each has its length in front, the last is empty. */
function afterBlocks(view: DataView, start: number): number {
  let at = start;
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += length + 1;
  return at + 1;
}
