import { Rng } from '../src/core/random.ts';
import { failed, type Kind, type Outcome } from './kind.ts';
import { traceOf } from './sentence.ts';

/** One case: of which kind, and which of its seed's. */
export interface Case {
  readonly kind: string;
  readonly seed: number;
  readonly index: number;
}

/** A case with what is tried: all that repeats it. */
export interface Trial extends Case {
  readonly input: unknown;
}

/** The cases of a seed, in the order in which they are tried; they never end. */
export function* casesOf(kinds: readonly Kind[], seed: number): Generator<Case> {
  const round = kinds.flatMap(({ name, share }) => new Array<string>(share).fill(name));
  for (let index = 0; ; index++) yield { kind: round[index % round.length], seed, index };
}

/** What is tried in a case. */
export async function trialOf(kinds: readonly Kind[], { kind, seed, index }: Case): Promise<Trial> {
  const rng = new Rng((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
  return { kind, seed, index, input: await named(kinds, kind).make(rng) };
}

/** Tries it. Never throws: what is thrown is a fault. */
export async function tried(kinds: readonly Kind[], { kind, input }: Trial): Promise<Outcome> {
  const late: unknown[] = [];
  const keep = (error: unknown) => late.push(error);
  process.on('unhandledRejection', keep);
  try {
    const outcome = await named(kinds, kind).run(input);
    // Rejections that nobody has caught are told of after a turn.
    await new Promise((resolve) => setImmediate(resolve));
    return late.length === 0 ? outcome : failed(`a rejection that nobody catches: ${traceOf(late[0])}`);
  } catch (error) {
    return failed(traceOf(error));
  } finally {
    process.off('unhandledRejection', keep);
  }
}

function named(kinds: readonly Kind[], name: string): Kind {
  const kind = kinds.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`there is no kind ${name}`);
  return kind;
}
