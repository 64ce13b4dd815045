/** The eight neighbours of cell i inside a width × height grid, row by row; fewer at its edges. */
export function neighboursOf({ width, height }: { width: number; height: number }, i: number): number[] {
  const x = i % width;
  const y = Math.floor(i / width);
  const around: number[] = [];
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++)
      if (u !== x || v !== y) around.push(v * width + u);
  return around;
}
