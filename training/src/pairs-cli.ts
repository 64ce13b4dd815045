import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encode } from 'fast-png';
import { makePairsConfig, type PairsConfig } from './data/pairs/config.ts';
import { makeScenes } from './data/pairs/make.ts';
import { makeScene, SAMPLES, type Scene } from './data/pairs/scene.ts';
import { loadSprites, type Sprite } from './data/pairs/sprites.ts';
import { PairsWriter } from './data/pairs/store.ts';
import { duration, fail, pathOf, progress, wholeNumber } from './terminal.ts';
import { mergeChanges, parseChange } from './train/config.ts';

const HELP = `pairs: makes pairs of cartoons and pixel art from genuine pixel art

  --images PATH     folder of pixel art, or a pack written by prepare-data
  --out DIR         writes contact sheets: left the made cartoon, right the art
  --sheets N        sheets (default 6; every third shows design scenes alone)
  --pack FILE       writes a file of pairs for training
  --count N         scenes in the file (default 10000)
  --seed S          seed of the first scene (default 1)
  --workers N       threads that make scenes (default 1)
  --config FILE     JSON with changes to the default configuration
  --set KEY=VALUE   one change, e.g. --set compose.design=1; repeatable
  --dry-run         print the configuration and stop

Ctrl-C ends a file after the scenes made so far.
`;

const COLUMNS = 4;
const ROWS = 6;
/** Pixels between pictures. */
const GAP = 6;

/** A sheet of scenes: left the cartoon, right the art enlarged to its size. */
function drawSheet(scenes: readonly Scene[]): Uint8Array {
  const side = scenes[0]!.cells * SAMPLES;
  const width = COLUMNS * (2 * side + 2 * GAP) + GAP;
  const height = ROWS * (side + GAP) + GAP;
  const data = new Uint8Array(width * height * 3).fill(128);
  for (const [k, { art, picture, cells }] of scenes.entries()) {
    const left = GAP + (k % COLUMNS) * (2 * side + 2 * GAP);
    const top = GAP + Math.floor(k / COLUMNS) * (side + GAP);
    for (let y = 0; y < side; y++) {
      const to = ((top + y) * width + left) * 3;
      data.set(picture.subarray(y * side * 3, (y + 1) * side * 3), to);
      for (let x = 0; x < side; x++) {
        const from = (Math.floor(y / SAMPLES) * cells + Math.floor(x / SAMPLES)) * 3;
        data.set(art.subarray(from, from + 3), to + (side + GAP / 2 + x) * 3);
      }
    }
  }
  return encode({ width, height, data, channels: 3, depth: 8 });
}

function writeSheets(
  sprites: readonly Sprite[],
  config: PairsConfig,
  folder: string,
  sheets: number,
  seed: number,
): void {
  mkdirSync(folder, { recursive: true });
  const each = COLUMNS * ROWS;
  const report = progress('scenes');
  for (let s = 0; s < sheets; s++) {
    const design = s % 3 === 2;
    const used = design ? { ...config, compose: { ...config.compose, design: 1 } } : config;
    const scenes: Scene[] = [];
    for (let k = 0; k < each; k++) {
      scenes.push(makeScene(sprites, seed + s * each + k, used));
      report(s * each + k + 1, sheets * each);
    }
    const file = join(folder, `pairs-${s + 1}${design ? '-design' : ''}.png`);
    writeFileSync(file, drawSheet(scenes));
    console.log(file);
  }
}

async function writeFile(
  sprites: readonly Sprite[],
  config: PairsConfig,
  file: string,
  count: number,
  seed: number,
  workers: number,
): Promise<void> {
  const writer = new PairsWriter(file, config, seed);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const start = performance.now();
  let done = 0;
  const perScene = (): number => (performance.now() - start) / Math.max(1, done);
  const report = progress('scenes');
  try {
    await makeScenes(
      sprites,
      config,
      seed,
      count,
      workers,
      (index, scene) => {
        writer.write(index, scene);
        report(++done, count);
        if (done % 1000 === 0 && !process.stderr.isTTY)
          console.log(
            `${done}/${count}, ${perScene().toFixed(1)} ms a scene, ${duration(((count - done) * perScene()) / 1000)} left`,
          );
      },
      stop.signal,
    );
  } catch (error) {
    writer.abort();
    throw error;
  }
  const took = perScene();
  console.log(`${file}: ${writer.close()} scenes, ${took.toFixed(1)} ms a scene`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      images: { type: 'string' },
      out: { type: 'string' },
      sheets: { type: 'string', default: '6' },
      pack: { type: 'string' },
      count: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: '1' },
      config: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  let changes: Record<string, unknown> = {};
  if (values.config)
    changes = JSON.parse(readFileSync(pathOf(values.config), 'utf8')) as Record<string, unknown>;
  for (const text of values.set) changes = mergeChanges(changes, parseChange(text));
  const config = makePairsConfig(changes);
  if (values['dry-run']) return void console.log(JSON.stringify(config, null, 2));
  if (!values.images) throw new Error('expected --images PATH (see --help)');
  if (!values.out && !values.pack) throw new Error('expected --out DIR or --pack FILE (see --help)');
  const [seed, count, sheets, workers] = [
    wholeNumber('seed', values.seed),
    wholeNumber('count', values.count),
    wholeNumber('sheets', values.sheets),
    wholeNumber('workers', values.workers),
  ];
  const { sprites, refused } = await loadSprites(pathOf(values.images), progress('pixel art'));
  for (const { name, reason } of refused) console.error(`left out ${name}: ${reason}`);
  if (values.out) writeSheets(sprites, config, pathOf(values.out), sheets, seed);
  if (values.pack) await writeFile(sprites, config, pathOf(values.pack), count, seed, workers);
}

main().catch(fail('pairs'));
