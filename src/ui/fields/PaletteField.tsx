import { useRef } from 'preact/hooks';
import { PaletteEditor } from '../palette/PaletteEditor.tsx';
import { choiceOf, type PaletteChoice, paletteChoices } from '../palettes.ts';
import type { Session } from '../session/session.ts';
import { count } from '../texts.ts';
import { Dropdown } from './Dropdown.tsx';
import { PaletteStrip } from './PaletteStrip.tsx';
import { Row } from './Row.tsx';
import { WORDS } from './words.ts';

const GROUPS: Readonly<Record<PaletteChoice['group'], string>> = {
  document: 'In this document',
  imported: 'Imported',
  artists: 'Pixel artists',
  machines: 'Classic machines',
};

/** Where the colours come from, and which they are. */
export function PaletteField({ session }: { readonly session: Session }) {
  const file = useRef<HTMLInputElement>(null);
  const { state } = session;
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
              rich
              value={value}
              onChange={(id) => {
                const choice = choices.find((each) => each.id === id);
                if (choice || id === 'automatic')
                  session.change('pixelize', { palette: choice?.colours ?? null });
              }}
            >
              <option value="automatic">From the layer</option>
              {value === 'custom' && (
                <option value="custom">{`Custom, ${count(palette?.length ?? 0, 'color')}`}</option>
              )}
              {Object.entries(GROUPS).map(([group, label]) => {
                const members = choices.filter((choice) => choice.group === group);
                return (
                  members.length > 0 && (
                    <optgroup key={group} label={label}>
                      {members.map(({ id, name, colours }) => (
                        <option key={id} value={id}>
                          {name}
                          <PaletteStrip colours={colours} />
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
      <PaletteEditor session={session} />
    </>
  );
}
