import { textOf } from './parts.ts';
import type { AssetName } from './protocol.ts';
import { stepOf } from './timeline.ts';
import { unpack } from './unpack.ts';

/**
 * Bytes that a worker reads when it needs them, so that opening another one copies nothing; of DepixelNet and the wasm they are
 * the packed text, which the worker that needs it unpacks.
 */
export type Assets = Readonly<Record<AssetName, Blob>>;

/** The names of the parts, as scripts/build-plugin.mjs writes them into ui.html. */
const NAMES: readonly AssetName[] = ['wasm', 'gridnet', 'pixelnet', 'depixelnet'];

let script: Promise<string> | undefined;
let assets: Promise<Assets> | undefined;
let compiled: Promise<WebAssembly.Module | null> | undefined;

/** The workers' script; the same for every worker. */
export function workerScript(): Promise<string> {
  script ??= stepOf(
    'unpack worker',
    Promise.resolve().then(() => unpack(textOf('worker')).text()),
  );
  return script;
}

/** Everything that the networks need, unpacked once. */
export function networkAssets(): Promise<Assets> {
  assets ??= Promise.all(
    NAMES.map(async (name) => {
      const text = textOf(name);
      if (name === 'wasm') compiled = stepOf('compile', compiledOf(unpack(text)));
      if (name === 'wasm' || name === 'depixelnet') return [name, new Blob([text])] as const;
      return [name, await stepOf(`unpack ${name}`, unpack(text).blob())] as const;
    }),
  ).then((entries) => Object.fromEntries(entries) as Assets);
  return assets;
}

/** The wasm, compiled while it is unpacked; null where the UI may not compile it, so that a worker has to. */
export async function wasmModule(): Promise<WebAssembly.Module | null> {
  await networkAssets();
  return (await compiled) ?? null;
}

/** Begins to unpack what workers need, before it is known what they will be asked for. What fails is told when it is needed. */
export function prepareParts(): void {
  workerScript().catch(() => undefined);
  networkAssets().catch(() => undefined);
}

async function compiledOf({ body }: Response): Promise<WebAssembly.Module | null> {
  try {
    const headers = { 'content-type': 'application/wasm' };
    return await WebAssembly.compileStreaming(new Response(body, { headers }));
  } catch {
    return null;
  }
}
