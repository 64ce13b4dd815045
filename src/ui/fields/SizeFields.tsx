import type { Sides } from '../../core/image.ts';
import { type Cell, PIXELIZE_OPTIONS } from '../../core/options.ts';
import type { Settings } from '../../core/settings.ts';
import { fitsLayer } from '../fit.ts';
import { IconButton } from '../IconButton.tsx';
import { LinkedIcon, UnlinkedIcon } from '../icons.tsx';
import { artOf } from '../plan.ts';
import type { Session } from '../session/session.ts';
import { CellField } from './CellField.tsx';
import { Segmented } from './Choice.tsx';
import { FitNote } from './FitNote.tsx';
import { NumberInput } from './NumberInput.tsx';
import { Problem, Row } from './Row.tsx';
import { WORDS } from './words.ts';
import './SizeFields.css';

const PRESET_SIDES = [16, 32, 48, 64, 96, 128];

const KEEP_ASPECT = 'Keep the layer’s aspect ratio';

/** The art's size: by a side, by both, or by how much of the canvas becomes an art pixel. */
export function SizeFields({ session }: { readonly session: Session }) {
  const layer = session.state.shownSides.value;
  const settings = session.state.settings.value.pixelize;
  const { size, cell, longest } = settings;
  const art = layer && artOf(layer, settings);
  const unusable = session.state.unusable.value;
  const reason = unusable?.field === 'size' ? unusable.reason : null;
  const linked = size === null || size.width === null || size.height === null;
  const set = (changes: Partial<Settings['pixelize']>) => session.change('pixelize', changes);
  const setSide = (side: 'width' | 'height', value: number) => {
    if (linked) set({ size: { width: null, height: null, [side]: value } });
    else set({ size: { ...size, [side]: value } });
  };
  const sides = session.state.usable.value.map((each) => artOf(each, settings));
  const isLongest = (side: number) =>
    sides.length === 0
      ? size === null && longest === side
      : sides.every((each) => each !== null && Math.max(each.width, each.height) === side);
  const fitting = new Set(
    PRESET_SIDES.filter((longest) => {
      const chosen = { ...settings, size: null, cell: null, longest };
      return sides.length > 0 && session.state.usable.value.every((each) => fitsLayer(each, chosen));
    }),
  );
  return (
    <>
      <Segmented
        label="Measure"
        value={cell === null ? 'size' : 'cell'}
        labels={{ size: 'Art size', cell: 'Cell size' }}
        onChange={(mode) =>
          set(mode === 'size' ? { cell: null } : { size: null, cell: usualCell(layer, art) })
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
                value={art?.width ?? size?.width ?? null}
                aria-invalid={reason !== null}
                placeholder="–"
                min={1}
                max={Number.MAX_SAFE_INTEGER}
                onChange={(value) => (value === null ? set({ size: null }) : setSide('width', value))}
              />
              <NumberInput
                aria-label="Height in art pixels"
                prefix="H"
                value={art?.height ?? size?.height ?? null}
                aria-invalid={reason !== null}
                placeholder="–"
                min={1}
                max={Number.MAX_SAFE_INTEGER}
                onChange={(value) => (value === null ? set({ size: null }) : setSide('height', value))}
              />
              <IconButton
                label={KEEP_ASPECT}
                pressed={linked}
                disabled={art === null}
                onClick={() => art && set({ size: linked ? art : { width: art.width, height: null } })}
              >
                {linked ? <LinkedIcon /> : <UnlinkedIcon />}
              </IconButton>
            </>
          )}
        </Row>
      ) : (
        <CellField
          {...WORDS.pixelize.cell}
          invalid={reason !== null}
          disabled={false}
          value={cell}
          spec={PIXELIZE_OPTIONS.cell}
          words={WORDS.pixelize.cell}
          onChange={(value) => set({ cell: value })}
        />
      )}
      <Problem reason={reason} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in quirks mode */}
      <div class="row" role="group" aria-label="Usual sizes of the longest side">
        <span class="row-label" />
        <div class="row-control chips">
          {PRESET_SIDES.map((side) => (
            <button
              key={side}
              type="button"
              class={fitting.has(side) ? 'chip chip-fits' : 'chip'}
              title={fitting.has(side) ? 'Fits the layer exactly' : undefined}
              disabled={cell !== null}
              aria-pressed={cell === null && linked && isLongest(side)}
              onClick={() => set({ size: null, longest: side })}
            >
              {side}
            </button>
          ))}
        </div>
      </div>
      <FitNote session={session} />
    </>
  );
}

/** The whole square cell that comes nearest to what the art has. */
function usualCell(layer: Sides | null, art: Sides | null): Cell {
  const side = layer && art ? Math.max(1, Math.round(layer.width / art.width)) : 8;
  return { width: side, height: side };
}
