import { MOST_ART_PIXELS, PIXELIZE_OPTIONS } from '../../core/options.ts';
import type { Settings } from '../../core/settings.ts';
import { artSize } from '../../inference/draw/lattice.ts';
import { LinkedIcon, UnlinkedIcon } from '../icons.tsx';
import type { Sides } from '../plan.ts';
import type { Session } from '../session/session.ts';
import { Segmented } from './Choice.tsx';
import { NumberField } from './NumberField.tsx';
import { NumberInput } from './NumberInput.tsx';
import { Row } from './Row.tsx';
import { WORDS } from './words.ts';
import './SizeFields.css';

const PRESET_SIDES = [16, 32, 48, 64, 96, 128];
/** What the longest side has when nothing is set. */
const USUAL_SIDE = 48;

const KEEP_ASPECT = 'Keep the layer’s aspect ratio';

/** The art's size: by a side, by both, or by how much of the canvas becomes an art pixel. */
export function SizeFields({ session }: { readonly session: Session }) {
  const layer = session.state.shownSides.value;
  const settings = session.state.settings.value.pixelize;
  const { size, cell } = settings;
  const art = artOf(layer ?? { width: 1, height: 1 }, settings);
  const linked = size === null || size.width === null || size.height === null;
  const set = (changes: Partial<Settings['pixelize']>) => session.change('pixelize', changes);
  const setSide = (side: 'width' | 'height', value: number) => {
    if (linked) set({ size: { width: null, height: null, [side]: value } });
    else set({ size: { ...size, [side]: value } });
  };
  const preset = (side: number) => {
    if (side === USUAL_SIDE) return set({ size: null });
    const wide = layer === null || layer.width >= layer.height;
    set({ size: wide ? { width: side, height: null } : { width: null, height: side } });
  };
  const longest = Math.max(art.width, art.height);
  return (
    <>
      <Segmented
        label="Measure"
        value={cell === null ? 'size' : 'cell'}
        labels={{ size: 'Art size', cell: 'Cell size' }}
        onChange={(mode) =>
          mode === 'size'
            ? set({ cell: null })
            : set({ size: null, cell: layer ? Math.max(1, Math.round(layer.width / art.width)) : 8 })
        }
      />
      {cell === null ? (
        <Row label={WORDS.pixelize.size.label}>
          {({ id }) => (
            <>
              <NumberInput
                id={id}
                aria-label="Width in art pixels"
                prefix="W"
                value={layer || size?.width ? art.width : null}
                placeholder="–"
                min={1}
                max={MOST_ART_PIXELS}
                onChange={(value) => (value === null ? set({ size: null }) : setSide('width', value))}
              />
              <NumberInput
                aria-label="Height in art pixels"
                prefix="H"
                value={layer || size?.height ? art.height : null}
                placeholder="–"
                min={1}
                max={MOST_ART_PIXELS}
                onChange={(value) => (value === null ? set({ size: null }) : setSide('height', value))}
              />
              <button
                type="button"
                class="icon-button"
                aria-pressed={linked}
                aria-label={KEEP_ASPECT}
                title={KEEP_ASPECT}
                onClick={() => set({ size: linked ? art : { width: art.width, height: null } })}
              >
                {linked ? <LinkedIcon /> : <UnlinkedIcon />}
              </button>
            </>
          )}
        </Row>
      ) : (
        <NumberField
          {...WORDS.pixelize.cell}
          disabled={false}
          value={cell}
          spec={PIXELIZE_OPTIONS.cell}
          words={WORDS.pixelize.cell}
          onChange={(value) => set({ cell: value })}
        />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in quirks mode */}
      <div class="row" role="group" aria-label="Usual sizes of the longest side">
        <span class="row-label" />
        <div class="row-control chips">
          {PRESET_SIDES.map((side) => (
            <button
              key={side}
              type="button"
              class="chip"
              disabled={cell !== null}
              aria-pressed={
                cell === null && linked && (layer ? longest === side : size === null && side === USUAL_SIDE)
              }
              onClick={() => preset(side)}
            >
              {side}
            </button>
          ))}
        </div>
      </div>
    </>
  );
}

/** The art's size; one pixel where the settings ask for more than there can be. */
function artOf(layer: Sides, settings: Settings['pixelize']): Sides {
  try {
    return artSize(layer, settings);
  } catch {
    return { width: 1, height: 1 };
  }
}
