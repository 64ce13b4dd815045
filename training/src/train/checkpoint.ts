/**
 * Checkpoints: one file of named float tensors behind a JSON header. A full one holds weights, moments, averages,
 * buffers, step and random state, in fp32, and resumes exactly; a restart file holds every network's weights in fp16.
 * Both are written to a temporary file first and renamed, so a killed run leaves the last one whole.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { fromHalf, toHalf } from '../half.ts';
import type { Param } from '../nn/params.ts';
import { discriminatorParams, generatorParams } from './cascade.ts';
import type { TrainConfig } from './config.ts';
import type { Trainer } from './trainer.ts';

const MAGIC = 'PXCCKPT1';

interface Entry {
  name: string;
  shape: number[];
}

interface Header {
  config: TrainConfig;
  iteration: number;
  half: boolean;
  /** sha256 of the pack that the run reads. */
  data: string;
  /** Only in full checkpoints. */
  steps?: [number, number];
  rng?: number[];
  buffers?: Record<string, number[][]>;
  tensors: Entry[];
}

/** A checkpoint read from disk. */
export interface Checkpoint {
  header: Header;
  tensors: Map<string, Float32Array>;
}

function write(file: string, header: Omit<Header, 'tensors'>, tensors: [Entry, Float32Array][]): void {
  const head = Buffer.from(JSON.stringify({ ...header, tensors: tensors.map(([e]) => e) }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const bodies = tensors.map(([, values]) => {
    const array = header.half ? toHalf(values) : values;
    return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  });
  const content = Buffer.concat([Buffer.from(MAGIC), length, head, ...bodies]);
  const digest = createHash('sha256').update(content).digest();
  writeFileSync(`${file}.tmp`, Buffer.concat([content, digest]));
  renameSync(`${file}.tmp`, file);
}

/** @throws Error when the file is missing, of another kind, or cut short */
export function readCheckpoint(file: string): Checkpoint {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(`${file}: expected a checkpoint, but it cannot be read (${(error as Error).message})`);
  }
  if (bytes.length < 44 || bytes.subarray(0, 8).toString('latin1') !== MAGIC)
    throw new Error(`${file}: expected a checkpoint, got another kind of file`);
  const content = bytes.subarray(0, bytes.length - 32);
  if (
    !createHash('sha256')
      .update(content)
      .digest()
      .equals(bytes.subarray(bytes.length - 32))
  )
    throw new Error(
      `${file}: expected a whole checkpoint, but its checksum does not match: cut short or changed`,
    );
  const end = 12 + content.readUInt32LE(8);
  const header = JSON.parse(content.subarray(12, end).toString()) as Header;
  const tensors = new Map<string, Float32Array>();
  let at = end;
  for (const { name, shape } of header.tensors) {
    const size = shape.reduce((a, b) => a * b, 1);
    const width = header.half ? 2 : 4;
    const copy = content.buffer.slice(content.byteOffset + at, content.byteOffset + at + size * width);
    tensors.set(name, header.half ? fromHalf(new Uint16Array(copy)) : new Float32Array(copy));
    at += size * width;
  }
  return { header, tensors };
}

const values = (t: tf.Tensor): Float32Array => t.dataSync() as Float32Array;
const weights = (params: Param[]): [Entry, Float32Array][] =>
  params.map(({ name, variable }) => [{ name, shape: variable.shape }, values(variable)]);

/** Writes everything that the next step depends on. */
export function saveCheckpoint(file: string, trainer: Trainer, data: string): void {
  const generators = generatorParams(trainer.cascade);
  const discriminators = discriminatorParams(trainer.cascade);
  const tensors = weights([...generators, ...discriminators]);
  const named = (prefix: string, params: Param[], list: tf.Tensor[]): void => {
    for (const [i, t] of list.entries())
      tensors.push([{ name: `${prefix} ${params[i]!.name}`, shape: t.shape }, values(t)]);
  };
  named('average', generators, trainer.averages);
  named(
    'm',
    generators,
    trainer.generatorAdam.moments.map(({ m }) => m),
  );
  named(
    'v',
    generators,
    trainer.generatorAdam.moments.map(({ v }) => v),
  );
  named(
    'm',
    discriminators,
    trainer.discriminatorAdam.moments.map(({ m }) => m),
  );
  named(
    'v',
    discriminators,
    trainer.discriminatorAdam.moments.map(({ v }) => v),
  );
  const buffers: Record<string, number[][]> = {};
  for (const [name, { pictures }] of Object.entries(trainer.buffers)) {
    buffers[name] = pictures.map((p) => p.shape);
    tensors.push(
      ...pictures.map((p, i): [Entry, Float32Array] => [
        { name: `buffer ${name} ${i}`, shape: p.shape },
        p.values,
      ]),
    );
  }
  const steps: [number, number] = [trainer.generatorAdam.steps, trainer.discriminatorAdam.steps];
  const header = {
    config: trainer.config,
    iteration: trainer.iteration,
    half: false,
    data,
    steps,
    rng: trainer.rng.state,
    buffers,
  };
  write(file, header, tensors);
}

/**
 * Writes every network's weights in fp16: what training continues from when nothing but the repository is left.
 * Generators' averages, where there are any, stand for their weights.
 */
export function saveRestart(file: string, trainer: Trainer, data: string): void {
  const list = trainer.withAverages(() =>
    weights([...generatorParams(trainer.cascade), ...discriminatorParams(trainer.cascade)]),
  );
  write(file, { config: trainer.config, iteration: trainer.iteration, half: true, data }, list);
}

/**
 * Added after weights were first published: parts of GridNet that begin as nothing, so older weights draw as they did,
 * and the discriminator of pairs.
 */
const LATER = /^((average )?gridnet\/(plain\d|grid\d+\/\d+\/(plain|mix))\/|d_pairs\/)/;

function assign(variable: tf.Variable, name: string, { tensors }: Checkpoint): void {
  const found = tensors.get(name);
  if (!found && LATER.test(name)) return;
  if (!found || found.length !== variable.size)
    throw new Error(
      `checkpoint: expected ${name} of ${variable.size} values, got ${found ? found.length : 'none'}: another configuration`,
    );
  tf.tidy(() => variable.assign(tf.tensor(found, variable.shape)));
}

/** Puts a checkpoint's or restart file's weights into the networks; averages start from them. */
export function loadWeights(trainer: Trainer, checkpoint: Checkpoint): void {
  const generators = generatorParams(trainer.cascade);
  for (const { name, variable } of [...generators, ...discriminatorParams(trainer.cascade)])
    assign(variable, name, checkpoint);
  trainer.averages.forEach((average, i) => {
    const name = generators[i]!.name;
    assign(average, checkpoint.tensors.has(`average ${name}`) ? `average ${name}` : name, checkpoint);
  });
}

/** A checkpoint with some networks taken from another one, for networks that were trained in runs of their own. */
export function withNetworks(base: Checkpoint, other: Checkpoint, networks: readonly string[]): Checkpoint {
  const theirs = (name: string): boolean => networks.includes(name.replace(/^average /, '').split('/')[0]!);
  const kept = [...base.tensors].filter(([name]) => !theirs(name));
  const taken = [...other.tensors].filter(([name]) => theirs(name));
  return { header: base.header, tensors: new Map([...kept, ...taken]) };
}

/** Makes a trainer of the same configuration continue exactly where a full checkpoint was written. */
export function resume(trainer: Trainer, checkpoint: Checkpoint): void {
  const { header, tensors } = checkpoint;
  if (!header.steps || !header.rng || !header.buffers)
    throw new Error(
      'checkpoint: expected a full one to resume from, got weights only; start a new run with --from',
    );
  loadWeights(trainer, checkpoint);
  const moments = (params: Param[], list: { m: tf.Variable; v: tf.Variable }[]): void => {
    list.forEach(({ m, v }, i) => {
      assign(m, `m ${params[i]!.name}`, checkpoint);
      assign(v, `v ${params[i]!.name}`, checkpoint);
    });
  };
  moments(generatorParams(trainer.cascade), trainer.generatorAdam.moments);
  moments(discriminatorParams(trainer.cascade), trainer.discriminatorAdam.moments);
  [trainer.generatorAdam.steps, trainer.discriminatorAdam.steps] = header.steps;
  trainer.rng.state = header.rng;
  trainer.iteration = header.iteration;
  for (const [name, shapes] of Object.entries(header.buffers)) {
    const pictures = trainer.buffers[name]!.pictures;
    pictures.length = 0;
    for (const [i, shape] of shapes.entries())
      pictures.push({
        shape: shape as [number, number, number, number],
        values: tensors.get(`buffer ${name} ${i}`)!,
      });
  }
}
