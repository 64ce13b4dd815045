import type { ComponentProps } from 'preact';
import { useId } from 'preact/hooks';
import { hexOf, parseColour } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { includes } from '../../core/wishes.ts';
import { DraftInput } from '../fields/DraftInput.tsx';
import { IconButton } from '../IconButton.tsx';
import { ExcludeIcon, MergeIcon, PinIcon, PlusIcon, TrashIcon } from '../icons.tsx';
import type { PaletteActions } from './actions.ts';
import type { PaletteSettings } from './edits.ts';

interface Props {
  readonly picked: readonly Rgba[];
  readonly settings: PaletteSettings;
  /** The colour that the picked ones would be taken together into; null for fewer than two. */
  readonly into: Rgba | null;
  /** Whether no other colour would be left. */
  readonly last: boolean;
  readonly actions: PaletteActions;
}

/** What can be done with the picked colours. */
export function SwatchTools({ picked, settings, into, last, actions }: Props) {
  const none = picked.length === 0;
  const isPinned = !none && picked.every((colour) => includes(settings.pin, colour));
  const isExcluded = !none && picked.every((colour) => includes(settings.exclude, colour));
  return (
    <>
      <EditColour colour={picked.length === 1 ? picked[0] : null} actions={actions} several={picked.length} />
      <Tool
        label={isPinned ? 'Let go of' : 'Pin'}
        help="Kept exactly, and drawn with wherever it is nearest (P)"
        pressed={isPinned}
        disabled={none}
        onClick={() => actions.pin(picked)}
      >
        <PinIcon />
      </Tool>
      <Tool
        label={isExcluded ? 'Allow' : 'Exclude'}
        help="Never drawn (X)"
        pressed={isExcluded}
        disabled={none}
        onClick={() => actions.exclude(picked)}
      >
        <ExcludeIcon />
      </Tool>
      <Tool
        label={into === null ? 'Merge' : `Merge into #${hexOf(into).toUpperCase()}`}
        help="Of the picked colors only the one that is used most stays; the pixels of the others take the nearest color (M)"
        disabled={into === null}
        onClick={() => actions.merge(picked)}
      >
        <MergeIcon />
      </Tool>
      <Tool
        label="Remove"
        help="The other colors stay as they are (Delete)"
        disabled={none || last || isExcluded}
        onClick={() => actions.remove(picked)}
      >
        <TrashIcon />
      </Tool>
      <label class="icon-button colour-add" title="Add a color">
        <PlusIcon />
        <input
          type="color"
          aria-label="Add a color"
          value="#808080"
          onChange={(event) => {
            const colour = parseColour(event.currentTarget.value);
            if (colour !== null) actions.add([colour]);
          }}
        />
      </label>
    </>
  );
}

interface EditProps {
  /** The one that is picked; null for none or several. */
  readonly colour: Rgba | null;
  readonly several: number;
  readonly actions: PaletteActions;
}

/** The picked colour, to be made another one: picked, or typed as hexadecimal digits. */
function EditColour({ colour, several, actions }: EditProps) {
  const id = useId();
  if (colour === null) {
    return <span class="palette-hint second">{several > 1 ? `${several} picked` : 'Pick a color'}</span>;
  }
  const take = (text: string) => {
    const to = parseColour(text);
    if (to !== null && hexOf(to) !== hexOf(colour)) actions.edit(colour, to);
  };
  return (
    <span class="colour">
      <label class="hidden" for={id}>
        Picked color
      </label>
      <input
        type="color"
        aria-label="Picked color, pick another one"
        value={`#${hexOf(colour)}`}
        onChange={(event) => take(event.currentTarget.value)}
      />
      <DraftInput key={hexOf(colour)} ids={{ id }} value={hexOf(colour)} onTake={take} />
    </span>
  );
}

type ToolProps = Omit<ComponentProps<typeof IconButton>, 'title'> & { readonly help: string };

const Tool = ({ help, ...own }: ToolProps) => <IconButton {...own} title={`${own.label}. ${help}`} />;
