import { messageOf } from '../core/errors.ts';
import { keptCauses } from './trouble.ts';

/** Names whose presence tells what kind of VM this is. */
const GLOBALS = [
  'setTimeout',
  'fetch',
  'console',
  'TextEncoder',
  'URL',
  'atob',
  'Intl',
  'BigInt',
  'WeakRef',
  'SharedArrayBuffer',
  'WebAssembly',
  'navigator',
  'performance',
];

/** What Diagnostics shows of this side: the editor, the VM, and what went wrong. Nothing of the document. */
export function sandboxFacts(): Record<string, string> {
  const has = globalThis as Readonly<Record<string, unknown>>;
  const facts: Record<string, () => unknown> = {
    editor: () => `${figma.editorType}, ${figma.mode}, API ${figma.apiVersion}`,
    'colour profile': () => figma.root.documentColorProfile,
    'sandbox globals': () => GLOBALS.filter((name) => name in has).join(', ') || 'none of those asked for',
    'sandbox globals missing': () => GLOBALS.filter((name) => !(name in has)).join(', ') || 'none',
  };
  const told = Object.entries(facts).map(([name, read]) => [name, textOf(read)]);
  const trouble = keptCauses().map((cause, i) => [`trouble ${i + 1}`, cause]);
  return Object.fromEntries([...told, ...trouble]);
}

function textOf(read: () => unknown): string {
  try {
    return String(read());
  } catch (error) {
    return `not told: ${messageOf(error)}`;
  }
}
