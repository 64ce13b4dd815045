import type { GpuKind } from './protocol.ts';

/** The part of GPUAdapterInfo that is read. */
interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** The part of GPUAdapter that is read. */
export interface Adapter {
  readonly info?: AdapterInfo;
  readonly isFallbackAdapter?: boolean;
  readonly features?: { has(name: string): boolean };
  readonly limits?: { readonly maxBufferSize?: number };
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|warp/i;

/** WebGPU's adapter here; null if there is none. */
export async function findAdapter(): Promise<Adapter | null> {
  const { gpu } = navigator as { gpu?: { requestAdapter(options: object): Promise<Adapter | null> } };
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)) ?? null;
}

/** Whether the adapter is a GPU, or the processor playing one: that is 200 times slower than WASM. */
export function kindOf(adapter: Adapter | null): GpuKind {
  if (adapter === null) return 'none';
  const { info = {} } = adapter;
  const name = [info.vendor, info.architecture, info.description].join(' ');
  const isSoftware = info.isFallbackAdapter || adapter.isFallbackAdapter || SOFTWARE.test(name);
  return isSoftware ? 'software' : 'gpu';
}
