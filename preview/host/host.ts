import { type Constraint, HostDocument } from './document.ts';
import { type FigmaRun, openFigma, type Parameters, type WindowState } from './figma.ts';
import { guard } from './guard.ts';
import { openNative } from './vm/native.ts';
import { openQuickJs } from './vm/quickjs.ts';

/** How a plugin is run. */
export interface HostOptions {
  /** The built code.js: a script, not a module. */
  readonly code: string;
  /** What it works on; an empty document of its own if left out. */
  readonly document?: HostDocument;
  /** The command of the manifest's menu, or of a relaunch button; '' if left out. */
  readonly command?: string;
  /** Quick-action parameters by key, as the `run` event brings them. */
  readonly parameters?: Parameters;
  /** QuickJS with limits, as in Figma, or the engine at hand, as under "Use Developer VM". */
  readonly vm?: 'quickjs' | 'native';
  /** Dev Mode: editorType is "dev", mode "inspect", and every write throws. */
  readonly readOnly?: boolean;
  /** `__html__`. */
  readonly html?: string;
  /** Bytes that QuickJS may take: 64 MiB if left out, and room for the html. */
  readonly memory?: number;
  /** Milliseconds that QuickJS may run without a pause: 10,000 if left out. */
  readonly deadline?: number;
  /** Where a browser finds QuickJS's .wasm. */
  readonly wasm?: string;
  /** The `run` event waits for `host.start()`: before it, `host.suggest()` asks for parameter values. */
  readonly entering?: boolean;
  /** Told when anything of the host changed: messages, notifications, errors, the window, the end. */
  readonly onChange?: () => void;
}

/** A plugin that runs. */
export interface Host {
  readonly document: HostDocument;
  /** What the plugin posted to its UI, oldest first: copies, with Uint8Array for bytes. */
  readonly messages: readonly unknown[];
  /** Toasts, oldest first, cut to the 100 characters that Figma shows. */
  readonly notifications: readonly { readonly text: string; readonly error: boolean }[];
  /** What the plugin's code threw or rejected with, where it reached the host. A run that is right leaves none. */
  readonly errors: readonly Error[];
  /** What it wrote to the console. */
  readonly logs: readonly string[];
  /** The window that showUI opened; null if none is open. */
  readonly window: WindowState | null;
  /** Whether the plugin has called closePlugin, or its user has closed it. */
  readonly closed: boolean;
  /** closePlugin's message. */
  readonly closingText: string | undefined;
  /** Sends a message as the UI would; settles when the plugin's handlers have. Errors go to `errors`. */
  toPlugin(message: unknown): Promise<void>;
  /** The first message, sent already or still to come, that passes the test; rejects after `ms` (10,000). */
  message<T = unknown>(test?: (message: T) => boolean, ms?: number): Promise<T>;
  /** Settles once the plugin has closed; rejects after `ms` (10,000). */
  closing(ms?: number): Promise<void>;
  /** Fires `run` (with `entering` only). */
  start(parameters: Parameters): Promise<void>;
  /** What the plugin suggests for a parameter; null if nothing. */
  suggest(key: string, query?: string, before?: Parameters): Promise<readonly string[] | null>;
  /** One step back, as with Ctrl+Z; false where there is nothing to undo. */
  undo(): boolean;
  /** A layer as a PNG, by exportAsync's constraint and with absolute bounds. */
  exportNode(id: string, constraint?: Constraint): Promise<Uint8Array>;
  /**
   * The user closes the window: `close` handlers run, the run's changes become an undo step, and the VM is gone. Not to
   * be called from `onChange`, where the VM may be running.
   */
  close(): void;
}

const MIB = 2 ** 20;
const SHOWN_OF_A_TOAST = 100;

/**
 * Runs a plugin's code without Figma, in node or in a page:
 *
 * ```ts
 * const document = await HostDocument.open();
 * const frame = document.graph.createNode('FRAME', document.currentPage, { name: 'Hero', width: 64, height: 48, ... });
 * document.selection = [frame.id];
 * document.settle();                       // what is undone later starts here
 * const host = await openHost({ code, document, command: 'pixelize' });   // or { vm: 'native', readOnly: true, ... }
 * await host.toPlugin({ type: 'ready', version: 1 });
 * const start = await host.message<ToUi>((m) => m.type === 'start');
 * expect(host.errors).toEqual([]);
 * host.close();                            // always: QuickJS keeps its memory until then
 * ```
 *
 * The document outlives the run: several runs, one after the other, see each other's work, clientStorage
 * (`document.storage`) and undo steps. `openHost` settles when the code has been run and `run` has been fired; an
 * error in the code is in `errors`, and the plugin is closed by it.
 */
export async function openHost(options: HostOptions): Promise<Host> {
  const { code, command = '', parameters, readOnly = false, html = '', onChange = () => {} } = options;
  const document = options.document ?? (await HostDocument.open());
  const messages: unknown[] = [];
  const notifications: { text: string; error: boolean }[] = [];
  const errors: Error[] = [];
  const logs: string[] = [];
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const waiters = new Set<() => void>();
  let window: WindowState | null = null;
  let closingText: string | undefined;
  let ended = false;

  const changed = () => {
    for (const check of [...waiters]) check();
    onChange();
  };
  const report = (error: unknown) => {
    if (ended) return;
    errors.push(error instanceof Error ? error : new Error(String(error)));
    changed();
  };

  const vm =
    options.vm === 'native'
      ? openNative()
      : await openQuickJs(
          { memory: options.memory ?? 64 * MIB + html.length * 8, deadline: options.deadline ?? 10_000 },
          report,
          options.wasm,
        );
  const run: FigmaRun = openFigma({
    document,
    command,
    parameters,
    readOnly,
    html,
    pluginId: 'preview',
    events: {
      message(message) {
        messages.push(message);
        changed();
      },
      notify(text, error) {
        notifications.push({ text: text.slice(0, SHOWN_OF_A_TOAST), error });
        changed();
      },
      window(state) {
        window = state;
        changed();
      },
      close(text) {
        closingText = text;
        changed();
      },
      error: report,
    },
  });

  /** Timers of the plugin; they end with it. */
  const timer = (start: typeof setTimeout | typeof setInterval) => (handler: () => unknown, ms: number) => {
    const id = start(() => {
      timers.delete(id);
      try {
        Promise.resolve(handler()).catch(report);
      } catch (error) {
        report(error);
      }
    }, ms);
    timers.add(id);
    numbers.push(id);
    return numbers.length;
  };
  const numbers: ReturnType<typeof setTimeout>[] = [];
  const stop = (number: number) => clearTimeout(numbers[number - 1]);
  const log = (...parts: unknown[]) => {
    logs.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
  };
  vm.define('figma', run.figma);
  vm.define('__html__', html);
  vm.define('console', guard({ log, info: log, warn: log, error: log, debug: log }, 'console'));
  vm.define('setTimeout', timer(setTimeout));
  vm.define('clearTimeout', stop);
  vm.define('setInterval', timer(setInterval));
  vm.define('clearInterval', stop);

  const end = () => {
    if (ended) return;
    run.end();
    ended = true;
    for (const id of timers) clearTimeout(id);
    vm.dispose();
    changed();
  };
  const until = (done: () => boolean, ms: number, what: string) =>
    new Promise<void>((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(late);
        waiters.delete(check);
        settle();
      };
      const check = () => {
        if (done()) finish(resolve);
        else if (ended) finish(() => reject(new Error(`The plugin ended before ${what}`)));
      };
      const late = setTimeout(() => {
        const seen = [...errors.map(String), ...messages.map(named)].join(', ');
        finish(() => reject(new Error(`Waited ${ms} ms in vain for ${what}; seen: ${seen}`)));
      }, ms);
      waiters.add(check);
      check();
    });

  try {
    vm.run(code);
    if (!options.entering && !run.closed) void run.start();
  } catch (error) {
    report(error);
    run.end();
  }

  return {
    document,
    messages,
    notifications,
    errors,
    logs,
    get window() {
      return window;
    },
    get closed() {
      return run.closed;
    },
    get closingText() {
      return closingText;
    },
    toPlugin: (message) => (ended ? Promise.resolve() : run.post(message)),
    async message<T>(test: (message: T) => boolean = () => true, ms = 10_000) {
      const found = () => (messages as T[]).findIndex(test);
      await until(() => found() >= 0, ms, 'a message');
      return messages[found()] as T;
    },
    closing: (ms = 10_000) => until(() => run.closed, ms, 'its end'),
    start: (values) => run.start(values),
    suggest: (key, query = '', before = {}) => run.suggest(key, query, before),
    undo: () => document.undo(),
    exportNode: (id, constraint) => document.exportNode(id, constraint),
    close: end,
  };
}

const named = (message: unknown) => String((message as { type?: unknown } | null)?.type ?? message);
