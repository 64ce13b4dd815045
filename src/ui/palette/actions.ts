import { colourList } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { includes } from '../../core/wishes.ts';
import type { Session } from '../session/session.ts';
import {
  add,
  allow,
  edit,
  exclude,
  merge,
  move,
  type PaletteChanges,
  pin,
  remove,
  type SortKey,
  sort,
  unpin,
} from './edits.ts';

/** What can be done with a palette's colours. */
export interface PaletteActions {
  /** Pins colours, or lets them go where all are pinned. */
  pin(colours: readonly Rgba[]): void;
  /** Excludes colours, or allows them where all are excluded. */
  exclude(colours: readonly Rgba[]): void;
  edit(from: Rgba, to: Rgba): void;
  add(colours: readonly Rgba[]): void;
  remove(colours: readonly Rgba[]): void;
  /** Takes colours together into the one that most cells have. */
  merge(colours: readonly Rgba[]): void;
  move(colours: readonly Rgba[], before: number): void;
  sort(by: SortKey): void;
  /** Takes a colour to paint with. */
  paintWith(colour: Rgba): void;
  /** Colours as a list; all of them for none. */
  copy(colours: readonly Rgba[]): string;
}

/** What can be done with the palette of a session. */
export function actionsOf(session: Session): PaletteActions {
  const { state } = session;
  const settings = () => state.settings.peek().pixelize;
  const shown = () => state.swatches.peek();
  const make = (changes: PaletteChanges) => {
    if (changes !== null) session.change('pixelize', changes);
  };
  const all = (colours: readonly Rgba[], among: readonly Rgba[]) =>
    colours.every((colour) => includes(among, colour));
  return {
    pin: (colours) =>
      make(all(colours, settings().pin) ? unpin(settings(), colours) : pin(settings(), colours)),
    exclude: (colours) =>
      make(all(colours, settings().exclude) ? allow(settings(), colours) : exclude(settings(), colours)),
    edit: (from, to) => make(edit(settings(), shown(), from, to)),
    add: (colours) => make(add(settings(), colours)),
    remove: (colours) => make(remove(settings(), shown(), colours)),
    merge: (colours) => make(merge(settings(), shown(), colours, state.mostUsed(colours))),
    move: (colours, before) => make(move(settings(), shown(), colours, before)),
    paintWith: (colour) => {
      state.ink.value = colour;
    },
    sort: (by) => make(sort(settings(), shown(), by)),
    copy: (colours) => colourList(colours.length > 0 ? colours : shown(), '\n'),
  };
}
