import { textOf } from './parts.ts';
import type { AssetName } from './protocol.ts';
import { stepOf } from './timeline.ts';
import { unpack } from './unpack.ts';

/**
 * What a worker reads when it needs it, so that opening another one copies nothing: packed texts, which it unpacks itself. The
 * window has its own to do.
 */
export type Assets = Readonly<Record<AssetName, Blob>>;

/** The names of the parts, as scripts/build-plugin.mjs writes them into ui.html. */
const NAMES: readonly AssetName[] = ['wasm', 'gridnet', 'pixelnet', 'depixelnet'];

let script: string | undefined;
let assets: Assets | undefined;
let compiled: Promise<WebAssembly.Module | null> | undefined;

/** The workers' script, which `start.ts` has unpacked; the same for every worker. */
export function workerScript(): string {
  script ??= textOf('worker');
  return script;
}

/** Everything that the networks need, packed. */
export function networkAssets(): Assets {
  assets ??= Object.fromEntries(
    NAMES.map((name) => {
      const text = textOf(name);
      if (name === 'wasm') compiled = stepOf('compile', compiledOf(unpack(text)));
      return [name, new Blob([text])];
    }),
  ) as Assets;
  return assets;
}

/** The wasm, compiled while it is unpacked; null where the UI may not compile it, so that a worker has to. */
export async function wasmModule(): Promise<WebAssembly.Module | null> {
  networkAssets();
  return (await compiled) ?? null;
}

async function compiledOf({ body }: Response): Promise<WebAssembly.Module | null> {
  try {
    const headers = { 'content-type': 'application/wasm' };
    return await WebAssembly.compileStreaming(new Response(body, { headers }));
  } catch {
    return null;
  }
}
