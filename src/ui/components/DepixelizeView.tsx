import type { Sides } from '../../core/image.ts';
import { shownCell } from '../fields/cell.ts';
import { Fields } from '../fields/Fields.tsx';
import { PANELS } from '../fields/panels.ts';
import type { Session } from '../session/session.ts';
import { providerText, sidesText } from '../texts.ts';
import { Viewport } from '../viewport/Viewport.tsx';
import { Empty } from './Empty.tsx';
import { Stepper } from './Stepper.tsx';
import './View.css';

/** Pixel art to smooth pictures. */
export function DepixelizeView({ session }: { readonly session: Session }) {
  const { state } = session;
  const preview = state.depixelize.value;
  const provider = state.provider.value;
  const values = state.settings.value.depixelize;
  const shown = state.shown.value;
  const first = shown?.problem === null ? shown : null;
  const after = preview.after?.image ?? null;
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
        above={<Stepper session={session} />}
        info={
          first === null || broken ? null : preview.status === 'failed' ? (
            <span class="error" role="alert" title={preview.reason ?? ''}>
              {preview.reason}
            </span>
          ) : art === null || after === null || preview.after === null ? (
            <span>Drawing…</span>
          ) : (
            <>
              <span>
                <strong>{sidesText(art)}</strong> → {sidesText(after)} px
              </span>
              <span class="second">
                {`${values.cell === null ? 'Found: art' : 'Art'} pixels of ${shownCell(preview.after.grid)} px${where}`}
              </span>
            </>
          )
        }
      />
      <Fields session={session} sections={PANELS.depixelize} />
    </div>
  );
}

const fallback = ({ width, height }: Sides) => ({
  width: Math.max(1, Math.round(width)),
  height: Math.max(1, Math.round(height)),
});
