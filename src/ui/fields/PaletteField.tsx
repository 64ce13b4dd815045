import { useRef } from 'preact/hooks';
import { hexOf } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { choiceOf, type PaletteChoice, paletteChoices } from '../palettes.ts';
import type { Session } from '../session/session.ts';
import { count } from '../texts.ts';
import { Dropdown } from './Dropdown.tsx';
import { Row } from './Row.tsx';
import { WORDS } from './words.ts';
import './PaletteField.css';

const GROUPS: Readonly<Record<PaletteChoice['group'], string>> = {
  document: 'In this document',
  imported: 'Imported',
  machines: 'Classic machines',
};

/** Where the colours come from, and which they are. */
export function PaletteField({ session }: { readonly session: Session }) {
  const file = useRef<HTMLInputElement>(null);
  const { state } = session;
  const used = state.usedColours.value;
  const { palette } = state.settings.value.pixelize;
  const choices = paletteChoices(state.documentPalettes.value, state.imported.value);
  const chosen = palette && choiceOf(choices, palette);
  const value = palette === null ? 'automatic' : (chosen?.id ?? 'custom');
  const take = async (input: HTMLInputElement) => {
    const picked = input.files?.[0];
    if (picked) await session.importPalette(picked);
    input.value = '';
  };
  return (
    <>
      <Row label={WORDS.pixelize.palette.label}>
        {(ids) => (
          <>
            <Dropdown
              {...ids}
              value={value}
              onChange={(id) => {
                const choice = choices.find((each) => each.id === id);
                if (choice || id === 'automatic')
                  session.change('pixelize', { palette: choice?.colours ?? null });
              }}
            >
              <option value="automatic">From the layer</option>
              {value === 'custom' && (
                <option value="custom">{`Custom, ${count(palette?.length ?? 0, 'colour')}`}</option>
              )}
              {Object.entries(GROUPS).map(([group, label]) => {
                const members = choices.filter((choice) => choice.group === group);
                return (
                  members.length > 0 && (
                    <optgroup key={group} label={label}>
                      {members.map(({ id, name }) => (
                        <option key={id} value={id}>
                          {name}
                        </option>
                      ))}
                    </optgroup>
                  )
                );
              })}
            </Dropdown>
            <button
              type="button"
              class="button button-small"
              title="Import a palette file: HEX, GPL, JASC-PAL, ACT, ASE, Aseprite, paint.net or a PNG strip"
              onClick={() => file.current?.click()}
            >
              Import…
            </button>
            <input
              ref={file}
              type="file"
              class="hidden"
              tabIndex={-1}
              aria-label="Palette file"
              accept=".hex,.txt,.gpl,.pal,.act,.ase,.aseprite,.png"
              onChange={(event) => void take(event.currentTarget)}
            />
          </>
        )}
      </Row>
      <Swatches colours={palette ?? used} used={used} />
    </>
  );
}

interface SwatchesProps {
  readonly colours: readonly Rgba[];
  readonly used: readonly Rgba[];
}

/** A palette's colours; those that the art does not use stand back. */
function Swatches({ colours, used }: SwatchesProps) {
  const inUse = new Set(used.map((colour) => hexOf(colour)));
  return (
    <ul class="swatches" aria-label={`${count(colours.length, 'colour')}, ${inUse.size} used`}>
      {colours.map((colour) => {
        const hex = hexOf(colour);
        const idle = used.length > 0 && !inUse.has(hex);
        return (
          <li
            key={hex}
            class={idle ? 'swatch swatch-idle' : 'swatch'}
            style={{ background: `#${hex}` }}
            title={`#${hex.toUpperCase()}${idle ? ', not used' : ''}`}
          />
        );
      })}
    </ul>
  );
}
