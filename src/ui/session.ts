import { UserError } from '../core/errors.ts';
import type { PixelArt, Rgba, RgbaImage } from '../core/image.ts';
import { encodeIndexedPng } from '../core/png.ts';
import { type Settings, settingsFrom } from '../core/settings.ts';
import { exportFiles, type Failure } from '../export/bundle.ts';
import { zipOf } from '../export/zip.ts';
import type { Provider } from '../inference/draw/networks.ts';
import type { Client } from '../inference/worker/client.ts';
import { type Command, type DocumentPalette, type LayerInfo, PROTOCOL, type ToUi } from '../messages.ts';
import { checkPaletteBytes, readPalette } from '../palettes/read.ts';
import { depixelizeEach, depixelizeItem, type Smooth } from './depixelize.ts';
import { DRAWING_SHARE, type JobHooks, type JobProgress, type Made, writeEach } from './job.ts';
import { Painter } from './painter.ts';
import { withParameters } from './parameters.ts';
import { pixelizeEach, pixelizeItem, settingsOfArt } from './pixelize.ts';
import type { Sides } from './plan.ts';
import type { Port } from './port.ts';
import { DepixelizePreview, EMPTY_PREVIEW, PixelizePreview, type PreviewState } from './preview.ts';
import { count, sentenceOf, sidesText, timeLeft } from './texts.ts';

type Start = Extract<ToUi, { type: 'start' }>;

/** What Diagnostics puts on the canvas: every neighbour another colour, some transparent. */
const CHECKED_ART: PixelArt = {
  width: 16,
  height: 16,
  palette: [
    [0, 0, 0, 0],
    [20, 20, 20, 255],
    [200, 30, 30, 255],
    [30, 90, 200, 255],
    [240, 240, 240, 255],
  ],
  indices: Uint8Array.from({ length: 256 }, (_, i) => ((i % 16) * 2 + Math.floor(i / 16)) % 5),
};
const CHECKED_ZOOM = 3;

/** The pages of the window. */
export type View = 'pixelize' | 'depixelize' | 'batch' | 'diagnostics';

/** A palette by its name. */
export interface NamedPalette {
  readonly name: string;
  readonly colours: readonly Rgba[];
}

/** A file to save, and what it is called. */
export interface SavedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The job that Apply starts, from before its start to its end. */
export type JobState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'working';
      readonly progress: JobProgress | null;
      readonly timeLeft: string | null;
      readonly cancelling: boolean;
    }
  | { readonly kind: 'done'; readonly text: string; readonly failures: readonly Failure[] }
  | { readonly kind: 'failed'; readonly reason: string; readonly failures: readonly Failure[] }
  | { readonly kind: 'cancelled' };

/** All that the window shows. */
export interface State {
  /** A sentence why there is nothing to be done in this window; null before and while all is well. */
  readonly refusal: string | null;
  readonly started: boolean;
  readonly view: View;
  readonly layers: readonly LayerInfo[];
  readonly readOnly: boolean;
  readonly settings: Settings;
  readonly documentPalettes: readonly DocumentPalette[];
  readonly imported: readonly NamedPalette[];
  readonly pixelize: PreviewState<PixelArt>;
  readonly depixelize: PreviewState<RgbaImage>;
  readonly job: JobState;
  /** Something that its user should know beside the job, as a sentence. */
  readonly notice: string | null;
  readonly provider: { readonly name: Provider; readonly reason: string | null } | null;
  readonly facts: Readonly<Record<string, string>>;
  /** The file that the last export made, to save it again. */
  readonly saved: SavedFile | null;
}

/** What the session needs of the world around it. */
export interface Surroundings {
  readonly port: Port;
  readonly openClient: (settings: Settings['run']) => Client;
  readonly draftOf: (png: Uint8Array, art: Sides) => Promise<RgbaImage>;
  /** Has its user save a file. */
  readonly save: (file: SavedFile) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

const VIEWS: Readonly<Record<Command, View>> = {
  pixelize: 'pixelize',
  'pixelize-again': 'pixelize',
  depixelize: 'depixelize',
  batch: 'batch',
  diagnostics: 'diagnostics',
};

/** Settings are stored when they have not changed for this many milliseconds. */
const SAVE_AFTER = 400;

/** Good news goes away by itself after so many milliseconds. */
const READ = 6000;

const CANCELLED = new Error('cancelled');

/** The window behind what is seen: holds its state, talks to the sandbox and runs the jobs. */
export class Session {
  state: State = {
    refusal: null,
    started: false,
    view: 'pixelize',
    layers: [],
    readOnly: false,
    settings: settingsFrom(null),
    documentPalettes: [],
    imported: [],
    pixelize: EMPTY_PREVIEW,
    depixelize: EMPTY_PREVIEW,
    job: { kind: 'idle' },
    notice: null,
    provider: null,
    facts: {},
    saved: null,
  };
  private readonly listeners = new Set<(state: State) => void>();
  private client: Client | null = null;
  private painter: Painter | null = null;
  private previews: { readonly pixelize: PixelizePreview; readonly depixelize: DepixelizePreview } | null =
    null;
  private running: AbortController | null = null;
  private jobs = 0;
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly world: Surroundings) {
    world.port.onStart = (message) => void this.start(message);
    world.port.onSelection = ({ layers }) => this.select(layers);
  }

  /** Tells a listener of the state at once, since it may have changed after it was first read, and of every change. */
  subscribe(listener: (state: State) => void): () => void {
    this.listeners.add(listener);
    listener(this.state);
    return () => this.listeners.delete(listener);
  }

  /** Changes some settings of a group; the preview follows, and they are remembered. */
  change<G extends keyof Settings>(group: G, changes: Partial<Settings[G]>): void {
    const { settings } = this.state;
    this.setSettings({ ...settings, [group]: { ...settings[group], ...changes } });
    if (group === 'run') this.open();
  }

  /** Sets a page's settings back to their defaults. */
  reset(view: Exclude<View, 'diagnostics'>): void {
    const { settings } = this.state;
    const defaults = settingsFrom(null);
    const reopen = view === 'pixelize' && settings.run.provider !== defaults.run.provider;
    this.setSettings({ ...settings, [view]: defaults[view], ...(reopen && { run: defaults.run }) });
    if (reopen) this.open();
  }

  show(view: View): void {
    this.set({ view, notice: null, job: this.running ? this.state.job : { kind: 'idle' } });
    this.follow();
    if (view === 'diagnostics') void this.diagnose();
  }

  /** Looks at the document again, after its user has been elsewhere. */
  refresh(): void {
    if (!this.state.started || this.running) return;
    if (this.state.view === 'pixelize') this.previews?.pixelize.refresh();
    if (this.state.view === 'depixelize') this.previews?.depixelize.refresh();
    void this.loadPalettes();
  }

  /** Takes what is said of the last job away. */
  dismiss(): void {
    this.set({ notice: null, job: this.running ? this.state.job : { kind: 'idle' } });
  }

  /** Takes a palette file as the palette. A broken or foreign one changes nothing and is told of. */
  async importPalette(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<void> {
    const { name, size } = file;
    try {
      checkPaletteBytes(size, name);
      const colours = readPalette(new Uint8Array(await file.arrayBuffer()), name);
      const imported = [...this.state.imported.filter((p) => p.name !== name), { name, colours }];
      this.set({ imported, notice: null });
      this.change('pixelize', { palette: colours });
    } catch (error) {
      this.set({ notice: sentenceOf(error), job: { kind: 'idle' } });
    }
  }

  /** Does what the view's button says. */
  apply(): Promise<void> {
    const { view, readOnly, settings } = this.state;
    // What was done is what "Pixelize again" does, even if it came from a selected result.
    this.world.port.saveSettings(settings);
    if (view === 'depixelize') return this.depixelize(settings.depixelize);
    const zipped = readOnly || (view === 'batch' && settings.batch.deliver === 'zip');
    const shared = view === 'batch' && settings.batch.sharedPalette;
    return zipped ? this.exportZip(shared) : this.pixelize(() => this.state.settings.pixelize, shared);
  }

  /** Stops the job; what it wrote is removed. */
  cancel(): void {
    if (this.running === null || this.state.job.kind !== 'working') return;
    this.set({ job: { ...this.state.job, cancelling: true } });
    this.running.abort(CANCELLED);
  }

  /** Saves the last exported file once more. */
  saveAgain(): void {
    if (this.state.saved) this.world.save(this.state.saved);
  }

  resize(width: number, height: number): void {
    this.world.port.resize(width, height);
  }

  private async start(message: Start): Promise<void> {
    if (message.version !== PROTOCOL) {
      this.set({
        refusal: 'Pixel Cascade was updated while it was open. Close this window and start it again.',
      });
      return;
    }
    const { command, parameters, layers } = message;
    let settings = settingsFrom(message.settings);
    let notice: string | null = null;
    try {
      // Art of ours is opened with what made it.
      const pixelize = (message.visible && layers[0] && settingsOfArt(layers[0])) || settings.pixelize;
      settings = withParameters({ ...settings, pixelize }, command, parameters);
    } catch (error) {
      notice = sentenceOf(error);
    }
    this.set({
      started: true,
      view: VIEWS[message.command],
      settings,
      layers: message.layers,
      readOnly: message.readOnly,
      facts: message.facts,
      notice,
    });
    if (!message.visible) return this.runUnseen(message, notice);
    this.open();
    if (message.command === 'diagnostics') void this.diagnose();
    void this.loadPalettes();
  }

  /** Does a command without a window: the job, a toast, the end. */
  private async runUnseen({ command, parameters }: Start, wrong: string | null): Promise<void> {
    const { port } = this.world;
    const usable = this.state.layers.filter(({ problem }) => problem === null);
    const { readOnly } = this.state;
    const refusal =
      wrong ??
      (readOnly ? 'You can only view this file, so nothing can be added to it.' : null) ??
      (this.state.layers.length === 0 ? 'Select at least one layer first.' : null) ??
      (usable.length === 0 ? this.state.layers[0].problem : null);
    if (refusal === null) await this.doUnseen(command, parameters);
    const { job } = this.state;
    if (refusal !== null) port.notify(refusal, true);
    else if (job.kind === 'done') {
      const [first] = job.failures;
      port.notify([job.text, ...(first ? [first.reason] : [])].join(' '), first !== undefined);
    } else if (job.kind === 'failed') port.notify(job.reason, true);
    this.client?.close();
    port.close();
  }

  /** Never throws: how it went is the job's state. */
  private async doUnseen(command: Command, parameters: Start['parameters']): Promise<void> {
    const { settings } = this.state;
    const settingsOf = (layer: LayerInfo) => {
      if (command !== 'pixelize-again') return settings.pixelize;
      const pixelize = settingsOfArt(layer) ?? settings.pixelize;
      return withParameters({ ...settings, pixelize }, command, parameters).pixelize;
    };
    try {
      this.openClient();
      if (command === 'depixelize') await this.depixelize(settings.depixelize);
      else await this.pixelize(settingsOf, false);
    } catch (error) {
      console.error(error);
      this.set({ job: { kind: 'failed', reason: sentenceOf(error), failures: [] } });
    }
  }

  /** Opens the workers by the settings, after closing those that were open. */
  private openClient(): void {
    this.previews?.pixelize.stop();
    this.previews?.depixelize.stop();
    this.client?.close();
    const client = this.world.openClient(this.state.settings.run);
    client.onProvider = (name, reason) => {
      // Workers that were still opening when others took their place may yet tell.
      if (this.client === client) this.set({ provider: { name, reason } });
    };
    const painter = new Painter(client);
    const tools = { port: this.world.port, client, painter };
    this.client = client;
    this.painter = painter;
    this.previews = {
      pixelize: new PixelizePreview(tools, this.world.draftOf, (pixelize) => this.set({ pixelize })),
      depixelize: new DepixelizePreview(tools.port, client, (depixelize) => this.set({ depixelize })),
    };
  }

  private open(): void {
    this.set({ provider: null });
    this.openClient();
    this.follow();
  }

  /** Lets the preview that is seen follow the selection and the settings; the other one rests. */
  private follow(): void {
    if (this.running !== null || this.previews === null) return;
    const { view, settings, layers } = this.state;
    const first = layers.find(({ problem }) => problem === null) ?? layers[0] ?? null;
    if (view === 'pixelize') this.previews.pixelize.update(first, settings.pixelize);
    else this.previews.pixelize.stop();
    if (view === 'depixelize') this.previews.depixelize.update(first, settings.depixelize);
    else this.previews.depixelize.stop();
  }

  private select(layers: readonly LayerInfo[]): void {
    this.set({ layers });
    this.follow();
  }

  private setSettings(settings: Settings): void {
    const { job } = this.state;
    this.set({ settings, notice: null, job: job.kind === 'working' ? job : { kind: 'idle' } });
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.world.port.saveSettings(this.state.settings), SAVE_AFTER);
    this.follow();
  }

  private async loadPalettes(): Promise<void> {
    try {
      this.set({ documentPalettes: await this.world.port.palettes() });
    } catch {
      // A document whose palettes cannot be read has none to offer.
      this.set({ documentPalettes: [] });
    }
  }

  private async diagnose(): Promise<void> {
    const add = (facts: State['facts']) => this.set({ facts: { ...this.state.facts, ...facts } });
    const facts = await this.client?.facts();
    if (facts) add(facts);
    add({ 'export at 1×': await this.exportCheck() });
  }

  /** Whether art on the canvas comes out of an export as it went in: what every promise of crisp pixels rests on. */
  private async exportCheck(): Promise<string> {
    if (this.client === null || this.state.readOnly) return 'not checked, nothing can be put on the canvas';
    try {
      const png = encodeIndexedPng(CHECKED_ART, CHECKED_ZOOM);
      const [width, height] = [CHECKED_ART.width * CHECKED_ZOOM, CHECKED_ART.height * CHECKED_ZOOM];
      const back = await this.world.port.check({ kind: 'image', png, width, height });
      const [put, came] = [await this.client.decode(png), await this.client.decode(back)];
      if (came.width !== width || came.height !== height)
        return `${sidesText(came)} pixels of ${sidesText(put)}`;
      let differing = 0;
      for (let i = 0; i < put.data.length; i += 4) {
        // What is fully transparent has no colour to compare.
        const seen = put.data[i + 3] === 0 ? 3 : 0;
        if ([0, 1, 2, 3].slice(seen).some((c) => put.data[i + c] !== came.data[i + c])) differing++;
      }
      return `${differing} of ${count(width * height, 'pixel')} differ`;
    } catch (error) {
      return sentenceOf(error);
    }
  }

  private pixelize(settingsOf: (layer: LayerInfo) => Settings['pixelize'], shared: boolean): Promise<void> {
    return this.run(async (job, layers, hooks) => {
      const drawn = await pixelizeEach(this.tools(), job, layers, settingsOf, shared, hooks);
      const { written, failures } = await writeEach(this.world.port, job, drawn.made, pixelizeItem, hooks);
      return {
        text: `Pixelized ${count(written, 'layer')}.`,
        done: written,
        failures: [...drawn.failures, ...failures],
      };
    });
  }

  private depixelize(settings: Settings['depixelize']): Promise<void> {
    return this.run(async (job, layers, hooks) => {
      const { port, client } = this.tools();
      const drawn = await depixelizeEach(port, client, job, layers, settings, hooks);
      const item = (made: Made<Smooth>) => depixelizeItem(made, settings);
      const { written, failures } = await writeEach(port, job, drawn.made, item, hooks);
      return {
        text: `Depixelized ${count(written, 'layer')}.`,
        done: written,
        failures: [...drawn.failures, ...failures],
      };
    });
  }

  private exportZip(shared: boolean): Promise<void> {
    return this.run(async (job, layers, hooks) => {
      const { settings } = this.state;
      const { made, failures } = await pixelizeEach(
        this.tools(),
        job,
        layers,
        () => settings.pixelize,
        shared,
        hooks,
      );
      if (made.length === 0) return { text: '', done: 0, failures };
      const { pixelize, batch } = settings;
      const items = made.map(({ layer, value }) => ({ name: layer.name, art: value.art }));
      const options = { zoom: batch.exportZoom, sheet: batch.sheet, settings: { pixelize, batch }, failures };
      const onProgress = (index: number, total: number) => {
        const share = DRAWING_SHARE + (index / total) * (1 - DRAWING_SHARE);
        hooks.onProgress({ phase: 'packing', layer: items[index - 1]?.name ?? '', index, total, share });
      };
      const bundle = await exportFiles(items, options, { signal: hooks.signal, onProgress });
      const bytes = await zipOf(bundle.files, { signal: hooks.signal });
      const saved = { name: 'pixel-cascade.zip', type: 'application/zip', bytes };
      this.set({ saved });
      this.world.save(saved);
      return {
        text: `Exported ${count(made.length, 'layer')} to ${saved.name}.`,
        done: made.length,
        failures: bundle.failures,
      };
    });
  }

  private tools() {
    const { client, painter } = this;
    if (client === null || painter === null) throw new Error('not started');
    return { port: this.world.port, client, painter };
  }

  /** Runs one job from its start to its end; its state is told all along. */
  private async run(
    work: (
      job: number,
      layers: readonly LayerInfo[],
      hooks: JobHooks,
    ) => Promise<{ text: string; done: number; failures: Failure[] }>,
  ): Promise<void> {
    if (this.running !== null || this.state.layers.length === 0) return;
    const running = new AbortController();
    this.running = running;
    // The preview's own work would stand in the job's way; what it has drawn is kept.
    if (this.state.pixelize.status === 'working') this.previews?.pixelize.stop();
    if (this.state.depixelize.status === 'working') this.previews?.depixelize.stop();
    const from = this.world.now();
    this.set({
      job: { kind: 'working', progress: null, timeLeft: null, cancelling: false },
      notice: null,
      saved: null,
    });
    const onProgress = (progress: JobProgress) => {
      if (this.state.job.kind !== 'working') return;
      const left = timeLeft(this.world.now() - from, progress.share);
      this.set({ job: { ...this.state.job, progress, timeLeft: left } });
    };
    try {
      const result = await work(++this.jobs, this.state.layers, { signal: running.signal, onProgress });
      const { text, done, failures } = result;
      const reason = failures[0]?.reason ?? 'There was nothing to do.';
      const left =
        failures.length > 0 ? ` ${count(failures.length, 'layer was', 'layers were')} left out.` : '';
      this.set({
        job: done > 0 ? { kind: 'done', text: text + left, failures } : { kind: 'failed', reason, failures },
      });
    } catch (error) {
      if (error === CANCELLED) this.set({ job: { kind: 'cancelled' } });
      else {
        if (!(error instanceof UserError)) console.error(error);
        this.set({ job: { kind: 'failed', reason: sentenceOf(error), failures: [] } });
      }
    } finally {
      this.running = null;
    }
    this.follow();
    const { job } = this.state;
    const calm = job.kind === 'cancelled' || (job.kind === 'done' && job.failures.length === 0);
    if (calm && this.state.saved === null) setTimeout(() => this.state.job === job && this.dismiss(), READ);
  }

  private set(changes: Partial<State>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener(this.state);
  }
}
