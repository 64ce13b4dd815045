import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GAMUTS } from '../../src/core/gamut.ts';
import { PRESETS } from '../../src/core/presets.ts';

it('every palette, and every rule for picking, is in the list of sources with its number of colours', () => {
  const rows = readFileSync('docs/palettes.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `') && !line.startsWith('| `--'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const listed = rows.flatMap(([, names, counts]) => {
    const numbers = counts.split(', ');
    return names.split(', ').map((name, i) => [name.replaceAll('`', ''), Number(numbers[i])]);
  });
  const presets = Object.entries(PRESETS).map(([name, colours]) => [name, new Set(colours.map(String)).size]);
  const gamuts = GAMUTS.filter((gamut) => gamut !== 'any').map((gamut) => [
    gamut,
    gamut === 'amiga' ? 4096 : 512,
  ]);
  expect(listed.sort()).toEqual([...presets, ...gamuts].sort());
});
