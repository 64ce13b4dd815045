/**
 * Which ends at a junction go on into each other: the straightest couple first, every end once.
 * @param headings directions of length 1, away from the junction
 * @param most the cosine of two that go on is below this; -1 is straight on
 * @returns indices of headings, two by two
 */
export function onwardCouples(
  headings: readonly (readonly [number, number])[],
  most: number,
): [number, number][] {
  const couples: { cosine: number; i: number; j: number }[] = [];
  for (let i = 0; i < headings.length; i++)
    for (let j = i + 1; j < headings.length; j++) {
      const cosine = headings[i]![0] * headings[j]![0] + headings[i]![1] * headings[j]![1];
      if (cosine < most) couples.push({ cosine, i, j });
    }
  couples.sort((p, q) => p.cosine - q.cosine);
  const taken = new Set<number>();
  return couples.flatMap(({ i, j }): [number, number][] => {
    if (taken.has(i) || taken.has(j)) return [];
    taken.add(i).add(j);
    return [[i, j]];
  });
}
