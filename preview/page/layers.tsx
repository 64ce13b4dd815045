import type { Store } from './store.ts';

/** The list of layers: by pointer, and by keyboard with the arrows, Space, and Shift for more. */
export function Layers({ store }: { store: Store }) {
  const { document } = store;
  const layers = document.layers();
  const selection = new Set(document.selection);
  const focused = layers.findIndex(({ node }) => selection.has(node.id));

  const key = (event: KeyboardEvent, index: number, id: string) => {
    const to = index + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0);
    const next = layers[to];
    if (to !== index && next) {
      event.preventDefault();
      const items = (event.currentTarget as HTMLElement).parentElement!.children;
      (items[to] as HTMLElement).focus();
      if (!event.shiftKey) store.select(next.node.id, false);
      else if (!selection.has(next.node.id)) store.select(next.node.id, true);
    }
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      store.select(id, event.shiftKey || event.ctrlKey);
    }
  };

  return (
    <nav class="panel layers" aria-label="Layers">
      <h2>Layers</h2>
      <div role="listbox" class="list" aria-multiselectable="true" aria-label="Layers" tabIndex={-1}>
        {layers.map(({ node, depth }, index) => (
          <div
            key={node.id}
            role="option"
            tabIndex={index === Math.max(0, focused) ? 0 : -1}
            aria-selected={selection.has(node.id)}
            class={node.visible ? '' : 'hidden-layer'}
            style={{ paddingInlineStart: `${12 + depth * 14}px` }}
            onClick={(event) => store.select(node.id, event.shiftKey || event.ctrlKey || event.metaKey)}
            onKeyDown={(event) => key(event, index, node.id)}
          >
            <Icon type={node.type} />
            <span>{node.name}</span>
          </div>
        ))}
      </div>
    </nav>
  );
}

const ICONS: Readonly<Record<string, string>> = {
  FRAME: 'M4 1v10M8 1v10M1 4h10M1 8h10',
  COMPONENT: 'M6 1l5 5-5 5-5-5z',
  INSTANCE: 'M6 1l5 5-5 5-5-5z',
  TEXT: 'M2 3V2h8v1M6 2v8M4.5 10h3',
  VECTOR: 'M2 10C2 4 10 8 10 2',
  GROUP:
    'M1.5 1.5h2M5 1.5h2M8.500 1.500h2v2M10.500 5v2M10.500 8.500v2h-2M7 10.500H5M3.500 10.500h-2v-2M1.500 7V5M1.500 3.500v-2',
  ELLIPSE: 'M6 1.5a4.500 4.500 0 1 0 0 9a4.500 4.500 0 1 0 0-9z',
  STAR: 'M6 1l1.500 3.300 3.500.400-2.600 2.400.700 3.500L6 8.800 2.900 10.600l.700-3.500L1 4.700l3.500-.400z',
};

const Icon = ({ type }: { type: string }) => (
  <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" aria-hidden="true">
    <path d={ICONS[type] ?? 'M1.5 2.5h9v7h-9z'} />
  </svg>
);
