import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
  Scope,
} from 'quickjs-emscripten-core';
import { mixed } from '../figma.ts';
import { isReference } from '../guard.ts';
import { createPeer, type Wire } from './peer.ts';
import type { Report, Vm } from './vm.ts';

/** Limits of a VM. */
export interface QuickJsLimits {
  /** Bytes that the VM may take. */
  readonly memory: number;
  /** Milliseconds that the plugin may run without returning to the host. */
  readonly deadline: number;
}

const modules = new Map<string, Promise<QuickJSWASMModule>>();
/** Bytes that a module's memory has been grown to hold. */
const grown = new WeakMap<QuickJSWASMModule, number>();
const MARGIN = 16 * 2 ** 20;

/**
 * Makes room beforehand: quickjs-emscripten keeps a view of the memory while it runs pending jobs, and loses what they
 * answer if the memory grows meanwhile.
 */
function makeRoom(quickjs: QuickJSWASMModule, bytes: number): void {
  if ((grown.get(quickjs) ?? 0) >= bytes) return;
  grown.set(quickjs, bytes);
  const context = quickjs.newContext();
  unwrap(context, context.evalCode(`new ArrayBuffer(${bytes + MARGIN}); 0`)).dispose();
  context.dispose();
}

function load(wasm: string | undefined): Promise<QuickJSWASMModule> {
  const key = wasm ?? '';
  const known = modules.get(key);
  if (known) return known;
  const module = newQuickJSWASMModuleFromVariant(
    wasm === undefined ? variant : newVariant(variant, { wasmLocation: wasm }),
  );
  modules.set(key, module);
  return module;
}

/** In the VM: globals come through the peer, and `__post` leads out of it. */
const prelude = () => `(() => {
  const post = globalThis.__post;
  delete globalThis.__post;
  const createPeer = ${createPeer.toString()};
  const peer = createPeer(({ json, buffers }) => post(json, buffers), {
    isReference: () => false,
    mixed: Symbol('figma.mixed'),
    globals: globalThis,
  });
  return (json, buffers) => peer.receive({ json, buffers });
})()`;

/**
 * QuickJS (Bellard's), compiled to WASM, as Figma runs plugins.
 * @param report told of what stops the VM; a VM that ran into a limit answers nothing any more
 * @param wasm where a browser finds QuickJS's .wasm; node knows
 */
export async function openQuickJs(limits: QuickJsLimits, report: Report, wasm?: string): Promise<Vm> {
  const quickjs = await load(wasm);
  makeRoom(quickjs, limits.memory);
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(limits.memory);
  runtime.setMaxStackSize(512 * 1024);
  let deadline = 0;
  runtime.setInterruptHandler(() => Date.now() > deadline);
  const context = runtime.newContext();
  let depth = 0;
  let disposed = false;

  /** Enters the VM; on the way out of the outermost entry, promises go on. */
  const enter = <T>(inside: () => T): T => {
    if (disposed) throw new Error('The VM is closed');
    if (depth === 0) deadline = Date.now() + limits.deadline;
    depth++;
    try {
      return inside();
    } finally {
      depth--;
      if (depth === 0 && !disposed) runJobs();
    }
  };
  const runJobs = () => {
    const result = runtime.executePendingJobs();
    if (result.error) {
      const error = result.error.context.dump(result.error) as { name?: string; message?: string };
      result.error.dispose();
      report(errorOf(error));
    }
  };

  const wireOf = (json: QuickJSHandle, buffers: QuickJSHandle): Wire => ({
    json: context.getString(json),
    buffers: Scope.withScope((scope) => {
      const length = context.getNumber(scope.manage(context.getProp(buffers, 'length')));
      return Array.from({ length }, (_, i) => {
        const bytes = scope.manage(context.getArrayBuffer(scope.manage(context.getProp(buffers, i))));
        return bytes.value.slice().buffer as ArrayBuffer;
      });
    }),
  });
  const arrayOf = (buffers: readonly ArrayBuffer[]): QuickJSHandle => {
    const array = context.newArray();
    buffers.forEach((buffer, i) => {
      context.newArrayBuffer(buffer).consume((handle) => context.setProp(array, i, handle));
    });
    return array;
  };

  const post = (wire: Wire): Wire =>
    enter(() =>
      Scope.withScope((scope) => {
        const json = scope.manage(context.newString(wire.json));
        const buffers = scope.manage(arrayOf(wire.buffers));
        const answer = scope.manage(
          unwrap(context, context.callFunction(receive, context.undefined, json, buffers)),
        );
        return wireOf(
          scope.manage(context.getProp(answer, 'json')),
          scope.manage(context.getProp(answer, 'buffers')),
        );
      }),
    );

  const peer = createPeer((wire) => (disposed ? NOTHING : post(wire)), { isReference, mixed, globals: {} });
  const outlet = context.newFunction('__post', (json, buffers) => {
    const answer = peer.receive(wireOf(json, buffers));
    const result = context.newObject();
    context.newString(answer.json).consume((handle) => context.setProp(result, 'json', handle));
    arrayOf(answer.buffers).consume((handle) => context.setProp(result, 'buffers', handle));
    return result;
  });
  outlet.consume((handle) => context.setProp(context.global, '__post', handle));
  deadline = Date.now() + limits.deadline;
  const receive = unwrap(context, context.evalCode(prelude(), 'prelude.js'));

  return {
    define(name, value) {
      if (typeof value !== 'string') return peer.define(name, value);
      context.newString(value).consume((handle) => context.setProp(context.global, name, handle));
    },
    run: (code) => enter(() => unwrap(context, context.evalCode(code, 'code.js')).dispose()),
    dispose() {
      if (disposed) return;
      if (depth > 0) throw new Error('A VM cannot be closed from within');
      disposed = true;
      receive.dispose();
      context.dispose();
      runtime.dispose();
    },
  };
}

/** What a VM that is gone answers. */
const NOTHING: Wire = { json: '{"k":"array","v":[true,{"k":"undefined"}]}', buffers: [] };

type Thrown = { readonly name?: string; readonly message?: string; readonly stack?: string };

function unwrap(context: QuickJSContext, result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
  if (!result.error) return result.value;
  const thrown = context.dump(result.error) as Thrown | string | null;
  result.error.dispose();
  // Where there is no memory left for an error, null is thrown.
  if (thrown === null) throw errorOf({ name: 'InternalError', message: 'out of memory' });
  throw errorOf(typeof thrown === 'string' ? { message: thrown } : thrown);
}

function errorOf({ name = 'Error', message = 'unknown', stack = '' }: Thrown): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}\n${stack}`;
  return error;
}
