// The only place that knows how onnxruntime and the models are found in node; no network is ever used.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
// The package's own entry: in node it is the build whose threads work there.
import * as ort from 'onnxruntime-web';
import { invalid, messageOf, Words } from '../../core/errors.ts';
import type { RunOptions } from '../../core/options.ts';
import type { Networks } from './networks.ts';
import { MODEL_NAMES, type ModelName, openNetworks } from './session.ts';

/** What is read of models.json. */
type Manifest = Readonly<Record<ModelName, { readonly file: string; readonly sha256: string }>>;

/**
 * The networks of a models folder.
 * @param folder holds models.json and the files it names, whose SHA-256 must match
 * Throws a UserError if models.json is missing or broken; a model's own file is checked when it is first needed.
 */
export async function openModels(folder: string, options: RunOptions): Promise<Networks> {
  const manifest = await readManifest(folder);
  ort.env.wasm.numThreads = options.threads ?? Math.max(1, availableParallelism() >> 1);
  ort.env.logLevel = 'error';
  const networks = openNetworks(ort, (name) => readModel(folder, name, manifest[name]), options.provider);
  return {
    get provider() {
      return networks.provider;
    },
    gridnet: (...of) => awake(networks.gridnet(...of)),
    onCells: () => awake(networks.onCells()),
    pixelnet: (...of) => awake(networks.pixelnet(...of)),
    depixelnet: (...of) => awake(networks.depixelnet(...of)),
    reach: (...of) => awake(networks.reach(...of)),
    close: () => networks.close(),
  };
}

/** Milliseconds; longer than anything takes, and no longer than a timer may. */
const LONG = 2 ** 30;

/**
 * Keeps node's event loop from being empty while something is awaited that it does not know of, as WebAssembly's compilation:
 * it would first wait until all of that is optimized, here and wherever the awaiting code goes on to, which takes longer
 * than a picture.
 */
async function awake<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, LONG);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'models.json');
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw invalid(path, 'the models folder with its models.json', new Words(messageOf(error)));
  }
  const { version, models } = (parsed ?? {}) as { version?: unknown; models?: Partial<Manifest> };
  if (version !== 1) throw invalid(`${path}, version`, '1', version);
  for (const name of MODEL_NAMES) {
    const entry = models?.[name];
    if (typeof entry?.file !== 'string' || typeof entry.sha256 !== 'string') {
      throw invalid(`${path}, models.${name}`, 'a file and its sha256', entry);
    }
  }
  return models as Manifest;
}

async function readModel(folder: string, name: ModelName, entry: Manifest[ModelName]): Promise<Uint8Array> {
  const path = join(folder, entry.file);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw invalid(path, `the model ${name}`, new Words(messageOf(error)));
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== entry.sha256)
    throw invalid(path, `SHA-256 ${entry.sha256} as in models.json`, new Words(sha256));
  return bytes;
}
