import { ofBase85 } from '../../core/base85.ts';
import type { AssetName } from './protocol.ts';

/** Bytes that a worker reads when it needs them, so that opening another one copies nothing. */
export type Assets = Readonly<Record<AssetName, Blob>>;

/** The names of the parts, as scripts/build-plugin.mjs writes them into ui.html. */
const NAMES: readonly AssetName[] = ['wasm', 'gridnet', 'pixelnet', 'depixelnet'];

let script: Promise<string> | undefined;
let assets: Promise<Assets> | undefined;

/** The workers' script; the same for every worker. */
export function workerScript(): Promise<string> {
  script ??= unpack('worker').then((blob) => blob.text());
  return script;
}

/** Everything that the networks need, unpacked once. */
export function networkAssets(): Promise<Assets> {
  assets ??= Promise.all(NAMES.map(async (name) => [name, await unpack(name)] as const)).then(
    (entries) => Object.fromEntries(entries) as Assets,
  );
  return assets;
}

/** A part of ui.html, gzipped in base 85 in an element that runs nothing; the element is emptied to free the text. */
async function unpack(name: string): Promise<Blob> {
  const element = document.getElementById(`part-${name}`);
  if (element?.textContent == null) throw new Error(`ui.html holds no part "${name}"`);
  const bytes = ofBase85(element.textContent);
  element.remove();
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(inflated).blob();
}
