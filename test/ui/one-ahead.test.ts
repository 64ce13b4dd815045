import { expect, it } from 'vitest';
import { oneAhead } from '../../src/ui/one-ahead.ts';

/** All that is ready has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Loads that end when the test says so. */
function opened(items: readonly string[]) {
  const loads = new Map<string, { end: () => void; fail: (error: Error) => void }>();
  const get = oneAhead(
    items,
    (item) =>
      new Promise<string>((resolve, reject) => {
        loads.set(item, { end: () => resolve(item.toUpperCase()), fail: reject });
      }),
  );
  return { get, loads, begun: () => [...loads.keys()].join('') };
}

it('loads one after the other in their order, however many are waited for, and one more', async () => {
  const { get, loads, begun } = opened(['a', 'b', 'c', 'd', 'e']);
  const got = Promise.all([get('a'), get('b'), get('c')]);
  const so = ['a', 'ab', 'abc', 'abcd'];
  for (const names of so) {
    await settled();
    expect(begun()).toBe(names);
    loads.get(names.at(-1) as string)?.end();
  }
  expect(await got).toEqual(['A', 'B', 'C']);
  await settled();
  // Nobody has asked for the fourth.
  expect(begun()).toBe('abcd');
});

it('goes on after one that cannot be loaded, and tells only who asked for it', async () => {
  const { get, loads, begun } = opened(['a', 'b', 'c']);
  const [a, b] = [get('a'), get('b')];
  await settled();
  loads.get('a')?.fail(new Error('gone'));
  await expect(a).rejects.toThrow('gone');
  await settled();
  expect(begun()).toBe('ab');
  loads.get('b')?.end();
  expect(await b).toBe('B');
});
