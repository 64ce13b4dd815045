import { fileURLToPath } from 'node:url';
import { messageOf } from '../core/errors.ts';
import type { RunOptions } from '../core/options.ts';
import type { Networks } from '../inference/draw/networks.ts';
import { openModels } from '../inference/draw/node.ts';
import type { Hooks } from '../inference/draw/progress.ts';
import { Bar } from './bar.ts';
import { findInputs, type Input } from './inputs.ts';
import { checkOutputs, planOutputs } from './outputs.ts';

/** What a picture's line says: its own facts, and those added for every command. */
export type Report = {
  readonly output: string;
  readonly width: number;
  readonly height: number;
  readonly colors?: number;
  /** Source pixels of a cell, where a grid was found: "8", "5.5" or "10x8". */
  readonly cell?: string;
};

/** What a batch is given. */
export interface Plan {
  readonly inputs: readonly string[];
  readonly flags: {
    readonly out: string;
    readonly models: string | undefined;
    readonly force: boolean;
    readonly json: boolean;
  };
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
  ) {}

  /** Throws a UserError if the models cannot be opened. */
  static async open(plan: Plan): Promise<Batch> {
    const failed: [string, unknown][] = [];
    const inputs = findInputs(plan.inputs, plan.flags.out, (input, error) => failed.push([input, error]));
    const bases = planOutputs(inputs, plan.flags.out, plan.endings, plan.reserved);
    const bar = new Bar(inputs.length);
    const items = inputs.map((input, i) => ({
      input,
      base: bases[i],
      hooks: { signal: plan.signal, onProgress: (p) => bar.show(i, input.place, p) } satisfies Hooks,
    }));
    const models = plan.flags.models ?? fileURLToPath(new URL('../models', import.meta.url));
    const batch = new Batch(items, await openModels(models, plan.run), plan, bar);
    for (const [input, error] of failed) batch.fail(input, error);
    return batch;
  }

  /** Throws a UserError if the item's results may not be written. */
  check({ base }: Item): void {
    this.checkFiles(this.plan.endings.map((ending) => base + ending));
  }

  /** Throws a UserError if a file may not be written. */
  checkFiles(files: readonly string[]): void {
    checkOutputs(
      files,
      this.items.map(({ input }) => input),
      this.plan.flags.force,
    );
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
    this.bar.clear();
    const { path } = item.input;
    const provider = networks ? this.networks.provider : null;
    const facts = { input: path, ...report, ms: Math.round(ms), provider };
    const colors = report.colors === undefined ? '' : `, ${report.colors} colors`;
    const cell = report.cell === undefined ? '' : `, cell ${report.cell}`;
    const text = `${path} -> ${report.output} (${report.width}x${report.height}${colors}${cell})`;
    process.stdout.write(`${this.plan.flags.json ? JSON.stringify(facts) : text}\n`);
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
    process.stderr.write(`${input}: ${message}\n`);
  }

  /** Tells of a failure, which the exit code then shows. */
  fail(input: string, error: unknown): void {
    this.failures++;
    this.bar.clear();
    const message = messageOf(error);
    const named = message.startsWith(`${input}:`) ? message : `${input}: ${message}`;
    process.stderr.write(`${named}\n`);
    if (this.plan.flags.json) process.stdout.write(`${JSON.stringify({ input, error: message })}\n`);
  }
}
