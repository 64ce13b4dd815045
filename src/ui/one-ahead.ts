/**
 * Loads items that are asked for in their order, one after the other; while one is used, the next one is loaded already.
 * @param load may reject; whoever asks for that item is told
 */
export function oneAhead<I, T>(items: readonly I[], load: (item: I) => Promise<T>): (item: I) => Promise<T> {
  const loading = new Map<I, Promise<T>>();
  let last: Promise<unknown> = Promise.resolve();
  const begin = (item: I): Promise<T> => {
    const known = loading.get(item);
    if (known !== undefined) return known;
    const begun = last.then(() => load(item));
    loading.set(item, begun);
    last = begun.catch(() => {});
    return begun;
  };
  return async (item) => {
    try {
      return await begin(item);
    } finally {
      const next = items[items.indexOf(item) + 1];
      if (next !== undefined) begin(next);
      loading.delete(item);
    }
  };
}
