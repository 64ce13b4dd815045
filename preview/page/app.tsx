import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { CanvasView } from './canvas.ts';
import { Layers } from './layers.tsx';
import { Menu } from './menu.tsx';
import { ParameterDialog } from './parameters.tsx';
import { PluginWindow } from './plugin-window.tsx';
import type { Store } from './store.ts';

/** The whole page. */
export function App({ store }: { store: Store }) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => store.listen(() => redraw(undefined)), [store]);
  useEffect(() => {
    document.documentElement.dataset.theme = store.theme;
  }, [store.theme]);
  useEffect(() => {
    const undo = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') {
        event.preventDefault();
        store.undo();
      }
    };
    addEventListener('keydown', undo);
    return () => removeEventListener('keydown', undo);
  }, [store]);

  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<CanvasView | null>(null);
  const [percent, setPercent] = useState(100);
  useEffect(() => {
    const made = new CanvasView(canvas.current!, store);
    made.onScale = setPercent;
    view.current = made;
    return () => made.close();
  }, [store]);

  return (
    <div class="app">
      <header class="bar">
        <strong class="brand">
          <Mark /> {store.manifest.name}
          <span class="muted">preview</span>
        </strong>
        <Menu store={store} />
        <button type="button" onClick={() => store.undo()} title="Undo (Ctrl+Z)">
          Undo
        </button>
        <span class="stretch" />
        <span class="zoom">
          <button type="button" aria-label="Zoom out" onClick={() => view.current?.zoom(0.8)}>
            −
          </button>
          <button
            type="button"
            class="percent"
            title="Show all layers (Shift+1)"
            onClick={() => view.current?.fit()}
          >
            {percent}%
          </button>
          <button type="button" aria-label="Zoom in" onClick={() => view.current?.zoom(1.25)}>
            +
          </button>
        </span>
        <label class="switch">
          <input
            type="checkbox"
            checked={store.readOnly}
            onChange={(event) => store.setReadOnly(event.currentTarget.checked)}
          />
          Read-only
        </label>
        <label class="switch">
          <input
            type="checkbox"
            checked={store.theme === 'dark'}
            onChange={(event) => store.setTheme(event.currentTarget.checked ? 'dark' : 'light')}
          />
          Dark
        </label>
      </header>
      <Layers store={store} />
      <main class="stage">
        <canvas
          ref={canvas}
          tabIndex={0}
          aria-label="Canvas. Arrow keys pan, plus and minus zoom. Layers are selected in the list of layers."
        />
      </main>
      <Details store={store} show={(id) => view.current?.fit([id])} />
      {store.frame && store.host?.window && (
        <PluginWindow store={store} frame={store.frame} window={store.host.window} />
      )}
      {store.entering && <ParameterDialog key={store.entering.command} store={store} item={store.entering} />}
      <div class="toasts" role="status" aria-live="polite">
        {store.toasts.map(({ key, text, error }) => (
          <p key={key} class={error ? 'toast error' : 'toast'}>
            {text}
          </p>
        ))}
      </div>
    </div>
  );
}

const Mark = () => (
  <svg width="16" height="16" viewBox="0 0 4 4" aria-hidden="true" shape-rendering="crispEdges">
    <path fill="#7b61ff" d="M0 0h2v1h-1v1h-1z" />
    <path fill="#0d99ff" d="M2 0h2v2h-1v-1h-1z" />
    <path fill="#14ae5c" d="M0 2h1v1h1v1h-2z" />
    <path fill="#ffcd29" d="M3 2h1v2h-2v-1h1z" />
  </svg>
);

/** What is selected, and what the plugin's frame has been caught at. */
function Details({ store, show }: { store: Store; show: (id: string) => void }) {
  const { selected, relaunches } = store;
  const counts = [
    ['Policy violations', store.violations],
    ['Network requests', store.requests],
    ['Plugin errors', store.errors],
  ] as const;
  return (
    <aside class="panel details" aria-label="Details">
      <h2>Selection</h2>
      {selected.length === 0 && <p class="muted">Click a layer. Shift adds more.</p>}
      {selected.length > 1 && <p>{selected.length} layers</p>}
      {selected.length === 1 && (
        <dl>
          <dt>Name</dt>
          <dd>{selected[0].name}</dd>
          <dt>Type</dt>
          <dd>{selected[0].type.toLowerCase()}</dd>
          <dt>Position</dt>
          <dd>
            {round(selected[0].x)}, {round(selected[0].y)}
          </dd>
          <dt>Size</dt>
          <dd>
            {round(selected[0].width)} × {round(selected[0].height)}
          </dd>
        </dl>
      )}
      {selected.length === 1 && (
        <button type="button" onClick={() => show(selected[0].id)}>
          Zoom to layer
        </button>
      )}
      {relaunches.map(({ command, name }) => (
        <button key={command} type="button" class="primary" onClick={() => void store.run(command)}>
          {name}
        </button>
      ))}
      <h2>Plugin frame</h2>
      <dl>
        {counts.map(([name, found]) => [
          <dt key={`${name} name`}>{name}</dt>,
          <dd key={name} class={found.length > 0 ? 'bad' : ''} title={found.join('\n')} data-count={name}>
            {found.length}
          </dd>,
        ])}
      </dl>
    </aside>
  );
}

const round = (value: number) => Math.round(value * 100) / 100;
