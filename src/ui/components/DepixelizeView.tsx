import { DEPIXELIZE_OPTIONS } from '../../core/options.ts';
import type { Settings } from '../../core/settings.ts';
import { HELP, LABELS } from '../labels.ts';
import type { Session } from '../session/session.ts';
import { providerText, sidesText } from '../texts.ts';
import { Empty } from './Empty.tsx';
import { ColourField, NumberInput, Row, Select } from './fields.tsx';
import { Viewport } from './Viewport.tsx';

/** Pixel art to smooth pictures. */
export function DepixelizeView({ session }: { readonly session: Session }) {
  const { state } = session;
  const preview = state.depixelize.value;
  const provider = state.provider.value;
  const values = state.settings.value.depixelize;
  const first = state.layers.value.find(({ problem }) => problem === null) ?? null;
  const set = (changes: Partial<Settings['depixelize']>) => session.change('depixelize', changes);
  const { after } = preview;
  const broken = preview.status === 'failed' && preview.before === null;
  // The art's pixels are known from the result only: it has so many for each of them.
  const art = after && {
    width: Math.max(1, Math.round(after.width / values.zoom)),
    height: Math.max(1, Math.round(after.height / values.zoom)),
  };
  const where = provider ? ` · ${providerText(provider.name)}` : '';
  return (
    <div class="view">
      <Viewport
        picture={broken ? null : first && (art ?? fallback(first))}
        before={preview.before?.png ?? null}
        after={after}
        sharp={{ before: true, after: false }}
        captions={{ before: 'Pixel art', after: 'Smooth' }}
        percent={preview.status === 'working' && !state.working.value ? preview.percent : null}
        empty={<Empty state={state} what="depixelize" reason={preview.reason} />}
        info={
          first === null || broken ? null : preview.status === 'failed' ? (
            <span class="error" role="alert" title={preview.reason ?? ''}>
              {preview.reason}
            </span>
          ) : art === null || after === null ? (
            <span>Drawing…</span>
          ) : (
            <>
              <span>
                <strong>{sidesText(art)}</strong> → {sidesText(after)} px
              </span>
              <span class="second">{`Art pixels found${where}`}</span>
            </>
          )
        }
      />
      <div class="settings">
        <fieldset class="section">
          <legend>Art</legend>
          <Row label="Cell" help="Layer pixels of an art pixel. Automatic finds it in the picture.">
            {(ids) => (
              <>
                <NumberInput
                  {...ids}
                  value={values.cell}
                  placeholder="Automatic"
                  min={DEPIXELIZE_OPTIONS.cell.min}
                  max={DEPIXELIZE_OPTIONS.cell.max}
                  onChange={(cell) => set({ cell })}
                />
                <span class="unit">canvas pixels</span>
              </>
            )}
          </Row>
          <ColourField
            label="Matte"
            help={HELP.matte}
            value={values.matte}
            onChange={(matte) => set({ matte })}
          />
        </fieldset>
        <fieldset class="section">
          <legend>Result</legend>
          <Row label="Enlarge" help="Pixels of the smooth picture for each art pixel, in steps of 4.">
            {(ids) => (
              <>
                <NumberInput
                  {...ids}
                  value={values.zoom}
                  min={DEPIXELIZE_OPTIONS.zoom.min}
                  max={DEPIXELIZE_OPTIONS.zoom.max}
                  step={DEPIXELIZE_OPTIONS.zoom.step ?? 1}
                  onChange={(zoom) => set({ zoom })}
                />
                <span class="unit">× each art pixel</span>
              </>
            )}
          </Row>
          <Select
            label="Place"
            value={values.place}
            labels={LABELS.place}
            onChange={(place) => set({ place })}
          />
        </fieldset>
      </div>
    </div>
  );
}

const fallback = ({ width, height }: { readonly width: number; readonly height: number }) => ({
  width: Math.max(1, Math.round(width)),
  height: Math.max(1, Math.round(height)),
});
