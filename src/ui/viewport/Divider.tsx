import type { View } from './useView.ts';

const KEY_STEP = 2;

interface Props {
  readonly view: View;
  /** Percent of the picture that is shown as it was before. */
  readonly split: number;
  readonly onSplit: (split: number) => void;
  /** Moves the slider to a place of the window. */
  readonly onDrag: (clientX: number) => void;
}

/** The slider between before and after. */
export function Divider({ view, split, onSplit, onDrag }: Props) {
  const { at, shown, room, ratio } = view;
  // The part of the picture that is in the room, for the slider to stay within reach.
  const left = Math.max(0, at.x) / ratio;
  const right = Math.min(room.width, at.x + shown.width) / ratio;
  const place = Math.min(right, Math.max(left, (at.x + (shown.width * split) / 100) / ratio));
  return (
    <div
      class="divider"
      style={{ left: `${place}px` }}
      role="slider"
      tabIndex={0}
      aria-label="Before and after"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(split)}
      aria-valuetext={`${Math.round(split)} percent of the original`}
      onDblClick={() => onSplit(50)}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) onDrag(event.clientX);
      }}
      onKeyDown={(event) => {
        const to: Record<string, number> = {
          ArrowLeft: split - KEY_STEP,
          ArrowDown: split - KEY_STEP,
          ArrowRight: split + KEY_STEP,
          ArrowUp: split + KEY_STEP,
          Home: 0,
          End: 100,
        };
        const next = to[event.key];
        if (next === undefined) return;
        event.preventDefault();
        onSplit(Math.min(100, Math.max(0, next)));
      }}
    >
      <span class="knob" />
    </div>
  );
}
