import type { Settings } from '../../core/settings.ts';

/** A face at each detail: the same picture in ever fewer shapes. */
const FACES: Readonly<Record<Settings['pixelize']['scale'], readonly string[]>> = {
  '1/4': [
    '...######...',
    '.##......##.',
    '.#........#.',
    '#..##..##..#',
    '#..##..##..#',
    '#..........#',
    '#..........#',
    '#..#....#..#',
    '#...####...#',
    '.#........#.',
    '.##......##.',
    '...######...',
  ],
  '3/16': ['..####..', '.#....#.', '#.#..#.#', '#......#', '#.#..#.#', '#..##..#', '.#....#.', '..####..'],
  '1/8': ['.####.', '##..##', '#.##.#', '#....#', '##..##', '.####.'],
};

/** What a detail makes of a face, as a small picture. */
export function DetailPicture({ detail }: { readonly detail: string }) {
  const rows = Object.entries(FACES).find(([name]) => name === detail)?.[1] ?? [];
  const side = rows.length;
  return (
    <svg
      class="detail-picture"
      width="12"
      height="12"
      viewBox={`0 0 ${side} ${side}`}
      shape-rendering="crispEdges"
      aria-hidden="true"
    >
      {rows.flatMap((row, y) =>
        [...row].map((cell, x) =>
          cell === '#' ? <rect key={`${x},${y}`} x={x} y={y} width="1" height="1" /> : null,
        ),
      )}
    </svg>
  );
}
