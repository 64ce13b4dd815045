import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MenuCommand, Store } from './store.ts';

/** The plugin's menu, as Figma makes it of the manifest, with each command's quick action beside it. */
export function Menu({ store }: { store: Store }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const leave = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', leave);
    return () => removeEventListener('pointerdown', leave);
  }, [open]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  const key = (event: KeyboardEvent) => {
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') close();
    if (step === undefined) return;
    event.preventDefault();
    items[(at + step + items.length) % items.length]?.focus();
  };
  const choose = (action: () => Promise<void>) => {
    setOpen(false);
    void action();
  };

  return (
    <div class="menu" ref={root}>
      <button
        type="button"
        class="primary"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        Plugin
        <svg width="8" height="8" viewBox="0 0 8 8" fill="none" stroke="currentColor" aria-hidden="true">
          <path d="M1 2.500l3 3 3-3" />
        </svg>
      </button>
      {open && (
        <div class="popover" role="menu" tabIndex={-1} aria-label="Plugin" onKeyDown={key}>
          {(store.manifest.menu ?? []).map((item, i) =>
            'separator' in item ? (
              <hr key={i} />
            ) : (
              <Row key={item.command} item={item} store={store} choose={choose} />
            ),
          )}
        </div>
      )}
    </div>
  );
}

interface RowProps {
  readonly item: MenuCommand;
  readonly store: Store;
  readonly choose: (action: () => Promise<void>) => void;
}

const Row = ({ item, store, choose }: RowProps) => (
  <div class="row" role="none">
    <button type="button" role="menuitem" onClick={() => choose(() => store.run(item.command))}>
      {item.name}
    </button>
    {item.parameters && (
      <button
        type="button"
        role="menuitem"
        class="muted"
        aria-label={`${item.name}, with parameters`}
        onClick={() => choose(() => store.enter(item))}
      >
        with parameters
      </button>
    )}
  </div>
);
