import { useEffect } from 'preact/hooks';
import { hexOf, parseColour } from '../../core/hex.ts';
import { IconButton } from '../IconButton.tsx';
import {
  EyedropperIcon,
  FillIcon,
  GuideIcon,
  HandIcon,
  MoveIcon,
  PencilIcon,
  ReplaceIcon,
  RestoreIcon,
  ZoomIcon,
} from '../icons.tsx';
import type { Session } from '../session/session.ts';
import { count, sidesText } from '../texts.ts';
import { isTyped } from '../viewport/useHeldKey.ts';
import { GuideOptions } from './GuideOptions.tsx';
import { TOOLS, type ToolName } from './names.ts';
import { waitingOverlays } from './overlays.ts';
import './ToolBar.css';

const ICONS: Readonly<Record<ToolName, () => preact.VNode>> = {
  pencil: PencilIcon,
  eyedropper: EyedropperIcon,
  fill: FillIcon,
  replace: ReplaceIcon,
  move: MoveIcon,
  guide: GuideIcon,
  restore: RestoreIcon,
  zoom: ZoomIcon,
};

/** The tools that work on the art's pixels, and what was done with them. */
export function ToolBar({ session }: { readonly session: Session }) {
  const { state } = session;
  const tool = state.tool.value;
  const disabled = state.art.value === null;
  useToolKeys(session);
  const button = (name: ToolName | null, label: string, help: string, key: string) => {
    const Icon = name === null ? HandIcon : ICONS[name];
    return (
      <IconButton
        key={label}
        label={label}
        title={`${label} (${key.toUpperCase()}). ${help}`}
        pressed={tool === name}
        disabled={disabled}
        onClick={() => {
          state.tool.value = name;
        }}
      >
        <Icon />
      </IconButton>
    );
  };
  return (
    <>
      <div class="tool-bar" role="toolbar" aria-label="Tools">
        {button(null, 'Look', 'Moves the picture, and parts before and after.', 'h')}
        {(Object.keys(TOOLS) as ToolName[]).map((name) => {
          const { label, help, key } = TOOLS[name];
          return button(name, label, help, key);
        })}
        <Ink session={session} />
        <Retouched session={session} />
      </div>
      {tool === 'guide' && <GuideOptions session={session} />}
    </>
  );
}

/** The colour that is painted with. */
function Ink({ session }: { readonly session: Session }) {
  const ink = session.ink;
  const hex = hexOf(ink);
  const name = ink[3] === 0 ? 'transparent' : `#${hex.toUpperCase()}`;
  return (
    <label
      class={`ink${ink[3] === 0 ? ' ink-none' : ''}`}
      style={{ '--ink': `#${hex}` }}
      title={`Paints with ${name}`}
    >
      <input
        type="color"
        aria-label={`Paint with ${name}, pick another color`}
        value={`#${hex}`}
        onChange={(event) => {
          const colour = parseColour(event.currentTarget.value);
          if (colour !== null) session.state.ink.value = colour;
        }}
      />
    </label>
  );
}

/** How many art pixels are retouched, and how to be rid of that. */
function Retouched({ session }: { readonly session: Session }) {
  const { state } = session;
  const [layer, art] = [state.shown.value, state.art.value];
  if (layer === null || art === null) return null;
  const cells = state.overlay.value?.cells.size ?? 0;
  const [waiting] = waitingOverlays(state.retouches.value, layer, art);
  if (cells === 0 && waiting !== undefined) {
    const text = `${count(waiting.cells.size, 'retouched pixel')}: at ${sidesText(waiting)}`;
    return (
      <span
        class="retouched second"
        title={`They were painted on art of ${sidesText(waiting)}, and are there again at that size.`}
      >
        {text}
      </span>
    );
  }
  if (cells === 0) return null;
  return (
    <>
      <span class="retouched second" title="Kept when other settings change, and when the art is made again">
        {`${cells} retouched`}
      </span>
      <button type="button" class="link" onClick={() => session.retouching.clear()}>
        Clear
      </button>
    </>
  );
}

/** Letters choose tools, wherever the keyboard is but where letters are typed; Escape puts the tool away. */
function useToolKeys({ state, retouching }: Session): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyped(event)) return;
      if (state.art.peek() === null) return;
      const key = event.key.toLowerCase();
      const name = (Object.keys(TOOLS) as ToolName[]).find((each) => TOOLS[each].key === key);
      const isAway = key === 'h' || (key === 'escape' && state.tool.peek() !== null && !state.working.peek());
      if (name === undefined && !isAway) return;
      event.preventDefault();
      if (key === 'escape' && retouching.graspedCells.length > 0) retouching.take([]);
      else state.tool.value = name ?? null;
    };
    // Before the window takes Escape for itself.
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, [state, retouching]);
}
