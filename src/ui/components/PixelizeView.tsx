import { useMemo } from 'preact/hooks';
import type { Sides } from '../../core/image.ts';
import type { Settings } from '../../core/settings.ts';
import { Fields } from '../fields/Fields.tsx';
import { PANELS } from '../fields/panels.ts';
import { resultSides } from '../fit.ts';
import { rgbaOf } from '../pixels.ts';
import { drawPlan } from '../plan.ts';
import { ToolBar } from '../retouch/ToolBar.tsx';
import { toolOf } from '../retouch/tools.ts';
import type { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { count, notesOf, providerText, sentenceOf, sidesText, unchangedText } from '../texts.ts';
import { Viewport } from '../viewport/Viewport.tsx';
import { Empty } from './Empty.tsx';
import { Notes } from './Notes.tsx';
import { Stepper } from './Stepper.tsx';
import './View.css';

interface Props {
  readonly session: Session;
}

/** Layers to pixel art, seen while the settings change. */
export function PixelizeView({ session }: Props) {
  const { state } = session;
  const preview = state.pixelize.value;
  const values = state.settings.value.pixelize;
  const layer = state.shownSides.value;
  const broken = preview.status === 'failed' && preview.before === null;
  const made = state.art.value;
  const art = useMemo(() => made && rgbaOf(made), [made]);
  const name = state.tool.value;
  const tool = useMemo(() => name && toolOf(session, name), [session, name]);
  // They follow the state by themselves, so that they need not be made anew with the preview.
  const settings = useMemo(
    () => (
      <Fields session={session} sections={PANELS.pixelize} below={<DiagnosticsLink session={session} />} />
    ),
    [session],
  );
  const after = preview.draft ?? art;
  // Of an opaque layer the field says that there is nothing to outline.
  const drawn = preview.status === 'ready' && state.transparent.value ? preview.after : null;
  const notes = useMemo(() => (drawn === null ? [] : notesOf([drawn], values)), [drawn, values]);
  return (
    <div class="view">
      <Viewport
        picture={layer === null || broken ? null : (after ?? plannedArt(layer, values))}
        before={preview.before?.png ?? null}
        after={after}
        sharp={{ before: false, after: true }}
        captions={{ before: 'Original', after: preview.draft ? 'Sketch' : 'Pixel art' }}
        percent={preview.status === 'working' && !state.working.value ? preview.percent : null}
        empty={<Empty state={state} what="pixelize" reason={preview.reason} />}
        above={
          <>
            <Stepper session={session} />
            <ToolBar session={session} />
            <Notes notes={[...state.asked.value.notes, ...notes]} />
          </>
        }
        tool={made !== null && preview.draft === null ? tool : null}
        canvas={layer && made && canvasZoom(layer, made, values)}
        info={<Info state={state} layer={layer} colours={state.usedColours.value.length} />}
      />
      {settings}
    </div>
  );
}

function DiagnosticsLink({ session }: Props) {
  return (
    <button type="button" class="link" onClick={() => session.show('diagnostics')}>
      Diagnostics
    </button>
  );
}

interface InfoProps {
  readonly state: State;
  readonly layer: Sides | null;
  readonly colours: number;
}

/** The result in numbers: art pixels, canvas pixels, colours, and where it was made. */
function Info({ state, layer, colours }: InfoProps) {
  const preview = state.pixelize.value;
  const settings = state.settings.value;
  const provider = state.provider.value;
  const art = state.art.value;
  if (layer === null || preview.status === 'empty') return null;
  if (preview.status === 'failed' && preview.before === null) return null;
  // The field itself says why.
  if (state.unusable.value !== null) return <span class="error">There is no art of this size.</span>;
  if (preview.status === 'failed') {
    return (
      <span class="error" role="alert" title={preview.reason ?? ''}>
        {preview.reason}
      </span>
    );
  }
  if (art === null || preview.draft !== null) {
    const sides = preview.draft ? sidesText(preview.draft) : null;
    return (
      <>
        {sides !== null && (
          <span>
            <strong>{sides}</strong>
          </span>
        )}
        <span class="second">Drawing…</span>
      </>
    );
  }
  let canvas: string | null = null;
  try {
    if (!state.toFile.value) canvas = canvasText(layer, art, settings.pixelize);
  } catch (error) {
    return (
      <span class="error" role="alert" title={sentenceOf(error)}>
        {sentenceOf(error)}
      </span>
    );
  }
  const where = settings.pixelize.method === 'cascade' && provider ? providerText(provider.name) : null;
  const unchanged = preview.after && unchangedText(preview.after.exactness);
  const facts = [count(colours, 'color'), unchanged, where].filter(Boolean).join(' · ');
  return (
    <>
      <span
        title={`${sidesText(art)} art pixels${canvas === null ? '' : `, ${canvas} pixels on the canvas`}`}
      >
        <strong>{sidesText(art)}</strong>
        {canvas !== null && ` → ${canvas} px`}
      </span>
      <span class="second" title={unchanged === null ? facts : `${facts}. ${UNCHANGED}`}>
        {facts}
      </span>
    </>
  );
}

const UNCHANGED =
  'The layer is pixel art already. Unchanged pixels have exactly its color, the others the nearest one of the palette.';

/** The art's size on the canvas, in whole pixels. Throws as `resultSides` does. */
function canvasText(layer: Sides, art: Sides, settings: Settings['pixelize']): string {
  const { width, height } = resultSides(layer, art, settings);
  return sidesText({ width: Math.round(width), height: Math.round(height) });
}

/** Canvas pixels of an art pixel; null where there is no such art. */
function canvasZoom(layer: Sides, art: Sides, settings: Settings['pixelize']): number | null {
  try {
    return resultSides(layer, art, settings).width / art.width;
  } catch {
    return null;
  }
}

/** The art's size before there is art; the layer's own where the settings ask for too much. */
function plannedArt(layer: Sides | null, settings: Settings['pixelize']): Sides | null {
  if (layer === null) return null;
  try {
    return drawPlan(layer, settings).art;
  } catch {
    return { width: 48, height: Math.max(1, Math.round((48 * layer.height) / layer.width)) };
  }
}
