/**
 * Packed pairs: one file of scenes, not compressed, so that any scene is read by its place. Layout: magic (8 bytes), a
 * JSON header padded with spaces to HEADER bytes, then per scene its art and its picture (raw bytes).
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PairsConfig } from './config.ts';
import { SAMPLES } from './raster.ts';
import type { Scene } from './scene.ts';

const MAGIC = 'PXCPAIR1';
/** Bytes before the first scene; of fixed size, since the count is known only at the end. */
const HEADER = 1 << 14;

/** What a file of pairs says about itself. */
export interface PairsHeader {
  /** Scenes in the file. */
  readonly count: number;
  /** Cells along a scene's side. */
  readonly cells: number;
  /** Samples of a picture per cell, along a side. */
  readonly samples: number;
  /** Scene i was made from seed `seed` + i. */
  readonly seed: number;
  readonly config: PairsConfig;
}

const artBytes = (cells: number): number => cells * cells * 3;
const sceneBytes = (cells: number): number => artBytes(cells) * (1 + SAMPLES * SAMPLES);

/** Writes a file of pairs while they are made, in any order. It gets its name when it is closed. */
export class PairsWriter {
  private readonly handle: number;
  private readonly file: string;
  private readonly config: PairsConfig;
  private readonly seed: number;
  private readonly written = new Set<number>();

  /** @param seed of the first scene */
  constructor(file: string, config: PairsConfig, seed: number) {
    this.file = file;
    this.config = config;
    this.seed = seed;
    mkdirSync(dirname(file), { recursive: true });
    this.handle = openSync(`${file}.tmp`, 'w');
  }

  /** @param index place in the file, from 0 @throws Error when the scene has other sides than the file's */
  write(index: number, { art, picture, cells }: Scene): void {
    if (cells !== this.config.cells)
      throw new Error(`${this.file}: expected scenes of ${this.config.cells} cells, got ${cells}`);
    const at = HEADER + index * sceneBytes(cells);
    const body = Buffer.concat([art, picture]);
    let done = 0;
    while (done < body.length) done += writeSync(this.handle, body, done, body.length - done, at + done);
    this.written.add(index);
  }

  /** Ends the file after its first scenes without a gap. @returns how many those are */
  close(): number {
    let count = 0;
    while (this.written.has(count)) count++;
    const { cells } = this.config;
    const header: PairsHeader = { count, cells, samples: SAMPLES, seed: this.seed, config: this.config };
    const head = Buffer.alloc(HEADER, ' ');
    head.write(MAGIC, 'latin1');
    head.write(JSON.stringify(header), MAGIC.length);
    writeSync(this.handle, head, 0, HEADER, 0);
    closeSync(this.handle);
    renameSync(`${this.file}.tmp`, this.file);
    return count;
  }

  /** Gives the file up. */
  abort(): void {
    closeSync(this.handle);
    rmSync(`${this.file}.tmp`, { force: true });
  }
}

/**
 * Writes scenes one after another as they come.
 * @param seed of the first scene
 * @returns how many were written
 */
export async function writePairs(
  file: string,
  config: PairsConfig,
  seed: number,
  scenes: Iterable<Scene> | AsyncIterable<Scene>,
): Promise<number> {
  const writer = new PairsWriter(file, config, seed);
  try {
    let index = 0;
    for await (const scene of scenes) writer.write(index++, scene);
  } catch (error) {
    writer.abort();
    throw error;
  }
  return writer.close();
}

/** An open file of pairs; scenes are read when they are asked for. */
export interface PairsFile extends PairsHeader {
  /** Reads scene `index`, 0..count - 1. @throws RangeError outside of that */
  scene(index: number): Scene;
  close(): void;
}

function readExactly(handle: number, into: Uint8Array, position: number): boolean {
  let done = 0;
  while (done < into.length) {
    const more = readSync(handle, into, done, into.length - done, position + done);
    if (more === 0) return false;
    done += more;
  }
  return true;
}

/**
 * Opens a file of pairs.
 * @throws Error when it cannot be read, is of another kind or is cut short
 */
export function readPairs(file: string): PairsFile {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    throw new Error(`${file}: expected a file of pairs, but it cannot be read (${(error as Error).message})`);
  }
  try {
    const head = Buffer.alloc(HEADER);
    if (!readExactly(handle, head, 0) || head.subarray(0, MAGIC.length).toString('latin1') !== MAGIC)
      throw new Error(`${file}: expected a file of pairs, got another kind of file`);
    const header = JSON.parse(head.subarray(MAGIC.length).toString()) as PairsHeader;
    if (header.samples !== SAMPLES)
      throw new Error(`${file}: expected ${SAMPLES} samples a cell, got ${header.samples}`);
    const { cells, count } = header;
    const bytes = sceneBytes(cells);
    const expected = HEADER + count * bytes;
    const { size } = fstatSync(handle);
    if (size < expected) throw new Error(`${file}: expected ${expected} bytes, got ${size}: cut short`);
    return {
      ...header,
      scene(index) {
        if (!Number.isInteger(index) || index < 0 || index >= count)
          throw new RangeError(`${file}: expected a scene of 0..${count - 1}, got ${index}`);
        const body = new Uint8Array(bytes);
        if (!readExactly(handle, body, HEADER + index * bytes))
          throw new Error(`${file}: cut short while it was read`);
        return {
          cells,
          art: body.subarray(0, artBytes(cells)),
          picture: body.subarray(artBytes(cells)),
        };
      },
      close: () => closeSync(handle),
    };
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}
