import { computed, signal } from '@preact/signals';
import type { PixelArt, Rgba, RgbaImage } from '../../core/image.ts';
import { settingsFrom } from '../../core/settings.ts';
import type { Failure } from '../../export/bundle.ts';
import type { Provider } from '../../inference/draw/networks.ts';
import type { DocumentPalette, LayerInfo } from '../../messages.ts';
import type { JobProgress } from '../job.ts';
import { coloursOf } from '../pixels.ts';
import { type Sides, unusableField } from '../plan.ts';
import { EMPTY_PREVIEW, type PreviewState } from '../preview.ts';

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

export const IDLE: JobState = { kind: 'idle' };

/** All that the window shows, each part a signal: what reads one is told of its changes. */
export type State = ReturnType<typeof createState>;

/** The state of a window that has just been opened. */
export function createState() {
  const job = signal<JobState>(IDLE);
  const layers = signal<readonly LayerInfo[]>([]);
  const usable = computed(() => layers.value.filter(({ problem }) => problem === null));
  const pixelize = signal<PreviewState<PixelArt>>(EMPTY_PREVIEW);
  const settings = signal(settingsFrom(null));
  const shownSides = computed<Sides | null>(() => {
    const [first] = usable.value;
    return first === undefined ? null : (pixelize.value.before?.size ?? first);
  });
  return {
    /** A sentence why there is nothing to be done in this window; null before and while all is well. */
    refusal: signal<string | null>(null),
    started: signal(false),
    view: signal<View>('pixelize'),
    layers,
    /** The selected layers that something can be made of. */
    usable,
    readOnly: signal(false),
    settings,
    documentPalettes: signal<readonly DocumentPalette[]>([]),
    imported: signal<readonly NamedPalette[]>([]),
    pixelize,
    /** The size on the canvas of what "Pixelize" shows; null while there is nothing to show. */
    shownSides,
    /** Why no layer can have the art that the settings ask for, and which field is to blame; null if one can. */
    unusable: computed(() => unusableField(shownSides.value, usable.value, settings.value.pixelize)),
    /** The colours of the art that is shown. */
    usedColours: computed(() => {
      const { after } = pixelize.value;
      return after === null ? [] : coloursOf(after);
    }),
    depixelize: signal<PreviewState<RgbaImage>>(EMPTY_PREVIEW),
    job,
    /** Whether a job runs; it changes more seldom than what is told of the job. */
    working: computed(() => job.value.kind === 'working'),
    /** Something that its user should know beside the job, as a sentence. */
    notice: signal<string | null>(null),
    provider: signal<{ readonly name: Provider; readonly reason: string | null } | null>(null),
    facts: signal<Readonly<Record<string, string>>>({}),
    /** The file that the last export made, to save it again. */
    saved: signal<SavedFile | null>(null),
  };
}
