/** The source pixels under one target pixel along one axis: the first, and how much of each lies in its box. */
interface Span {
  readonly first: number;
  /** Each 0..1; their sum is the box's width in source pixels. */
  readonly weights: readonly number[];
}

/**
 * The boxes of target pixels along an axis of `size` source pixels, of which `count` cover `length` from `start`: box i
 * covers [start + i·length/count, start + (i+1)·length/count). A source pixel that straddles two boxes counts in each by
 * its share.
 * @param count may be fractional: the last box then holds what is left
 */
export function spans(size: number, count: number, start = 0, length = size): Span[] {
  const end = Math.min(size, start + length);
  return Array.from({ length: Math.ceil(count) }, (_, i) => {
    const from = start + (i * length) / count;
    const to = start + ((i + 1) * length) / count;
    const first = Math.floor(from);
    const weights: number[] = [];
    for (let p = first; p < Math.min(end, to - 1e-9); p++) {
      weights.push(Math.min(p + 1, to) - Math.max(p, from));
    }
    return { first, weights };
  });
}
