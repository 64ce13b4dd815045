import type { RunOptions } from '../../core/options.ts';

/** What WebGPU there is: a GPU, one that the processor plays (200 times slower than WASM), or none. */
export type GpuKind = 'gpu' | 'software' | 'none';

/** The part of GPUAdapter that is read; older browsers lack some of it. */
export interface Adapter {
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly description?: string;
    readonly isFallbackAdapter?: boolean;
  };
  readonly isFallbackAdapter?: boolean;
  readonly features?: { has(name: string): boolean };
  readonly limits?: { readonly maxBufferSize?: number };
}

/** The part of navigator that is asked; there need be none. */
interface Asked {
  readonly navigator?: { readonly gpu?: { requestAdapter(): Promise<Adapter | null> } };
}

/** What onnxruntime makes its device with. */
interface AdapterClass {
  prototype: { requestDevice(...settings: unknown[]): Promise<Device> };
}
interface Device {
  readonly lost: Promise<{ readonly message: string }>;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

/** WebGPU's adapter here; null if there is none. */
export async function findAdapter(): Promise<Adapter | null> {
  try {
    return (await (globalThis as Asked).navigator?.gpu?.requestAdapter()) ?? null;
  } catch {
    return null;
  }
}

/** What the adapter stands for. */
export function kindOf(adapter: Adapter | null): GpuKind {
  if (adapter === null) return 'none';
  const { info = {} } = adapter;
  const name = [info.vendor, info.architecture, info.description].join(' ');
  const isSoftware = info.isFallbackAdapter || adapter.isFallbackAdapter || SOFTWARE.test(name);
  return isSoftware ? 'software' : 'gpu';
}

/** Whether WebGPU is to be used: `auto` takes a GPU alone. */
export function isWanted(kind: GpuKind, provider: RunOptions['provider']): boolean {
  return provider !== 'wasm' && (kind === 'gpu' || (kind === 'software' && provider === 'webgpu'));
}

/**
 * Rejects once a WebGPU device that is made from now on is lost. onnxruntime tells of its device only when a session is
 * ready, and a device can be lost before.
 */
export function deviceLoss(): Promise<never> {
  const loss = new Promise<never>((_, reject) => {
    const { GPUAdapter } = globalThis as { GPUAdapter?: AdapterClass };
    if (GPUAdapter === undefined) return;
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (...settings) {
      const device = await requestDevice.apply(this, settings);
      void device.lost.then(({ message }) => reject(new Error(`device lost: ${message}`)));
      return device;
    };
  });
  loss.catch(() => undefined);
  return loss;
}
