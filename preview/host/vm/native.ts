import type { Vm } from './vm.ts';

/** Globals of node and browsers that plugins do not have. */
const HIDDEN = [
  'window',
  'self',
  'document',
  'location',
  'navigator',
  'fetch',
  'XMLHttpRequest',
  'localStorage',
].concat(['sessionStorage', 'indexedDB', 'process', 'require', 'module', 'Buffer', 'parent', 'top']);

/** The engine that this code runs in itself: Figma's "Use Developer VM". No limits, and no border to copy over. */
export function openNative(): Vm {
  const globals = new Map<string, unknown>(HIDDEN.map((name) => [name, undefined]));
  return {
    define(name, value) {
      globals.set(name, value);
    },
    run(code) {
      const script = new Function(...globals.keys(), `"use strict";\n${code}`);
      Reflect.apply(script, undefined, [...globals.values()]);
    },
    dispose() {},
  };
}
