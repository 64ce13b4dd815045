import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WindowState } from '../host/figma.ts';
import type { Store } from './store.ts';
import type { PluginFrame } from './window.ts';

interface Props {
  readonly store: Store;
  readonly frame: PluginFrame;
  readonly window: WindowState;
}

const TITLE_HEIGHT = 40;

/** The plugin's window: Figma's title bar around the plugin's frame; dragged by the bar, closed by the cross. */
export function PluginWindow({ store, frame, window: { title, width, height, visible } }: Props) {
  const body = useRef<HTMLDivElement>(null);
  const [moved, setMoved] = useState({ x: 0, y: 0 });
  useLayoutEffect(() => {
    body.current?.append(frame.element);
  }, [frame]);

  const drag = (event: PointerEvent) => {
    if ((event.target as Element).closest('button')) return;
    const bar = event.currentTarget as HTMLElement;
    bar.setPointerCapture(event.pointerId);
    const move = (to: PointerEvent) =>
      setMoved({ x: moved.x + to.clientX - event.clientX, y: moved.y + to.clientY - event.clientY });
    bar.addEventListener('pointermove', move);
    bar.addEventListener('pointerup', () => bar.removeEventListener('pointermove', move), { once: true });
  };
  return (
    <section
      class={visible ? 'plugin' : 'plugin invisible'}
      aria-label={title}
      aria-hidden={!visible}
      style={{
        width: `${width}px`,
        height: `${height + TITLE_HEIGHT}px`,
        transform: `translate(${moved.x}px, ${moved.y}px)`,
      }}
    >
      <header onPointerDown={drag}>
        <strong>{title}</strong>
        <button type="button" aria-label="Close plugin" onClick={() => store.closePlugin()}>
          <svg
            width="12"
            height="12"
            viewBox="0 0 12 12"
            fill="none"
            stroke="currentColor"
            aria-hidden="true"
          >
            <path d="M2 2l8 8M10 2l-8 8" />
          </svg>
        </button>
      </header>
      <div ref={body} class="plugin-body" />
    </section>
  );
}
