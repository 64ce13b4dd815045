import { useEffect, useRef } from 'preact/hooks';
import { useWindowKeys } from '../hooks/useWindowKeys.ts';
import { IconButton } from '../IconButton.tsx';
import { RedoIcon, ResizeIcon, UndoIcon } from '../icons.tsx';
import type { Session } from '../session/session.ts';
import type { State, View } from '../session/state.ts';
import { sidesText } from '../texts.ts';
import { BatchView } from './BatchView.tsx';
import { DepixelizeView } from './DepixelizeView.tsx';
import { DiagnosticsView } from './DiagnosticsView.tsx';
import { Footer } from './Footer.tsx';
import { Outcome } from './Outcome.tsx';
import { PixelizeView } from './PixelizeView.tsx';
import { SequenceView } from './SequenceView.tsx';
import './App.css';

const TABS: readonly (readonly [View, string])[] = [
  ['pixelize', 'Pixelize'],
  ['depixelize', 'Depixelize'],
  ['animate', 'Animate'],
  ['batch', 'Batch export'],
];

/** The smallest window that everything fits in, in CSS pixels. */
const LEAST = { width: 320, height: 480 };
const KEY_RESIZE = 20;

/** The whole window. */
export function App({ session }: { readonly session: Session }) {
  const { state } = session;
  useEffect(() => {
    const refresh = () => session.refresh();
    window.addEventListener('focus', refresh);
    return () => {
      window.removeEventListener('focus', refresh);
    };
  }, [session]);
  useWindowKeys(session);
  const tabs = useRef<HTMLElement>(null);
  const started = state.started.value;
  // Keys reach the window from the start on, without a click into it.
  useEffect(() => {
    if (!started) return;
    window.focus();
    tabs.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
  }, [started]);
  const view = state.view.value;
  const refusal = state.refusal.value;
  const works = state.working.value;
  if (refusal !== null) {
    return (
      <main class="app">
        <div class="viewport-empty" role="alert">
          <p class="title">{refusal}</p>
        </div>
      </main>
    );
  }
  return (
    <div class="app">
      <nav ref={tabs} class="tabs" aria-label="What to do">
        {TABS.map(([name, label]) => (
          <button
            key={name}
            type="button"
            class="tab"
            aria-current={view === name ? 'page' : undefined}
            disabled={works && view !== name}
            onClick={() => session.show(name)}
          >
            {label}
          </button>
        ))}
        {view === 'diagnostics' && (
          <button type="button" class="tab" aria-current="page">
            Diagnostics
          </button>
        )}
        <HistoryButtons session={session} />
      </nav>
      <main class="main" inert={works}>
        {view === 'pixelize' && <PixelizeView session={session} />}
        {view === 'depixelize' && <DepixelizeView session={session} />}
        {view === 'animate' && <SequenceView session={session} />}
        {view === 'batch' && <BatchView session={session} />}
        {view === 'diagnostics' && <DiagnosticsView state={state} />}
      </main>
      <div class="outcome-place" role="status" aria-live="polite">
        {!works && <Outcome session={session} />}
      </div>
      {view !== 'diagnostics' && <Footer session={session} />}
      <Announcements state={state} />
      <ResizeHandle session={session} />
    </div>
  );
}

/** Undo and redo of what is worked on here. */
function HistoryButtons({ session }: { readonly session: Session }) {
  const { history, state } = session;
  const works = state.working.value;
  return (
    <span class="tabs-end">
      <IconButton
        label="Undo"
        title="Undo (Ctrl or Cmd + Z)"
        disabled={works || !history.canUndo.value}
        onClick={() => session.undo()}
      >
        <UndoIcon />
      </IconButton>
      <IconButton
        label="Redo"
        title="Redo (Ctrl or Cmd + Shift + Z)"
        disabled={works || !history.canRedo.value}
        onClick={() => session.redo()}
      >
        <RedoIcon />
      </IconButton>
    </span>
  );
}

/** What is only heard: there from the start, so that screen readers tell of its changes. */
function Announcements({ state }: { readonly state: State }) {
  const job = state.job.value;
  const pixelize = state.pixelize.value;
  // Every tenth of the way is enough to hear.
  const progress =
    job.kind === 'working' ? `${Math.floor((job.progress?.share ?? 0) * 10) * 10} percent` : '';
  const preview =
    state.view.value === 'pixelize' && pixelize.status === 'ready' && pixelize.after
      ? `Preview of ${sidesText(pixelize.after)} pixels is ready.`
      : '';
  return (
    <div class="hidden" role="status" aria-live="polite">
      {progress || preview}
    </div>
  );
}

/** The corner by which the window is made larger and smaller, with the pointer or the arrow keys. */
function ResizeHandle({ session }: { readonly session: Session }) {
  const grip = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const resize = (width: number, height: number) =>
    session.resize(Math.max(LEAST.width, width), Math.max(LEAST.height, height));
  const drop = () => {
    grip.current = null;
  };
  return (
    <button
      type="button"
      class="resize"
      aria-label="Resize the window with the arrow keys"
      title="Resize"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { x: window.innerWidth - event.clientX, y: window.innerHeight - event.clientY };
      }}
      onPointerMove={(event) => {
        if (grip.current) resize(event.clientX + grip.current.x, event.clientY + grip.current.y);
      }}
      onPointerUp={drop}
      onPointerCancel={drop}
      onKeyDown={(event) => {
        const by: Record<string, readonly [number, number]> = {
          ArrowLeft: [-KEY_RESIZE, 0],
          ArrowRight: [KEY_RESIZE, 0],
          ArrowUp: [0, -KEY_RESIZE],
          ArrowDown: [0, KEY_RESIZE],
        };
        const [x, y] = by[event.key] ?? [0, 0];
        if (x || y) resize(window.innerWidth + x, window.innerHeight + y);
      }}
    >
      <ResizeIcon />
    </button>
  );
}
