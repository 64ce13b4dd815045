import type { HTMLAttributes, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Sides } from '../../core/image.ts';
import type { Cell } from '../../core/retouch.ts';
import type { Point } from './geometry.ts';
import type { CellTool } from './tool.ts';
import type { View } from './useView.ts';

/** How far an arrow key moves the picture, in CSS pixels. */
const KEY_PAN = 24;

type Handlers = Pick<
  HTMLAttributes<HTMLDivElement>,
  | 'onPointerDown'
  | 'onPointerMove'
  | 'onPointerUp'
  | 'onPointerCancel'
  | 'onPointerLeave'
  | 'onWheel'
  | 'onKeyDown'
>;

interface Options {
  readonly room: RefObject<HTMLElement | null>;
  readonly view: View;
  readonly picture: Sides | null;
  readonly tool: CellTool | null;
  /** Moves the slider to a place of the window where there is one; null where there is none. */
  readonly onSplit: ((clientX: number) => void) | null;
}

type Drag =
  | { readonly kind: 'pan'; readonly from: Point; readonly pan: Point }
  | { readonly kind: 'split' | 'tool' };

/** What pointer, wheel and keys do in the viewport; and the cell that is marked. */
export function useGestures({ room, view, picture, tool, onSplit }: Options): {
  readonly handlers: Handlers;
  readonly cursor: Cell | null;
  readonly said: string;
} {
  const drag = useRef<Drag | null>(null);
  const [cursor, setCursor] = useState<Cell | null>(null);
  const [said, setSaid] = useState('');
  const { ratio, unit, at } = view;
  /** A point of the window as one of the room it is in, in device pixels. */
  const pointOf = ({ clientX, clientY }: MouseEvent): Point => {
    const boxes = [...(room.current?.querySelectorAll('.pane') ?? [])].map((pane) =>
      pane.getBoundingClientRect(),
    );
    const box = boxes.filter(({ left }) => clientX >= left).at(-1) ?? boxes[0];
    return { x: (clientX - (box?.left ?? 0)) * ratio, y: (clientY - (box?.top ?? 0)) * ratio };
  };
  const cellOf = (point: Point): Cell => ({
    x: Math.floor((point.x - at.x) / unit),
    y: Math.floor((point.y - at.y) / unit),
  });
  const middleOf = ({ x, y }: Cell): Point => ({ x: at.x + (x + 0.5) * unit, y: at.y + (y + 0.5) * unit });
  const isInside = ({ x, y }: Cell) =>
    picture !== null && x >= 0 && y >= 0 && x < picture.width && y < picture.height;
  const press = (cell: Cell, alt: boolean, point: Point) =>
    tool?.press(cell, { alt, zoom: (direction) => view.step(direction, point) });
  const drop = () => {
    if (drag.current?.kind === 'tool') tool?.release();
    // Panning ends where the picture may be.
    if (drag.current?.kind === 'pan') view.panBy(0, 0);
    drag.current = null;
  };
  const goTo = (by: Cell) => {
    if (picture === null) return;
    const from = cursor ?? { x: Math.floor(picture.width / 2), y: Math.floor(picture.height / 2) };
    const inside = (value: number, most: number) => Math.max(0, Math.min(most - 1, value));
    const next = { x: inside(from.x + by.x, picture.width), y: inside(from.y + by.y, picture.height) };
    setCursor(next);
    if (tool !== null) setSaid(tool.textOf(next));
  };
  const handlers: Handlers = {
    onPointerDown(event) {
      if (picture === null || (event.button !== 0 && event.button !== 1)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const point = pointOf(event);
      if (tool !== null && event.button === 0) {
        drag.current = { kind: 'tool' };
        press(cellOf(point), event.altKey, point);
      } else if (view.pans || onSplit === null || event.button === 1) {
        drag.current = { kind: 'pan', from: { x: event.clientX, y: event.clientY }, pan: view.pan };
      } else {
        drag.current = { kind: 'split' };
        onSplit(event.clientX);
      }
    },
    onPointerMove(event) {
      const { current } = drag;
      if (tool !== null) {
        const cell = cellOf(pointOf(event));
        setCursor(isInside(cell) ? cell : null);
        if (current?.kind === 'tool') tool.drag(cell);
      }
      if (current?.kind === 'split') onSplit?.(event.clientX);
      if (current?.kind === 'pan')
        view.panTo({
          x: current.pan.x + (event.clientX - current.from.x) * ratio,
          y: current.pan.y + (event.clientY - current.from.y) * ratio,
        });
    },
    onPointerUp: drop,
    onPointerCancel: drop,
    onPointerLeave: () => setCursor(null),
    onWheel(event) {
      const zooms = event.ctrlKey || event.metaKey;
      if (picture === null || !(view.pans || zooms)) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (zooms) view.pinch(event.deltaY * lines, pointOf(event));
      else view.panBy(-event.deltaX, -event.deltaY);
    },
    onKeyDown(event) {
      if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
      const arrow = ARROWS[event.key];
      const keys: Record<string, () => void> = {
        '+': () => view.step(1),
        '=': () => view.step(1),
        '-': () => view.step(-1),
        '0': () => view.zoomTo('fit'),
      };
      if (tool?.key?.(event.key)) event.preventDefault();
      else if (arrow !== undefined) {
        event.preventDefault();
        if (tool === null) view.panBy(-arrow.x * KEY_PAN, -arrow.y * KEY_PAN);
        else goTo(arrow);
      } else if (tool !== null && cursor !== null && (event.key === 'Enter' || event.key === ' ')) {
        event.preventDefault();
        press(cursor, event.altKey, middleOf(cursor));
        tool.release();
      } else if (keys[event.key] !== undefined) {
        event.preventDefault();
        keys[event.key]();
      }
    },
  };
  return { handlers, cursor: tool === null ? null : cursor, said };
}

/** Where the arrow keys lead, in cells. */
const ARROWS: Readonly<Record<string, Cell>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
