import { fitOf, fitsLayer } from '../fit.ts';
import type { Session } from '../session/session.ts';
import './FitNote.css';

/** What size the art gets on the canvas, before it is written, and by what it would have its layer's. */
export function FitNote({ session }: { readonly session: Session }) {
  const { state } = session;
  const layer = state.shownSides.value;
  const settings = state.settings.value.pixelize;
  const fit = layer && state.unusable.value === null ? fitOf(layer, settings) : null;
  if (fit === null) return null;
  const others = state.others.value.filter((each) => !fitsLayer(each, settings)).length;
  return (
    <div class="fit">
      <p>
        {unbroken(fit.text)}
        {others > 0 && ` ${othersText(others)}`}
      </p>
      {fit.offers.map(({ label, changes }) => (
        <button key={label} type="button" class="link" onClick={() => session.change('pixelize', changes)}>
          {label}
        </button>
      ))}
    </div>
  );
}

/** Sizes stay on one line. */
const unbroken = (text: string): string => text.replaceAll(' × ', '\u00a0×\u00a0');

const othersText = (n: number): string =>
  n === 1
    ? 'The art of one other layer differs from it in size.'
    : `The art of ${n} other layers differs from them in size.`;
