import { Dropdown } from '../fields/Dropdown.tsx';
import type { Session } from '../session/session.ts';
import { GUIDE_MARKS, type GuideMark } from './guides.ts';

/** How many art pixels the brush may be across. */
const SIZES = [1, 3, 5, 9, 15];

const HELP =
  'A layer in the frame that is named pixel: keep, pixel: more, pixel: less, or after a color as in pixel: #FF0000, asks for that where it is. It is not drawn. What is painted here counts before it. Hide it to switch it off.';

/** What the guide's brush asks for, and how large it is. */
export function GuideOptions({ session }: { readonly session: Session }) {
  const { state, guiding } = session;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in quirks mode
    <div class="tool-bar" role="group" aria-label="Guide">
      <span class="guide-mark">
        <Dropdown
          aria-label="What the guide asks for"
          value={state.guideMark.value}
          onChange={(mark) => {
            state.guideMark.value = mark as GuideMark;
          }}
        >
          {Object.entries(GUIDE_MARKS).map(([mark, label]) => (
            <option key={mark} value={mark}>
              {label}
            </option>
          ))}
        </Dropdown>
      </span>
      <span class="guide-size">
        <Dropdown
          aria-label="Size of the brush"
          value={String(state.guideSize.value)}
          onChange={(size) => {
            state.guideSize.value = Number(size);
          }}
        >
          {SIZES.map((size) => (
            <option key={size} value={String(size)}>
              {`${size} px`}
            </option>
          ))}
        </Dropdown>
      </span>
      <span class="retouched second guide-help" title={HELP}>
        {state.asked.value.guide === null ? 'or guide layers' : '+ guide layers'}
      </span>
      <button
        type="button"
        class="link"
        disabled={state.guide.value === null}
        onClick={() => guiding.clear()}
      >
        Clear guide
      </button>
    </div>
  );
}
