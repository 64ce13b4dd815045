import { batch } from '@preact/signals';
import { UserError } from '../../core/errors.ts';
import type { Rgba } from '../../core/image.ts';
import { type Settings, settingsFrom } from '../../core/settings.ts';
import { type Command, type LayerInfo, PROTOCOL, type ToUi } from '../../messages.ts';
import type { PaletteFormatName } from '../../palettes/write.ts';
import { withParameters } from '../parameters.ts';
import { settingsOfArt } from '../pixelize.ts';
import { type Guides, guideOfLayer } from '../retouch/guides.ts';
import type { Retouches } from '../retouch/overlays.ts';
import { sentenceOf } from '../texts.ts';
import { animateWork } from './animate-work.ts';
import { diagnose } from './diagnostics.ts';
import { followWithPreviews } from './follow.ts';
import { Guiding } from './guiding.ts';
import { History } from './history.ts';
import { Jobs } from './jobs.ts';
import { addPaletteMode } from './modes.ts';
import {
  importedFrom,
  importPalette,
  loadDocumentPalettes,
  type PaletteFile,
  paletteFile,
} from './palettes.ts';
import { RememberedSettings } from './remembered.ts';
import { Retouching } from './retouching.ts';
import { createState, type View } from './state.ts';
import type { Surroundings } from './surroundings.ts';
import { runUnseen } from './unseen.ts';
import { Workers } from './workers.ts';
import { depixelizeWork, exportWork, pixelizeWork, type Work } from './works.ts';

type Start = Extract<ToUi, { type: 'start' }>;

const VIEWS: Readonly<Record<Command, View>> = {
  pixelize: 'pixelize',
  'pixelize-again': 'pixelize',
  depixelize: 'depixelize',
  animate: 'animate',
  batch: 'batch',
  diagnostics: 'diagnostics',
};

/** What undo brings back. */
interface Moment {
  readonly pixelize: Settings['pixelize'];
  readonly retouches: Retouches;
  readonly guides: Guides;
}

const BLACK: Rgba = [0, 0, 0, 255];

/** The window behind what is seen: what its user can do, and what the sandbox tells. */
export class Session {
  readonly state = createState();
  private readonly workers: Workers;
  private readonly jobs: Jobs;
  private readonly settings: RememberedSettings;
  /** What was worked on before. */
  readonly history: History<Moment>;
  readonly retouching: Retouching;
  readonly guiding: Guiding;

  constructor(private readonly world: Surroundings) {
    const { port, now } = world;
    this.workers = new Workers(world, this.state);
    this.jobs = new Jobs(this.state, now);
    const { state } = this;
    this.history = new History<Moment>(
      () => ({
        pixelize: state.settings.peek().pixelize,
        retouches: state.retouches.peek(),
        guides: state.guides.peek(),
      }),
      (moment) =>
        batch(() => {
          this.settings.restore(moment.pixelize);
          state.retouches.value = moment.retouches;
          state.guides.value = moment.guides;
        }),
      now,
    );
    this.retouching = new Retouching(state, (what) => this.history.note(what));
    this.guiding = new Guiding(state, () => this.history.note(null));
    this.settings = new RememberedSettings(port, this.state, (what) => this.history.note(what));
    port.onStart = (message) => this.start(message);
    port.onSelection = ({ layers, undone }) => {
      this.state.layers.value = layers;
      if (undone !== undefined) this.jobs.undone(undone);
    };
  }

  /** Changes some settings of a group; the preview follows, and they are remembered. */
  change<G extends keyof Settings>(group: G, changes: Partial<Settings[G]>): void {
    this.settings.change(group, changes);
    if (group === 'run') this.workers.renew();
  }

  /** Sets a page's settings back to their defaults. */
  reset(view: Exclude<View, 'diagnostics'>): void {
    const { run } = this.state.settings.peek();
    const reopen = view === 'pixelize' && run.provider !== settingsFrom(null).run.provider;
    this.settings.reset(reopen ? [view, 'run'] : [view]);
    if (reopen) this.workers.renew();
  }

  show(view: View): void {
    const { state } = this;
    batch(() => {
      state.view.value = view;
      this.jobs.dismiss();
    });
    if (view === 'diagnostics' && state.started.peek()) void diagnose(this.workers.tools, state);
  }

  /** Looks at the document again, after its user has been elsewhere. */
  refresh(): void {
    const { state, workers } = this;
    if (!state.started.peek() || state.working.peek()) return;
    this.world.port.look();
    const view = state.view.peek();
    if (view === 'pixelize' || view === 'depixelize') workers.previews?.[view].refresh();
    if (view === 'animate') workers.previews?.sequence.refresh();
    void loadDocumentPalettes(this.world.port, state);
  }

  /** Takes what is said of the last job away. */
  dismiss(): void {
    this.jobs.dismiss();
  }

  /** The colour that is painted with. */
  get ink(): Rgba {
    return this.state.ink.value ?? this.state.swatches.value[0] ?? BLACK;
  }

  /** Shows the selected layer that comes so many places later, round and round. */
  step(by: number): void {
    const { usable, shown, wanted } = this.state;
    const [layers, layer] = [usable.peek(), shown.peek()];
    if (layer === null || layers.length === 0) return;
    const place = (layers.indexOf(layer) + by + layers.length) % layers.length;
    wanted.value = layers[place].id;
  }

  /** Takes back the last change of what is worked on. */
  undo(): void {
    if (!this.state.working.peek()) this.history.undo();
  }

  /** Does again what was taken back last. */
  redo(): void {
    if (!this.state.working.peek()) this.history.redo();
  }

  /** Has its user save the palette in a format. */
  savePalette(format: PaletteFormatName): void {
    this.world.save(paletteFile(this.state, format));
  }

  /** Tells that something was done, as a sentence. */
  say(text: string): void {
    this.jobs.say(text);
  }

  /** Tells what could not be done, as a sentence. */
  warn(text: string): void {
    this.jobs.dismiss();
    this.state.notice.value = text;
  }

  /** Takes a palette file as the palette. A broken or foreign one changes nothing and is told of. */
  importPalette(file: PaletteFile): Promise<void> {
    return importPalette(file, this.state, this.settings, this.world.port);
  }

  /** Adds the palette to the variables of the art that is shown, as a mode, and tells what became of it. Never throws. */
  async addMode(): Promise<void> {
    try {
      this.say(await addPaletteMode(this.world.port, this.state));
    } catch (error) {
      if (!(error instanceof UserError)) console.error(error);
      this.warn(sentenceOf(error));
    }
  }

  /** Does what the view's button says. */
  async apply(): Promise<void> {
    // What was done is what "Pixelize again" does, even if it came from a selected result.
    this.settings.save(appliedGroups(this.state.view.peek()));
    await this.jobs.run(this.work());
    this.workers.renew();
  }

  /** Stops the job; what it wrote is removed. */
  cancel(): void {
    this.jobs.cancel();
  }

  /** Saves the last exported file once more. */
  saveAgain(): void {
    const saved = this.state.saved.peek();
    if (saved) this.world.save(saved);
  }

  /** Ends the plugin. */
  close(): void {
    if (this.state.started.peek()) this.settings.flush();
    this.world.port.close();
  }

  resize(width: number, height: number): void {
    this.world.port.resize(width, height);
  }

  private work(): Work {
    const { state, workers, world } = this;
    const view = state.view.peek();
    const settings = state.settings.peek();
    const { depixelize, batch: options } = settings;
    if (view === 'depixelize') return depixelizeWork(workers.tools, depixelize);
    if (view === 'animate') {
      const deliver = state.toFile.peek() ? 'file' : settings.animate.deliver;
      const animate = { ...settings.animate, deliver } as const;
      return animateWork(workers.tools, { ...settings, animate }, (file) => {
        state.saved.value = file;
        world.save(file);
      });
    }
    const shared = view === 'batch' && options.sharedPalette;
    const settingsOf = (layer: LayerInfo) => ({
      ...settings.pixelize,
      guide: guideOfLayer(state.guides.peek(), layer),
    });
    if (!state.toFile.peek()) return pixelizeWork(workers.tools, settingsOf, shared);
    return exportWork(workers.tools, settings, settingsOf, shared, (file) => {
      state.saved.value = file;
      world.save(file);
    });
  }

  private start(message: Start): void {
    const { state, workers, world } = this;
    if (message.version !== PROTOCOL) {
      state.refusal.value =
        'Pixel Cascade was updated while it was open. Close this window and start it again.';
      return;
    }
    const { command, layers } = message;
    const { settings, notice } = settingsAtStart(message);
    this.settings.begin(settingsFrom(message.settings));
    // What is asked for by area belongs to a layer, and is not remembered for others.
    const pixelize = { ...settings.pixelize, guide: null };
    batch(() => {
      state.started.value = true;
      state.view.value = VIEWS[command];
      state.settings.value = { ...settings, pixelize };
      state.layers.value = layers;
      state.readOnly.value = message.readOnly;
      state.facts.value = message.facts;
      state.imported.value = importedFrom(message.imported);
      state.notice.value = notice;
    });
    if (!message.visible) {
      void runUnseen({ port: world.port, state, workers, jobs: this.jobs }, message, notice);
      return;
    }
    workers.open();
    followWithPreviews(state, workers);
    if (command === 'diagnostics') void diagnose(workers.tools, state);
    void loadDocumentPalettes(world.port, state);
  }
}

/** The groups of settings that a page's job goes by. */
function appliedGroups(view: View): (keyof Settings)[] {
  if (view === 'diagnostics') return [];
  return view === 'animate' || view === 'batch' ? ['pixelize', view] : [view];
}

/** The stored settings with what the command adds to them; what is wrong with that, as a sentence. */
function settingsAtStart(message: Start): { readonly settings: Settings; readonly notice: string | null } {
  const stored = settingsFrom(message.settings);
  const [first] = message.layers;
  // Art of ours is opened with what made it.
  const pixelize = (message.visible && first && settingsOfArt(first)) || stored.pixelize;
  try {
    const settings = withParameters({ ...stored, pixelize }, message.command, message.parameters);
    return { settings, notice: null };
  } catch (error) {
    return { settings: stored, notice: sentenceOf(error) };
  }
}
