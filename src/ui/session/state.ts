import { computed, signal } from '@preact/signals';
import type { PixelArt, Rgba, Sides } from '../../core/image.ts';
import { overlaid } from '../../core/overlay.ts';
import { settingsFrom } from '../../core/settings.ts';
import type { Failure } from '../../export/bundle.ts';
import type { Provider } from '../../inference/draw/networks.ts';
import type { Coloured, Smoothed } from '../../inference/worker/client.ts';
import type { DocumentPalette, LayerInfo, NamedPalette } from '../../messages.ts';
import type { Asked } from '../guide-layers.ts';
import type { JobProgress } from '../job.ts';
import { swatchesOf } from '../palette/edits.ts';
import { coloursOf, mostUsed } from '../pixels.ts';
import { sourceOf, unusableField } from '../plan.ts';
import { EMPTY_PREVIEW, type PreviewState } from '../preview.ts';
import { type GuideMark, type Guides, guideOfLayer } from '../retouch/guides.ts';
import type { ToolName } from '../retouch/names.ts';
import { overlayOf, type Retouches } from '../retouch/overlays.ts';
import { ordered } from '../sequence.ts';
import { EMPTY_SEQUENCE, type SequenceState } from '../sequence-preview.ts';

/** The pages of the window. */
export type View = 'pixelize' | 'depixelize' | 'animate' | 'batch' | 'diagnostics';

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

const NOTHING_ASKED: Asked = { guide: null, notes: [] };

export const IDLE: JobState = { kind: 'idle' };

/** All that the window shows, each part a signal: what reads one is told of its changes. */
export type State = ReturnType<typeof createState>;

/** The state of a window that has just been opened. */
export function createState() {
  const job = signal<JobState>(IDLE);
  const view = signal<View>('pixelize');
  const readOnly = signal(false);
  const depixelize = signal<PreviewState<Smoothed>>(EMPTY_PREVIEW);
  const layers = signal<readonly LayerInfo[]>([]);
  const usable = computed(() => layers.value.filter(({ problem }) => problem === null));
  const pixelize = signal<PreviewState<Coloured>>(EMPTY_PREVIEW);
  const settings = signal(settingsFrom(null));
  const wanted = signal<string | null>(null);
  const shown = computed(
    () => usable.value.find(({ id }) => id === wanted.value) ?? usable.value[0] ?? layers.value[0] ?? null,
  );
  /** What there is of the layer that is shown: the preview rests on other pages, and then is of what was shown before. */
  const seen = computed(() => {
    const layer = shown.value;
    const isOf = layer !== null && pixelize.value.layer === sourceOf(layer, 'pixelize');
    return isOf ? pixelize.value : EMPTY_PREVIEW;
  });
  const shownSides = computed<Sides | null>(() => {
    const layer = shown.value;
    return layer === null || layer.problem !== null ? null : (seen.value.before?.size ?? layer);
  });
  const others = computed(() => usable.value.filter((layer) => layer !== shown.value));
  const toFile = computed(() => {
    const { batch, animate } = settings.value;
    if (readOnly.value) return true;
    return view.value === 'batch'
      ? batch.deliver === 'zip'
      : view.value === 'animate' && animate.deliver === 'file';
  });
  const unusable = computed(() => {
    const { pixelize, animate } = settings.value;
    // The enlargement on the canvas is none of a file's.
    const asked = toFile.value ? { ...pixelize, zoom: null } : pixelize;
    if (view.value !== 'animate') return unusableField(shownSides.value, others.value, asked);
    // All frames are images of the first one's size.
    const [first = null] = ordered(usable.value, animate.order);
    return unusableField(first, [], { ...asked, output: 'image' }, false);
  });
  const retouches = signal<Retouches>(new Map());
  const overlay = computed(() => {
    const { after } = seen.value;
    return shown.value === null || after === null ? null : overlayOf(retouches.value, shown.value, after);
  });
  const art = computed(() => {
    const { after } = seen.value;
    return after === null ? null : overlaid(after, overlay.value);
  });
  const guides = signal<Guides>(new Map());
  const guide = computed(() => shown.value && guideOfLayer(guides.value, shown.value));
  const asked = computed(() => seen.value.before?.asked ?? NOTHING_ASKED);
  const usedColours = computed(() => (art.value === null ? [] : coloursOf(art.value)));
  const blocked = computed<string | null>(() => {
    if (view.value !== 'depixelize') return unusable.value?.reason ?? null;
    return readOnly.value ? 'You can only view this file: art can be exported, not added.' : null;
  });
  return {
    /** A sentence why there is nothing to be done in this window; null before and while all is well. */
    refusal: signal<string | null>(null),
    started: signal(false),
    view,
    layers,
    /** The selected layers that something can be made of. */
    usable,
    /** The id of the layer that is to be shown; null for the first that something can be made of. */
    wanted,
    /** The selected layer that is shown; null while none is selected. */
    shown,
    /** The other layers that something can be made of. */
    others,
    readOnly,
    settings,
    documentPalettes: signal<readonly DocumentPalette[]>([]),
    imported: signal<readonly NamedPalette[]>([]),
    pixelize,
    /** What was painted by hand in this window, and what of it lies over the art that is shown. */
    retouches,
    overlay,
    /** The art that is shown, with what was painted on it. */
    art,
    /** What is asked of layers by area in this window, and of the layer that is shown. */
    guides,
    guide,
    /** What layers in the one that is shown ask for by area. */
    asked,
    /** What the guide's brush paints, and how many art pixels it is across. */
    guideMark: signal<GuideMark>('keep'),
    guideSize: signal(5),
    /** The art that the last job has drawn so far, by the layers' ids. */
    drawnArt: signal<ReadonlyMap<string, PixelArt>>(new Map()),
    /** The tool that works on the art; null for looking at it. */
    tool: signal<ToolName | null>(null),
    /** The colour that is painted with; null before one was chosen. */
    ink: signal<Rgba | null>(null),
    /** The size on the canvas of what "Pixelize" shows; null while there is nothing to show. */
    shownSides,
    /** Whether what the view makes goes into a file, and nothing to the canvas. */
    toFile,
    /** Why no layer can have the art that the settings ask for, and which field is to blame; null if one can. */
    unusable,
    /** The colours of the art that is shown. */
    usedColours,
    /** The colours of the palette, whether it is fixed or made from the layer. */
    swatches: computed(() => swatchesOf(settings.value.pixelize, usedColours.value)),
    /** Of some colours, the one that most cells of the art have. */
    mostUsed: (colours: readonly Rgba[]) => mostUsed(art.value, colours),
    depixelize,
    /** The animation that "Animate" shows. */
    sequence: signal<SequenceState>(EMPTY_SEQUENCE),
    job,
    /** Whether a job runs; it changes more seldom than what is told of the job. */
    working: computed(() => job.value.kind === 'working'),
    /** Why the view's job cannot be started, as a sentence; null if it can, or if only layers are missing. */
    blocked,
    /** Whether the view's job can be started. */
    ready: computed(
      () =>
        view.value !== 'diagnostics' &&
        job.value.kind !== 'working' &&
        blocked.value === null &&
        usable.value.length > 0,
    ),
    /** Whether a selected layer may be transparent somewhere: only the one that is shown has been looked at. */
    transparent: computed(() => {
      const shown = view.value === 'depixelize' ? depixelize.value : pixelize.value;
      return usable.value.length > 1 || (usable.value.length === 1 && shown.transparent === true);
    }),
    /** Something that its user should know beside the job, as a sentence. */
    notice: signal<string | null>(null),
    provider: signal<{ readonly name: Provider; readonly reason: string | null } | null>(null),
    facts: signal<Readonly<Record<string, string>>>({}),
    /** The file that the last export made, to save it again. */
    saved: signal<SavedFile | null>(null),
  };
}
