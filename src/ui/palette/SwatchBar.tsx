import type { RefObject } from 'preact';
import { hexOf } from '../../core/hex.ts';
import type { Rgba } from '../../core/image.ts';
import { includes } from '../../core/wishes.ts';
import { count } from '../texts.ts';
import type { PaletteActions } from './actions.ts';
import type { Selection } from './selection.ts';
import { useReorder } from './useReorder.ts';

interface Props {
  readonly bar: RefObject<HTMLDivElement | null>;
  readonly colours: readonly Rgba[];
  /** What is excluded comes after them, crossed out. */
  readonly excluded: readonly Rgba[];
  readonly used: readonly Rgba[];
  readonly pinned: readonly Rgba[];
  readonly selection: Selection;
  readonly actions: PaletteActions;
}

const KEYS =
  'Arrow keys go through them, P pins, X excludes, M merges, Delete removes, Alt and an arrow key move.';

/** A palette's colours, to pick, to drag and to work on with keys; those that the art does not use stand back. */
export function SwatchBar({ bar, colours, excluded, used, pinned, selection, actions }: Props) {
  const all = [...colours, ...excluded];
  const reorder = useReorder(bar, colours.length, (place, before) => {
    const dragged = colours[place];
    actions.move(includes(selection.picked, dragged) ? selection.picked : [dragged], before);
  });
  const focus = (place: number) => (bar.current?.children[place] as HTMLElement | undefined)?.focus();
  /** What keys are for: what is picked, if the keyboard is in it; otherwise the colour that it is at. */
  const meant = () => {
    const here = all.slice(selection.at, selection.at + 1);
    return here.every((colour) => includes(selection.picked, colour)) ? selection.picked : here;
  };
  const go = (to: number, beside: boolean) => {
    selection.goTo(to, beside);
    focus(Math.max(0, Math.min(all.length - 1, to)));
  };
  const shift = (by: number) => {
    const places = meant().map((colour) => colours.indexOf(colour));
    if (places.includes(-1)) return;
    const before = by < 0 ? Math.min(...places) - 1 : Math.max(...places) + 2;
    if (before < 0 || before > colours.length) return;
    actions.move(meant(), before);
    go(selection.at + by, false);
  };
  const press = (event: KeyboardEvent) => {
    const { key, altKey, shiftKey } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    const by: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -rowLength(bar.current),
      ArrowDown: rowLength(bar.current),
      Home: -all.length,
      End: all.length,
    };
    const does: Readonly<Record<string, () => void>> = {
      p: () => actions.pin(meant()),
      x: () => actions.exclude(meant()),
      m: () => meant().length > 1 && actions.merge(meant()),
      Delete: () => actions.remove(meant()),
      Backspace: () => actions.remove(meant()),
    };
    if (by[key] !== undefined && altKey) shift(Math.sign(by[key]));
    else if (by[key] !== undefined && !isCommand) go(selection.at + by[key], shiftKey);
    else if (isCommand && key === 'a') selection.pickAll();
    else if (key === 'Escape' && selection.picked.length > 0) selection.pickNone();
    else if (does[key] !== undefined && !isCommand && !altKey && all.length > 0) does[key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={bar}
      class="swatches"
      role="toolbar"
      aria-label={`Palette: ${count(colours.length, 'color')}, ${used.length} used. ${KEYS}`}
      onKeyDown={press}
    >
      {all.map((colour, place) => {
        const states = {
          pinned: includes(pinned, colour),
          excluded: place >= colours.length,
          idle: used.length > 0 && !includes(used, colour),
        };
        const notes = [
          `#${hexOf(colour).toUpperCase()}`,
          ...(states.excluded ? ['excluded'] : states.idle ? ['not used'] : []),
          ...(states.pinned ? ['pinned'] : []),
        ].join(', ');
        const picked = includes(selection.picked, colour);
        return (
          <button
            key={hexOf(colour)}
            type="button"
            class={`swatch${states.idle ? ' swatch-idle' : ''}${states.pinned ? ' swatch-pinned' : ''}${states.excluded ? ' swatch-excluded' : ''}${reorder.mark(place)}`}
            style={{ '--swatch': `#${hexOf(colour)}` }}
            title={notes}
            aria-label={notes}
            aria-pressed={picked}
            tabIndex={place === selection.at ? 0 : -1}
            onFocus={() => selection.goTo(place, false)}
            onClick={(event) => {
              if (reorder.justDropped()) return;
              actions.paintWith(colour);
              selection.pick(place, event.shiftKey || event.ctrlKey || event.metaKey);
            }}
            onPointerDown={(event) => !states.excluded && reorder.grip(event, place)}
            onPointerMove={reorder.drag}
            onPointerUp={reorder.drop}
            onPointerCancel={reorder.cancel}
          />
        );
      })}
    </div>
  );
}

/** How many swatches are in a row. */
function rowLength(bar: HTMLElement | null): number {
  const swatches = [...(bar?.children ?? [])] as HTMLElement[];
  const below = swatches.findIndex(({ offsetTop }) => offsetTop > swatches[0].offsetTop);
  return below < 0 ? swatches.length : below;
}
