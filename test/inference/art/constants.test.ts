import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { WEIGHTS } from '../../../src/inference/art/weights.ts';

/**
 * Numbers with a name beside the weights, and fractions. None of them decides what art looks like by default: they are
 * counts of samples and neighbours, halves, rounds of a search, limits of memory, and what dithering does on demand. What
 * is not here belongs into weights.ts.
 */
const BOUNDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'dither.ts': {
    '0.5': 'half a step',
    MIX_CANDIDATES: 'colours tried for a mix',
    CONTRAST_COST: 'ordered dithering alone: what a coarse mix is held against',
    LEAD: 'a tile is begun so far before its edge',
  },
  'energy.ts': { STEPS: 'tables' },
  'evidence.ts': { BLOCKS: 'samples summed together' },
  'features.ts': { MOST: 'a cell and its neighbours' },
  'histogram.ts': { BINS: '15 bits of colour', PARTS: 'whole numbers' },
  'kmeans.ts': {
    RESTARTS: 'search',
    LARGE: 'search',
    WORTHWHILE: 'search',
    CANDIDATES: 'search',
    ROUNDS: 'search',
  },
  'mates.ts': { MOST: 'a cell and two neighbours' },
  'motion.ts': {
    '0.9': 'sequences: little is left to explain',
    FAR: 'search',
    PROBES: 'search',
    REACH: 'search',
    TOGETHER: 'sequences: how much of its neighbours goes along with what moves',
  },
  'palette.ts': { SAMPLES: 'image-q' },
  'samples.ts': { SEEN: 'half of a byte', UNSEEN: 'no colour', WORD: 'bits' },
  'seeds.ts': {
    BITS: 'bins',
    FINE: 'bins',
    PURE: 'half of a byte',
    ROUNDS: 'search',
    TALLY: 'values of a byte',
  },
  'sequence.ts': { MOST_COSTS: 'memory', SPAN: 'frames settled together' },
  'solve.ts': { REACH: 'no term spans more' },
  'space.ts': {
    '0.0001': 'no division by zero',
    K1: "Ottosson's toe",
    K2: "Ottosson's toe",
    KNOWN_BITS: 'memory',
    SPREAD: 'a hash',
    knownHue: 'of which weights something is remembered',
  },
  'split.ts': { ROUNDS: 'search' },
  'strokes.ts': { '0.5': 'centre of a cell', HALF: 'half of a byte', NEAR: 'a cell' },
  'tile.ts': { LEAST_TILE: 'reach of a window', TILE_MARGIN: 'reach of a feature' },
  'votes.ts': { UNIT: 'whole numbers' },
  'windows.ts': { MOST_SURE: 'pieces that fit into three by three cells' },
};

const ROOM = new URL('../../../src/inference/art/', import.meta.url).pathname;

/** Named numbers at the top of a file, and fractions anywhere else. */
function numbersOf(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOM, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: string[] = [];
  const isNumeric = (node: ts.Node): boolean => {
    if (ts.isNumericLiteral(node)) return true;
    if (ts.isBinaryExpression(node)) return isNumeric(node.left) && isNumeric(node.right);
    return ts.isPrefixUnaryExpression(node) && isNumeric(node.operand);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.parent.parent.parent === source && node.initializer)
      if (isNumeric(node.initializer)) {
        found.push(node.name.getText());
        return;
      }
    if (ts.isNumericLiteral(node) && !Number.isInteger(Number(node.text))) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it('every weight has one line of meaning', () => {
  const text = readFileSync(join(ROOM, 'weights.ts'), 'utf8');
  for (const name of Object.keys(WEIGHTS))
    expect(text).toMatch(new RegExp(`^  /\\*\\* .+ \\*/\\n  readonly ${name}: number;$`, 'm'));
});

it('art is decided by at most 15 constants, all in one file; what other numbers there are is listed with a reason', () => {
  expect(Object.keys(WEIGHTS).length).toBeLessThanOrEqual(15);
  const files = readdirSync(ROOM).filter((file) => file !== 'weights.ts');
  const found = Object.fromEntries(
    files.map((file) => [file, [...new Set(numbersOf(file))].sort()]).filter(([, list]) => list.length > 0),
  );
  expect(found).toEqual(
    Object.fromEntries(Object.entries(BOUNDS).map(([file, list]) => [file, Object.keys(list).sort()])),
  );
});
