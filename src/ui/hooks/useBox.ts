import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Where an element lies in the window, and its inner size, in CSS pixels. */
interface Box {
  /** The corner may lie between two pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * An element's box, followed as it changes; without a size before it is laid out.
 * @param ratio device pixels of a CSS pixel: borders are whole ones, so that another density moves what lies beside them
 */
export function useBox(element: RefObject<HTMLElement | null>, ratio: number): Box {
  const [box, setBox] = useState<Box>({ left: 0, top: 0, width: 0, height: 0 });
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const measure = () => {
      const { left, top } = target.getBoundingClientRect();
      setBox({ left, top, width: target.clientWidth, height: target.clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, ratio]);
  return box;
}
