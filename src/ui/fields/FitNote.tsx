import { fitOf, fitsLayer } from '../fit.ts';
import type { Session } from '../session/session.ts';
import { count } from '../texts.ts';
import './FitNote.css';

/** What size the art gets on the canvas, before it is written, and by what it would have its layer's. */
export function FitNote({ session }: { readonly session: Session }) {
  const { state } = session;
  const layer = state.shownSides.value;
  const settings = state.settings.value.pixelize;
  const fit = layer && state.unusable.value === null ? fitOf(layer, settings) : null;
  if (fit === null) return null;
  const layers = state.usable.value;
  const others = layers.slice(1).filter((each) => !fitsLayer(each, settings)).length;
  return (
    <div class="fit">
      <p>
        {fit.text}
        {others > 0 && ` ${count(others, 'other layer gets', 'other layers get')} another size than its own.`}
      </p>
      {fit.offers.map(({ label, changes }) => (
        <button key={label} type="button" class="link" onClick={() => session.change('pixelize', changes)}>
          {label}
        </button>
      ))}
    </div>
  );
}
