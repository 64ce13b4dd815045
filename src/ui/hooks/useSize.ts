import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Sides } from '../plan.ts';

/** An element's inner size in CSS pixels, followed as it changes; 0 × 0 before it is laid out. */
export function useSize(element: RefObject<HTMLElement | null>): Sides {
  const [size, setSize] = useState<Sides>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const measure = () => setSize({ width: target.clientWidth, height: target.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
