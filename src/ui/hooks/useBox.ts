import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Where an element lies in the window, and its inner size, in CSS pixels. */
export interface Box {
  /** The corner may lie between two pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Device pixels of a CSS pixel. */
  readonly ratio: number;
}

/** How often the density is looked at, in milliseconds. */
const LOOK = 400;

const deviceRatio = () => window.devicePixelRatio || 1;

/**
 * An element's box, followed as it changes and as the window moves to a screen of another density; without a size before
 * it is laid out.
 */
export function useBox(element: RefObject<HTMLElement | null>): Box {
  const [box, setBox] = useState<Box>(() => ({ left: 0, top: 0, width: 0, height: 0, ratio: deviceRatio() }));
  const { ratio } = box;
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const measure = () => {
      const { left, top } = target.getBoundingClientRect();
      setBox({ left, top, width: target.clientWidth, height: target.clientHeight, ratio: deviceRatio() });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    // True until the density is another one: the next one is followed by the next effect.
    const density = window.matchMedia(`(resolution: ${ratio}dppx)`);
    density.addEventListener('change', measure);
    window.addEventListener('resize', measure);
    // A frame in a frame is not always told of it by either.
    const looking = setInterval(() => deviceRatio() !== ratio && measure(), LOOK);
    return () => {
      observer.disconnect();
      density.removeEventListener('change', measure);
      window.removeEventListener('resize', measure);
      clearInterval(looking);
    };
  }, [element, ratio]);
  return box;
}
