import type { SceneNode } from '@open-pencil/scene-graph';
import type { HostDocument } from '../host/document.ts';
import { EXAMPLE_PICTURES, exampleDocument } from '../host/example.ts';
import type { Parameters } from '../host/figma.ts';
import { type Host, openHost } from '../host/host.ts';
import type { Manifest, ManifestItem } from '../manifest.ts';
import type { Theme } from './theme.ts';
import { openFrame, type PluginFrame } from './window.ts';

/** A command of the manifest's menu. */
export type MenuCommand = Extract<ManifestItem, { command: string }>;

/** A button that a plugin put on the selected layers. */
export interface Relaunch {
  readonly command: string;
  readonly name: string;
}

/** A toast, gone by itself after a while. */
export interface Toast {
  readonly key: number;
  readonly text: string;
  readonly error: boolean;
}

const TOAST_MS = 6000;

/** All that the page shows, and all that can be done in it. Components redraw after `listen`'s callbacks. */
export class Store {
  readonly document: HostDocument;
  readonly manifest: Manifest;
  theme: Theme;
  readOnly: boolean;
  readonly vm: 'quickjs' | 'native';
  host: Host | null = null;
  frame: PluginFrame | null = null;
  /** The command whose parameters are being entered. */
  entering: MenuCommand | null = null;
  toasts: readonly Toast[] = [];
  /** What the policy of the plugin's frame refused. */
  readonly violations: string[] = [];
  /** What the plugin's frame asked of the network. */
  readonly requests: string[] = [];
  /** Errors of the plugin's code, of all runs. */
  readonly errors: string[] = [];
  private readonly code: string;
  private readonly html: string;
  private readonly listeners = new Set<() => void>();
  private posted = 0;
  private notified = 0;
  private reported = 0;
  private keys = 0;

  private constructor(document: HostDocument, manifest: Manifest, code: string, html: string) {
    this.document = document;
    this.manifest = manifest;
    this.code = code;
    this.html = html;
    const query = new URLSearchParams(location.search);
    const dark = query.has('theme')
      ? query.get('theme') === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    this.theme = dark ? 'dark' : 'light';
    this.readOnly = query.has('readonly');
    this.vm = query.get('vm') === 'native' ? 'native' : 'quickjs';
    document.listen(() => this.changed());
  }

  /** Loads the plugin and the examples. */
  static async open(): Promise<Store> {
    const get = async (path: string) => {
      const response = await fetch(path);
      if (!response.ok) throw new Error(`${path} could not be loaded. Build the plugin with: npm run build`);
      return response;
    };
    const text = async (path: string) => (await get(path)).text();
    const picture = async (name: string) => [
      name,
      new Uint8Array(await (await get(`/examples/${name}`)).arrayBuffer()),
    ];
    const [manifest, code, html, ...pictures] = await Promise.all([
      text('/plugin/manifest.json').then((json) => JSON.parse(json) as Manifest),
      text('/plugin/code.js'),
      text('/plugin/ui.html'),
      ...Object.keys(EXAMPLE_PICTURES).map(picture),
    ]);
    return new Store(await exampleDocument(Object.fromEntries(pictures)), manifest, code, html);
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /** Runs a command, with quick-action parameters if there are any; a plugin that runs is closed first. */
  async run(command: string, parameters?: Parameters): Promise<void> {
    this.closePlugin();
    await this.open(command, false, parameters);
  }

  /** Opens the entering of a command's parameters. */
  async enter(item: MenuCommand): Promise<void> {
    this.closePlugin();
    await this.open(item.command, true);
    this.entering = item;
    this.changed();
  }

  /** Runs the command whose parameters have been entered. */
  async start(parameters: Parameters): Promise<void> {
    this.entering = null;
    this.changed();
    await this.host?.start(parameters);
  }

  private async open(command: string, entering: boolean, parameters?: Parameters): Promise<void> {
    const host = await openHost({
      code: this.code,
      document: this.document,
      html: this.html,
      command,
      ...(parameters && { parameters }),
      vm: this.vm,
      readOnly: this.readOnly,
      wasm: '/quickjs.wasm',
      entering,
      onChange: () => this.follow(),
    });
    this.posted = 0;
    this.notified = 0;
    this.reported = 0;
    this.host = host;
    this.follow();
  }

  /** Brings the page up to what the plugin has done. */
  private follow(): void {
    const { host } = this;
    if (host === null) return;
    for (const { text, error } of host.notifications.slice(this.notified)) this.toast(text, error);
    this.notified = host.notifications.length;
    for (const error of host.errors.slice(this.reported)) this.errors.push(String(error));
    this.reported = host.errors.length;
    if (host.closed) {
      if (host.closingText) this.toast(host.closingText, false);
      // Not from within the VM.
      setTimeout(() => host.close(), 0);
      this.host = null;
    }
    const window = host.closed ? null : host.window;
    if (window === null) {
      this.frame?.close();
      this.frame = null;
    } else if (this.frame === null) {
      this.frame = openFrame(window.html, this.theme, window.themeColors, {
        message: (message) => void host.toPlugin(message),
        trouble: (kind, what) => {
          (kind === 'violation' ? this.violations : this.requests).push(what);
          this.changed();
        },
      });
    }
    for (const message of host.messages.slice(this.posted)) this.frame?.post(message);
    this.posted = host.messages.length;
    this.changed();
  }

  /** The user closes the plugin's window, or leaves the entering of parameters. */
  closePlugin(): void {
    const { host } = this;
    this.host = null;
    this.entering = null;
    this.frame?.close();
    this.frame = null;
    host?.close();
    this.changed();
  }

  undo(): void {
    if (!this.document.undo()) this.toast('There is nothing to undo.', false);
  }

  toast(text: string, error: boolean): void {
    const toast = { key: ++this.keys, text, error };
    this.toasts = [...this.toasts, toast];
    setTimeout(() => {
      this.toasts = this.toasts.filter((other) => other !== toast);
      this.changed();
    }, TOAST_MS);
    this.changed();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.frame?.setTheme(theme);
    this.changed();
  }

  /** Dev Mode; a plugin that runs is closed, as its permissions change. */
  setReadOnly(readOnly: boolean): void {
    this.closePlugin();
    this.readOnly = readOnly;
    this.changed();
  }

  /** Selects one layer, or adds it to the selection or takes it out. */
  select(id: string | null, toggle: boolean): void {
    const { selection } = this.document;
    if (id === null) {
      if (!toggle) this.document.selection = [];
    } else if (!toggle) this.document.selection = [id];
    else
      this.document.selection = selection.includes(id)
        ? selection.filter((other) => other !== id)
        : [...selection, id];
  }

  get selected(): readonly SceneNode[] {
    return this.document.selection.map((id) => this.document.graph.getNode(id)!);
  }

  /** The buttons that all selected layers carry. */
  get relaunches(): readonly Relaunch[] {
    const { selected } = this;
    return (this.manifest.relaunchButtons ?? []).filter(
      ({ command }) =>
        selected.length > 0 &&
        selected.every(({ pluginRelaunchData }) =>
          pluginRelaunchData.some((data) => data.command === command),
        ),
    );
  }
}
