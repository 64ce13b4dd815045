import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';

/** A pointer that moves less, in CSS pixels, means a click. */
const SLACK = 4;

/** What a list needs to be put in another order by dragging. */
interface Reorder {
  grip(event: PointerEvent, place: number): void;
  drag(event: PointerEvent): void;
  drop(): void;
  cancel(): void;
  /** Whether a click is the end of a drag. */
  justDropped(): boolean;
  /** Classes that show where what is dragged would come. */
  mark(place: number): string;
}

interface Grip {
  readonly place: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Dragging in a list that may have several rows.
 * @param length how many of its children can be dragged, from the first on
 * @param onMove told which place was dragged before which, 0..length
 */
export function useReorder(
  list: RefObject<HTMLElement | null>,
  length: number,
  onMove: (place: number, before: number) => void,
): Reorder {
  const grip = useRef<Grip | null>(null);
  const dropped = useRef(false);
  const [target, setTarget] = useState<number | null>(null);
  const end = () => {
    grip.current = null;
    setTarget(null);
  };
  return {
    grip(event, place) {
      dropped.current = false;
      if (event.button === 0) grip.current = { place, x: event.clientX, y: event.clientY };
    },
    drag(event) {
      const { current } = grip;
      if (current === null) return;
      const far = Math.hypot(event.clientX - current.x, event.clientY - current.y) > SLACK;
      if (target === null && !far) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      setTarget(placeAt(list.current, length, event.clientX, event.clientY));
    },
    drop() {
      const { current } = grip;
      if (current !== null && target !== null) {
        dropped.current = true;
        onMove(current.place, target);
      }
      end();
    },
    cancel: end,
    justDropped() {
      const just = dropped.current;
      dropped.current = false;
      return just;
    },
    mark(place) {
      if (target === place) return ' swatch-before';
      return target === length && place === length - 1 ? ' swatch-after' : '';
    },
  };
}

/** Before which child a point is, in reading order. */
function placeAt(list: HTMLElement | null, length: number, x: number, y: number): number {
  const boxes = [...(list?.children ?? [])].slice(0, length).map((child) => child.getBoundingClientRect());
  const found = boxes.findIndex(
    ({ top, bottom, left, width }) => y < top || (y <= bottom && x < left + width / 2),
  );
  return found < 0 ? length : found;
}
