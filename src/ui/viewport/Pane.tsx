import type { ComponentChildren, RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { Sides } from '../../core/image.ts';
import type { Cell } from '../../core/retouch.ts';
import { type Box, useBox } from '../hooks/useBox.ts';
import type { View } from './useView.ts';

/** From so many CSS pixels of an art pixel on, a grid parts them. */
const GRID_FROM = 8;

interface Props {
  readonly view: View;
  readonly picture: Sides;
  /** From how many percent of the picture on a grid parts art pixels that are large enough; null for none. */
  readonly gridFrom: number | null;
  /** A cell that is marked. */
  readonly cursor: Cell | null;
  /** The picture's layers, the lowest first. */
  readonly children: ComponentChildren;
}

/** A room with the picture in it. Art pixels lie on whole device pixels, wherever the room begins. */
export function Pane({ view, picture, gridFrom, cursor, children }: Props) {
  const room = useRef<HTMLDivElement>(null);
  const box = useBox(room);
  const { ratio, unit, at } = view;
  const x = snapped(box.left, at.x, ratio);
  const y = snapped(box.top, at.y, ratio);
  const cell = unit / ratio;
  return (
    <div ref={room} class="pane">
      <div
        class="picture"
        // Transforms, unlike left and width, are not rounded to what CSS pixels can tell.
        style={{
          width: `${picture.width}px`,
          height: `${picture.height}px`,
          transform: `translate(${x}px, ${y}px) scale(${cell})`,
          backgroundSize: `${16 / cell}px ${16 / cell}px`,
        }}
      >
        {children}
      </div>
      {gridFrom !== null && cell >= GRID_FROM && (
        <div
          class="pixel-grid"
          style={{
            width: `${picture.width * cell}px`,
            height: `${picture.height * cell}px`,
            transform: `translate(${x}px, ${y}px)`,
            backgroundSize: `${cell}px ${cell}px`,
            clipPath: `inset(0 0 0 ${gridFrom}%)`,
            '--line': `${1 / ratio}px`,
          }}
        />
      )}
      {cursor !== null && (
        <div
          class="cell-cursor"
          style={{
            width: `${cell}px`,
            height: `${cell}px`,
            transform: `translate(${x + cursor.x * cell}px, ${y + cursor.y * cell}px)`,
          }}
        />
      )}
    </div>
  );
}

/** A place on whole device pixels: the room itself may begin between two of them. */
const snapped = (start: number, from: number, ratio: number): number =>
  (Math.round(start * ratio + from) - start * ratio) / ratio;

/** The box of a picture's room: as large as each of several rooms side by side. */
export function useRoom(whole: RefObject<HTMLElement | null>, rooms: number): Box {
  const box = useBox(whole);
  return { ...box, width: Math.floor(box.width / rooms) };
}
