import { invalid } from '../../../src/core/errors.ts';
import type { Placed } from './lot.ts';

/** What a judge chose in one row. */
interface Answer {
  readonly sheet: number;
  readonly row: number;
  readonly choice: 'L' | 'R' | '=';
}

/** How often two methods were chosen on a kind of pictures. */
export interface Count {
  readonly a: string;
  readonly b: string;
  readonly kind: string | null;
  readonly won: number;
  readonly lost: number;
  readonly equal: number;
}

/**
 * Reads a judge's answers: one a line, "sheet row L", R or =; empty lines and those that begin with # say nothing.
 * @returns the answers, and the lines that are none, each with its number
 */
export function readAnswers(text: string): { answers: Answer[]; wrong: string[] } {
  const answers: Answer[] = [];
  const wrong: string[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '' || line.trim().startsWith('#')) return;
    const found = /^\s*(\d+)\s+(\d+)\s+([LR=])\s*$/i.exec(line);
    if (!found) wrong.push(`line ${i + 1}: "${line.trim()}"`);
    else {
      const choice = found[3].toUpperCase() as Answer['choice'];
      answers.push({ sheet: Number(found[1]), row: Number(found[2]), choice });
    }
  });
  return { answers, wrong };
}

/**
 * Reads a key file.
 * @param name the file's name, for errors
 * @throws UserError if it is none
 */
export function readKey(text: string, name: string): Placed[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text).rows;
  } catch {
    rows = null;
  }
  const isPlaced = (row: unknown): row is Placed => {
    const { sheet, row: own, left, a, b } = (row ?? {}) as Partial<Placed>;
    const numbers = typeof sheet === 'number' && typeof own === 'number';
    return numbers && (left === 'a' || left === 'b') && typeof a === 'string' && typeof b === 'string';
  };
  if (!Array.isArray(rows) || !rows.every(isPlaced)) {
    throw invalid('--tally', 'a key file that `npm run blind` wrote', name);
  }
  return rows;
}

/**
 * Counts votes for each two methods and kind of pictures.
 * @param key where each pair stood
 * @param judges the answers of each judge
 * @returns the counts; how many rows that two judges both answered they agree on; answers that are twice or for no row
 */
export function tally(
  key: readonly Placed[],
  judges: readonly (readonly Answer[])[],
): { counts: Count[]; agreed: number; shared: number; wrong: string[] } {
  const placeOf = ({ sheet, row }: { sheet: number; row: number }) => `${sheet} ${row}`;
  const rows = new Map(key.map((row) => [placeOf(row), row]));
  const counts = new Map<
    string,
    { won: number; lost: number; equal: number } & Pick<Placed, 'a' | 'b' | 'kind'>
  >();
  const wrong: string[] = [];
  const given = judges.map((answers) => {
    const own = new Map<string, Answer['choice']>();
    for (const answer of answers) {
      const place = placeOf(answer);
      const row = rows.get(place);
      if (!row || own.has(place)) {
        wrong.push(`sheet ${answer.sheet} row ${answer.row}: ${row ? 'answered twice' : 'no such row'}`);
        continue;
      }
      own.set(place, answer.choice);
      const id = JSON.stringify([row.a, row.b, row.kind]);
      const count = counts.get(id) ?? { a: row.a, b: row.b, kind: row.kind, won: 0, lost: 0, equal: 0 };
      counts.set(id, count);
      if (answer.choice === '=') count.equal++;
      else if ((answer.choice === 'L') === (row.left === 'a')) count.won++;
      else count.lost++;
    }
    return own;
  });
  let [agreed, shared] = [0, 0];
  given.forEach((one, i) => {
    for (const two of given.slice(i + 1)) {
      for (const [place, choice] of one) {
        if (!two.has(place)) continue;
        shared++;
        if (two.get(place) === choice) agreed++;
      }
    }
  });
  const order = (c: Count) => `${c.kind ?? ''}\n${c.a}\n${c.b}`;
  const sorted = [...counts.values()].sort((p, q) => order(p).localeCompare(order(q)));
  return { counts: sorted, agreed, shared, wrong };
}

/** Counts as a Markdown table; a row judged equal counts half for either. */
export function tallyTable(counts: readonly Count[]): string {
  const lines = counts.map(({ a, b, kind, won, lost, equal }) => {
    const all = won + lost + equal;
    const share = Math.round((100 * (won + equal / 2)) / all);
    return `| ${kind ?? '–'} | ${a} | ${b} | ${won} | ${lost} | ${equal} | ${all} | ${share} |`;
  });
  return [
    '| kind | A | B | A chosen | B chosen | equal | votes | A % |',
    '|---|---|---|--:|--:|--:|--:|--:|',
    ...lines,
    '',
  ].join('\n');
}
