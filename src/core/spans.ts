/** The source pixels under one target pixel along one axis: the first, and how much of each lies in its box. */
interface Span {
  readonly first: number;
  /** Each 0..1; their sum is the box's width in source pixels. */
  readonly weights: readonly number[];
}

/**
 * The boxes of `count` target pixels along an axis of `size` source pixels: box i covers [i·size/count,
 * (i+1)·size/count). A source pixel that straddles two boxes counts in each by its share.
 */
export function spans(size: number, count: number): Span[] {
  return Array.from({ length: count }, (_, i) => {
    const from = (i * size) / count;
    const to = ((i + 1) * size) / count;
    const first = Math.floor(from);
    const weights: number[] = [];
    for (let p = first; p < Math.min(size, to - 1e-9); p++) {
      weights.push(Math.min(p + 1, to) - Math.max(p, from));
    }
    return { first, weights };
  });
}
