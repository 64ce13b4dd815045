/**
 * onnxruntime's smallest build with WebGPU suspends WASM while the GPU works, which needs JavaScript promise
 * integration. On the processor nothing is ever suspended: there,
 * plain functions do where a browser has none.
 */
interface PromiseIntegration {
  Suspending?: unknown;
  promising?: (wasm: (...args: unknown[]) => unknown) => (...args: unknown[]) => Promise<unknown>;
}

const wasm = WebAssembly as PromiseIntegration;

/** Whether WASM can wait for the GPU here. */
export const canSuspend = wasm.Suspending !== undefined;

if (!canSuspend) {
  wasm.Suspending = function direct(imported: unknown) {
    return imported;
  };
  wasm.promising =
    (exported) =>
    async (...args) =>
      exported(...args);
}
