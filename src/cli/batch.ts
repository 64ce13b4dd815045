import { fileURLToPath } from 'node:url';
import { messageOf } from '../core/errors.ts';
import type { RunOptions } from '../core/options.ts';
import type { Networks } from '../inference/draw/networks.ts';
import { openModels } from '../inference/draw/node.ts';
import type { Hooks } from '../inference/draw/progress.ts';
import type { CommandFlags } from './args.ts';
import { Bar } from './bar.ts';
import { type Found, findInputs, type Input, skippedText } from './inputs.ts';
import { planOutputs, Sources } from './outputs.ts';
import { printable } from './paths.ts';
import { isIn } from './shard.ts';

/** What a picture's line says: its own facts, and those added for every command. */
export type Report = {
  readonly output: string;
  readonly width: number;
  readonly height: number;
  readonly colors?: number;
  /** Cells that have the one colour that their source has: "900 of 1024 cells". */
  readonly exact?: string;
  /** Source pixels of a cell, where a grid was found: "8", "5.5" or "10x8". */
  readonly cell?: string;
};

/** What a batch is given. */
export interface Plan {
  readonly inputs: readonly string[];
  readonly flags: CommandFlags;
  /** Endings of files that are looked for in folders; without them, those of pictures. */
  readonly searched?: readonly string[];
  /** Files that were read already; they are never replaced. */
  readonly read?: readonly string[];
  readonly run: RunOptions;
  /** Endings of the files that are written for each picture. */
  readonly endings: readonly string[];
  /** A path without ending that no picture's files may have. */
  readonly reserved?: string;
  readonly signal: AbortSignal;
}

/** One picture of a batch. */
export interface Item {
  readonly input: Input;
  /** The output path without ending. */
  readonly base: string;
  readonly hooks: Hooks;
}

/**
 * A batch over pictures: finds them, opens the networks, and keeps one picture's failure from the others'. Every
 * result and failure is told on one line, results on stdout and failures on stderr.
 */
export class Batch {
  private failures = 0;

  private constructor(
    readonly items: readonly Item[],
    readonly networks: Networks,
    private readonly plan: Plan,
    private readonly bar: Bar,
    private readonly sources: Sources,
  ) {}

  /** Throws a UserError if the models cannot be opened. */
  static async open(plan: Plan): Promise<Batch> {
    const { inputs: args, flags, searched, endings, reserved, signal, read = [] } = plan;
    const failed: [string, unknown][] = [];
    const skipped: [string, readonly string[]][] = [];
    const told: Found = {
      fail: (input, error) => failed.push([input, error]),
      skip: (folder, names) => skipped.push([folder, names]),
    };
    const all = findInputs(args, flags.out, told, searched);
    // Of the whole batch, so that all shards name the results alike and replace no input of another.
    const bases = planOutputs(all, flags.out, endings, reserved);
    const sources = new Sources([...read, ...all.map(({ path }) => path)]);
    const { shard } = flags;
    const mine = [...all.keys()].filter((i) => shard === null || isIn(shard, all[i].place));
    const bar = new Bar(mine.length);
    const items = mine.map((i, at) => ({
      input: all[i],
      base: bases[i],
      hooks: { signal, onProgress: (p) => bar.show(at, printable(all[i].place), p) } satisfies Hooks,
    }));
    const models = flags.models ?? fileURLToPath(new URL('../models', import.meta.url));
    const batch = new Batch(items, await openModels(models, plan.run), plan, bar, sources);
    for (const [folder, names] of skipped) batch.warn(folder, skippedText(names));
    for (const [input, error] of failed) batch.fail(input, error);
    if (shard !== null && items.length === 0 && all.length > 0)
      process.stderr.write(`shard ${shard.index}/${shard.count}: none of ${all.length} pictures is in it\n`);
    return batch;
  }

  /** Throws a UserError if the item's results may not be written. */
  check({ base }: Item): void {
    this.checkFiles(this.plan.endings.map((ending) => base + ending));
  }

  /** Throws a UserError if a file may not be written. */
  checkFiles(files: readonly string[]): void {
    this.sources.check(files, this.plan.flags.force);
  }

  /** Does a step for every item; an item that throws is told of and left out of what is returned. */
  async each<T, R>(
    list: readonly T[],
    itemOf: (entry: T) => Item,
    step: (entry: T) => Promise<R>,
  ): Promise<R[]> {
    const done: R[] = [];
    for (const entry of list) {
      // Lets a Ctrl-C in: the networks and the vote do not yield on their own.
      await new Promise((resolve) => setImmediate(resolve));
      this.plan.signal.throwIfAborted();
      try {
        done.push(await step(entry));
      } catch (error) {
        this.plan.signal.throwIfAborted();
        this.fail(itemOf(entry).input.path, error);
      }
    }
    return done;
  }

  /**
   * Tells of a finished picture.
   * @param networks whether they drew it; their provider is told then
   */
  report(item: Item, report: Report, ms: number, networks = true): void {
    const { path } = item.input;
    const provider = networks ? this.networks.provider : null;
    const facts = { input: path, ...report, ms: Math.round(ms), provider };
    const colors = report.colors === undefined ? '' : `, ${report.colors} colors`;
    const cell = report.cell === undefined ? '' : `, cell ${report.cell}`;
    this.tell(facts, `${path} -> ${report.output} (${report.width}x${report.height}${colors}${cell})`);
  }

  /** Tells of a result: by its facts, or by a text where no JSON is asked for. */
  tell(facts: object, text: string): void {
    this.bar.clear();
    process.stdout.write(`${this.plan.flags.json ? JSON.stringify(facts) : printable(text)}\n`);
  }

  /** Frees the networks and returns the exit code: 0 all done, 1 some failed. */
  async close(): Promise<number> {
    this.bar.clear();
    await this.networks.close();
    return this.failures === 0 ? 0 : 1;
  }

  /** Tells what is wrong with an input that is used all the same. */
  warn(input: string, message: string): void {
    this.bar.clear();
    process.stderr.write(`${printable(`${input}: ${message}`)}\n`);
  }

  /** Tells of a failure, which the exit code then shows. */
  fail(input: string, error: unknown): void {
    this.failures++;
    this.bar.clear();
    const message = messageOf(error);
    const named = message.startsWith(`${input}:`) ? message : `${input}: ${message}`;
    process.stderr.write(`${printable(named)}\n`);
    if (this.plan.flags.json) process.stdout.write(`${JSON.stringify({ input, error: message })}\n`);
  }
}
