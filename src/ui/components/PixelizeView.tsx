import { useMemo } from 'preact/hooks';
import { PIXELIZE_OPTIONS } from '../../core/options.ts';
import { PIXELIZE_SETTINGS, type Settings } from '../../core/settings.ts';
import { HELP, LABELS } from '../labels.ts';
import { coloursOf, rgbaOf } from '../pixels.ts';
import { drawPlan, type Sides, zoomOf } from '../plan.ts';
import type { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { count, providerText, sentenceOf, sidesText } from '../texts.ts';
import { Empty } from './Empty.tsx';
import { ColourField, NumberInput, Row, Segmented, Select, Slider } from './fields.tsx';
import { PaletteField } from './PaletteField.tsx';
import { SizeFields } from './SizeFields.tsx';
import { Viewport } from './Viewport.tsx';

interface Props {
  readonly session: Session;
}

/** Colours that the slider reaches; more can be typed. */
const SLIDER_COLOURS = 64;

/** Layers to pixel art, seen while the settings change. */
export function PixelizeView({ session }: Props) {
  const { state } = session;
  const preview = state.pixelize.value;
  const values = state.settings.value.pixelize;
  const first = state.layers.value.find(({ problem }) => problem === null) ?? null;
  const layer = first && (preview.before?.size ?? first);
  const broken = preview.status === 'failed' && preview.before === null;
  const art = useMemo(() => preview.after && rgbaOf(preview.after), [preview.after]);
  const after = preview.draft ?? art;
  const used = useMemo(() => (preview.after ? coloursOf(preview.after) : []), [preview.after]);
  const set = (changes: Partial<Settings['pixelize']>) => session.change('pixelize', changes);
  return (
    <div class="view">
      <Viewport
        picture={first === null || broken ? null : (after ?? plannedArt(layer, values))}
        before={preview.before?.png ?? null}
        after={after}
        sharp={{ before: false, after: true }}
        captions={{ before: 'Original', after: preview.draft ? 'Sketch' : 'Pixel art' }}
        percent={preview.status === 'working' && !state.working.value ? preview.percent : null}
        empty={<Empty state={state} what="pixelize" reason={preview.reason} />}
        info={<Info state={state} layer={layer} colours={used.length} />}
      />
      <div class="settings">
        <fieldset class="section">
          <legend>Size</legend>
          <SizeFields session={session} settings={values} layer={layer} />
          <Segmented
            label="Detail"
            help={HELP.scale}
            value={values.scale}
            labels={LABELS.scale}
            onChange={(scale) => set({ scale })}
          />
        </fieldset>
        <fieldset class="section">
          <legend>Colours</legend>
          <PaletteField session={session} used={used} />
          <Slider
            label="Colours"
            help={HELP.colors}
            value={values.colors}
            min={PIXELIZE_OPTIONS.colors.min}
            max={PIXELIZE_OPTIONS.colors.max}
            reach={SLIDER_COLOURS}
            disabled={values.palette !== null}
            onChange={(colors) => set({ colors })}
          />
          <Select
            label="Dithering"
            value={values.dither}
            labels={LABELS.dither}
            onChange={(dither) => set({ dither })}
          />
          <ColourField
            label="Matte"
            help={HELP.matte}
            value={values.matte}
            onChange={(matte) => set({ matte })}
          />
        </fieldset>
        <fieldset class="section">
          <legend>Result</legend>
          <Segmented
            label="Kind"
            help={PIXELIZE_SETTINGS.output.help}
            value={values.output}
            labels={LABELS.output}
            onChange={(output) => set({ output })}
          />
          <Select
            label="Link colours"
            help={PIXELIZE_SETTINGS.bind.help}
            value={values.output === 'vectors' ? values.bind : 'none'}
            labels={LABELS.bind}
            disabled={values.output !== 'vectors'}
            onChange={(bind) => set({ bind })}
          />
          <Select
            label="Place"
            value={values.place}
            labels={LABELS.place}
            onChange={(place) => set({ place })}
          />
          <Row label="Enlarge" help={HELP.zoom}>
            {(ids) => (
              <>
                <NumberInput
                  {...ids}
                  value={values.zoom}
                  placeholder="Automatic"
                  min={1}
                  max={64}
                  onChange={(zoom) => set({ zoom })}
                />
                <span class="unit">× each art pixel</span>
              </>
            )}
          </Row>
        </fieldset>
        <Advanced session={session} />
      </div>
    </div>
  );
}

function Advanced({ session }: Props) {
  const { pixelize: values, run } = session.state.settings.value;
  const set = (changes: Partial<Settings['pixelize']>) => session.change('pixelize', changes);
  const networks = values.method === 'cascade';
  return (
    <details class="section">
      <summary>Advanced</summary>
      <Select
        label="Method"
        help="Other methods to compare with."
        value={values.method}
        labels={LABELS.method}
        onChange={(method) => set({ method })}
      />
      <Select
        label="Voting"
        help="Which pixels of the network’s picture decide an art pixel’s colour."
        value={values.voting}
        labels={LABELS.voting}
        disabled={!networks}
        onChange={(voting) => set({ voting })}
      />
      <Segmented
        label="Tidy up"
        help="Clears stray pixels and nearly equal neighbours. Dithered art is left alone."
        value={values.tidy}
        labels={LABELS.tidy}
        disabled={values.dither !== 'none'}
        onChange={(tidy) => set({ tidy })}
      />
      <Select
        label="Quantizer"
        help="How a palette is made from the layer."
        value={values.quantizer}
        labels={LABELS.quantizer}
        disabled={values.palette !== null}
        onChange={(quantizer) => set({ quantizer })}
      />
      <Row label="Seed" help="Another seed may find another palette.">
        {(ids) => (
          <NumberInput
            {...ids}
            value={values.seed}
            min={PIXELIZE_OPTIONS.seed.min}
            max={PIXELIZE_OPTIONS.seed.max}
            onChange={(seed) => set({ seed })}
          />
        )}
      </Row>
      <Select
        label="Run on"
        help="Where the networks run. Automatic takes WebGPU where there is one."
        value={run.provider}
        labels={LABELS.provider}
        onChange={(provider) => session.change('run', { provider })}
      />
      <button type="button" class="link" onClick={() => session.show('diagnostics')}>
        Diagnostics
      </button>
    </details>
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
  const art = preview.after;
  if (layer === null || preview.status === 'empty') return null;
  if (preview.status === 'failed' && preview.before === null) return null;
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
  let canvas: string;
  try {
    const zoom = zoomOf(layer, art, settings.pixelize);
    canvas = sidesText({ width: art.width * zoom, height: art.height * zoom });
  } catch (error) {
    return (
      <span class="error" role="alert" title={sentenceOf(error)}>
        {sentenceOf(error)}
      </span>
    );
  }
  const where = settings.pixelize.method === 'cascade' && provider ? providerText(provider.name) : null;
  const facts = [count(colours, 'colour'), ...(where ? [where] : [])].join(' · ');
  return (
    <>
      <span title={`${sidesText(art)} art pixels, ${canvas} pixels on the canvas`}>
        <strong>{sidesText(art)}</strong> → {canvas} px
      </span>
      <span class="second">{facts}</span>
    </>
  );
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
