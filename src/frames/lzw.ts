const MOST_CODES = 4096;

/**
 * Unpacks GIF's LZW.
 * @param blocks packed indices, in parts
 * @param depth bits of an index, 1..8
 * @param count how many indices there are
 * @returns null if there are fewer, or codes that nothing stands for
 */
export function lzwIndices(blocks: readonly Uint8Array[], depth: number, count: number): Uint8Array | null {
  if (!(depth >= 1 && depth <= 8)) return null;
  const out = new Uint8Array(count);
  const clear = 1 << depth;
  const end = clear + 1;
  /** What each code stands for: a code before it and an index behind that. */
  const prefix = new Uint16Array(MOST_CODES);
  const suffix = new Uint8Array(MOST_CODES);
  const stack = new Uint8Array(MOST_CODES + 1);
  for (let code = 0; code < clear; code++) suffix[code] = code;
  let [size, next, before, first, at] = [depth + 1, end + 1, -1, 0, 0];
  let [held, bits] = [0, 0];
  for (const block of blocks) {
    for (const byte of block) {
      held |= byte << bits;
      bits += 8;
      while (bits >= size) {
        const code = held & ((1 << size) - 1);
        held >>>= size;
        bits -= size;
        if (code === end) return at === count ? out : null;
        if (code === clear) {
          [size, next, before] = [depth + 1, end + 1, -1];
          continue;
        }
        if (code > next || (code === next && before < 0) || (before < 0 && code > clear)) return null;
        let top = 0;
        let rest = code;
        if (code === next) {
          stack[top++] = first;
          rest = before;
        }
        for (; rest > clear; rest = prefix[rest]) stack[top++] = suffix[rest];
        first = rest;
        stack[top++] = first;
        while (top > 0 && at < count) out[at++] = stack[--top];
        if (before >= 0 && next < MOST_CODES) {
          prefix[next] = before;
          suffix[next] = first;
          next++;
          if (next === 1 << size && size < 12) size++;
        }
        before = code;
      }
    }
  }
  return at === count ? out : null;
}
