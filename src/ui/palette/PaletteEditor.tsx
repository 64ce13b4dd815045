import { useEffect, useRef } from 'preact/hooks';
import { parseColourList } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { includes } from '../../core/wishes.ts';
import { hasVariables } from '../session/modes.ts';
import type { Session } from '../session/session.ts';
import { count } from '../texts.ts';
import { actionsOf } from './actions.ts';
import { PaletteMenu } from './PaletteMenu.tsx';
import { SwatchBar } from './SwatchBar.tsx';
import { SwatchTools } from './SwatchTools.tsx';
import { useSelection } from './selection.ts';
import './palette.css';

/** The palette as something to work on: its colours, what is pinned and excluded, and what can be done with them. */
export function PaletteEditor({ session }: { readonly session: Session }) {
  const { state } = session;
  const colours = state.swatches.value;
  const excluded = state.settings.value.pixelize.exclude.filter((colour) => !includes(colours, colour));
  const selection = useSelection([...colours, ...excluded]);
  const actions = actionsOf(session);
  const bar = useRef<HTMLDivElement>(null);
  const { picked } = selection;
  useClipboard(bar, () => actions.copy(picked), {
    onColours: (list) => actions.add(list),
    onNonsense: () => session.warn('Colors are pasted as a list such as #1F294A, #FFF.'),
  });
  return (
    <div class="palette">
      <SwatchBar
        bar={bar}
        colours={colours}
        excluded={excluded}
        used={state.usedColours.value}
        pinned={state.settings.value.pixelize.pin}
        selection={selection}
        actions={actions}
      />
      <div class="palette-tools">
        <SwatchTools
          picked={picked}
          settings={state.settings.value.pixelize}
          into={picked.length > 1 ? state.mostUsed(picked) : null}
          last={colours.length < 2}
          actions={actions}
        />
        <PaletteMenu
          disabled={colours.length === 0}
          onSort={actions.sort}
          text={() => actions.copy(picked)}
          onCopied={(copied) =>
            copied
              ? session.say(`Copied ${count(picked.length || colours.length, 'color')}.`)
              : session.warn('Nothing could be copied here. Save the palette as a file instead.')
          }
          onMode={hasVariables(state) ? () => void session.addMode() : null}
          onSave={(format) => session.savePalette(format)}
        />
      </div>
    </div>
  );
}

interface Pasted {
  readonly onColours: (colours: readonly Rgba[]) => void;
  readonly onNonsense: () => void;
}

/** Copies and pastes lists of colours while the keyboard is in the palette: browsers tell the document of it alone. */
function useClipboard(
  bar: { readonly current: HTMLElement | null },
  text: () => string,
  { onColours, onNonsense }: Pasted,
): void {
  useEffect(() => {
    const isHere = () => bar.current?.contains(document.activeElement) ?? false;
    const copy = (event: ClipboardEvent) => {
      if (!isHere()) return;
      event.clipboardData?.setData('text/plain', text());
      event.preventDefault();
    };
    const paste = (event: ClipboardEvent) => {
      if (!isHere()) return;
      const list = parseColourList(event.clipboardData?.getData('text/plain') ?? '');
      if (list === null || list.length === 0) onNonsense();
      else onColours(list);
      event.preventDefault();
    };
    document.addEventListener('copy', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('paste', paste);
    };
  });
}
