import { useRef, useState } from 'preact/hooks';
import type { Sides } from '../../core/image.ts';
import type { Box } from '../hooks/useBox.ts';
import { devicePixels, nextZoom, type Point, panAbout, pinched, placed, type ViewZoom } from './geometry.ts';

/** A pinch has come to rest after so many milliseconds. */
const REST = 160;

/** How a picture lies in its room. Places and sizes are in device pixels, seen from the room's corner. */
export interface View {
  /** Device pixels of a CSS pixel, and of an art pixel. */
  readonly ratio: number;
  readonly unit: number;
  /** The room's size, the picture's, and where its corner is. */
  readonly room: Sides;
  readonly shown: Sides;
  readonly at: Point;
  /** What was chosen. */
  readonly zoom: ViewZoom;
  /** Whether the picture is larger than its room. */
  readonly pans: boolean;
  zoomTo(zoom: ViewZoom): void;
  /** The zoom that is offered next, with a point of the room where it is; in the middle without one. */
  step(direction: 1 | -1, point?: Point): void;
  /** By CSS pixels, as far as the picture goes. */
  panBy(x: number, y: number): void;
  /** What a drag may begin with; it can go too far until it ends. */
  readonly pan: Point;
  panTo(pan: Point): void;
  /** A pinch about a point, which browsers tell as a turn of the wheel. */
  pinch(turn: number, point: Point): void;
}

/** How a picture lies in a box, and what moves and zooms it. Art pixels at rest are whole device pixels large. */
export function useView(box: Box, picture: Sides | null): View {
  const [zoom, setZoom] = useState<ViewZoom>('fit');
  const [pan, setPan] = useState<Point>({ x: 0, y: 0 });
  /** Device pixels of an art pixel while a pinch goes on; null once it rests. */
  const [pinchUnit, setPinchUnit] = useState<number | null>(null);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { ratio } = box;
  const room = { width: Math.floor(box.width * ratio), height: Math.floor(box.height * ratio) };
  const unit = pinchUnit ?? (picture ? devicePixels(zoom, room, picture, ratio) : 1);
  const sized = (each: number): Sides =>
    picture ? { width: picture.width * each, height: picture.height * each } : room;
  const shown = sized(unit);
  const at = placed(room, shown, pan);
  /** Shows the picture with art pixels of so many device pixels, with a point of the room where it is. */
  const unitTo = (next: number, point: Point) => setPan(panAbout(room, shown, sized(next), at, point));
  const zoomTo = (next: ViewZoom) => {
    const factor = picture === null || next === 'fit' ? 0 : devicePixels(next, room, picture, ratio) / unit;
    setPan({ x: pan.x * factor, y: pan.y * factor });
    setZoom(next);
  };
  // What comes to rest is as crisp as ever: whole device pixels.
  const rest = useRef((_: Point) => {});
  rest.current = (point) => {
    const whole = Math.round(unit);
    unitTo(whole, point);
    setZoom(whole / ratio);
    setPinchUnit(null);
  };
  return {
    ratio,
    unit,
    room,
    shown,
    at,
    zoom,
    pan,
    pans: shown.width > room.width || shown.height > room.height,
    zoomTo,
    panTo: setPan,
    step(direction, point) {
      const next = nextZoom(unit / ratio, direction);
      if (point === undefined || picture === null) return zoomTo(next);
      unitTo(devicePixels(next, room, picture, ratio), point);
      setZoom(next);
    },
    panBy(x, y) {
      const moved = placed(room, shown, { x: pan.x + x * ratio, y: pan.y + y * ratio });
      const middle = placed(room, shown, { x: 0, y: 0 });
      setPan({ x: moved.x - middle.x, y: moved.y - middle.y });
    },
    pinch(turn, point) {
      const next = pinched(unit, turn);
      unitTo(next, point);
      setPinchUnit(next);
      clearTimeout(resting.current);
      resting.current = setTimeout(() => rest.current(point), REST);
    },
  };
}
