import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RgbaImage } from '../../core/image.ts';
import { putPixels } from '../canvas.ts';
import { Dropdown } from '../fields/Dropdown.tsx';
import { useBox } from '../hooks/useBox.ts';
import { useObjectUrl } from '../hooks/useObjectUrl.ts';
import { MinusIcon, PlusIcon } from '../icons.tsx';
import type { Sides } from '../plan.ts';
import {
  devicePixels,
  nextZoom,
  type Point,
  panAbout,
  pinched,
  placed,
  VIEW_ZOOMS,
  type ViewZoom,
} from '../viewport.ts';
import './Viewport.css';

interface Props {
  /** The picture's size in art pixels: what is zoomed by whole factors. */
  readonly picture: Sides | null;
  /** A PNG of the layer as it is. */
  readonly before: Uint8Array | null;
  readonly after: RgbaImage | null;
  /** Whether enlarged pixels stay sharp, before and after. */
  readonly sharp: { readonly before: boolean; readonly after: boolean };
  readonly captions: { readonly before: string; readonly after: string };
  /** Percent of the work that is going on; null for none. */
  readonly percent: number | null;
  /** What is shown instead of a picture. */
  readonly empty: ComponentChildren;
  /** What is said beside the zoom. */
  readonly info: ComponentChildren;
}

/** How far an arrow key moves the picture, in CSS pixels, and the slider, in percent. */
const KEY_PAN = 24;
const KEY_SPLIT = 2;
/** A pinch has come to rest after so many milliseconds. */
const REST = 160;

/**
 * Before and after, one over the other, parted by a slider. Art pixels are always whole device pixels large and lie on
 * whole device pixels, so that what is seen is exactly the art.
 */
export function Viewport({ picture, before, after, sharp, captions, percent, empty, info }: Props) {
  const room = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<ViewZoom>('fit');
  const [pan, setPan] = useState<Point>({ x: 0, y: 0 });
  const [split, setSplit] = useState(36);
  /** Device pixels of an art pixel while a pinch goes on; null once it rests. */
  const [pinch, setPinch] = useState<number | null>(null);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const drag = useRef<{ readonly from: Point; readonly pan: Point } | null>(null);
  const url = useObjectUrl(before, 'image/png');

  const box = useBox(room);
  const { ratio } = box;
  const view = { width: Math.floor(box.width * ratio), height: Math.floor(box.height * ratio) };
  const unit = pinch ?? (picture ? devicePixels(zoom, view, picture, ratio) : 1);
  const shown = picture ? { width: picture.width * unit, height: picture.height * unit } : view;
  const at = placed(view, shown, pan);
  // The room itself may begin between two device pixels.
  const snapped = (start: number, from: number) => (Math.round(from * ratio + start) - from * ratio) / ratio;
  const x = snapped(at.x, box.left);
  const y = snapped(at.y, box.top);
  const pans = shown.width > view.width || shown.height > view.height;
  const compares = picture !== null && url !== null && after !== null;
  // The part of the picture that is in the room, for the slider to stay within reach.
  const left = Math.max(0, at.x) / ratio;
  const right = Math.min(view.width, at.x + shown.width) / ratio;
  const divider = Math.min(right, Math.max(left, (at.x + (shown.width * split) / 100) / ratio));

  const zoomTo = (next: ViewZoom) => {
    setPan(
      picture === null || next === 'fit'
        ? { x: 0, y: 0 }
        : scaledPan(pan, devicePixels(next, view, picture, ratio) / unit),
    );
    setZoom(next);
  };
  /** Shows the picture with art pixels of so many device pixels, with a point of the room where it is. */
  const unitTo = (next: number, point: Point) => {
    if (picture === null) return;
    const after = { width: picture.width * next, height: picture.height * next };
    setPan(panAbout(view, shown, after, at, point));
  };
  const turn = (event: WheelEvent) => {
    const point = { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
    const next = pinched(unit, event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1));
    unitTo(next, point);
    setPinch(next);
    clearTimeout(resting.current);
    resting.current = setTimeout(() => rest.current(point), REST);
  };
  // What comes to rest is as crisp as ever: whole device pixels.
  const rest = useRef((_: Point) => {});
  rest.current = (point) => {
    const whole = Math.round(unit);
    unitTo(whole, point);
    setZoom(whole / ratio);
    setPinch(null);
  };
  const step = (direction: 1 | -1) => zoomTo(nextZoom(unit / ratio, direction));
  const panBy = (x: number, y: number) => {
    const moved = placed(view, shown, { x: pan.x + x * ratio, y: pan.y + y * ratio });
    const middle = placed(view, shown, { x: 0, y: 0 });
    setPan({ x: moved.x - middle.x, y: moved.y - middle.y });
  };
  /** Ends a drag; panning ends where the picture may be. */
  const drop = () => {
    drag.current = null;
    panBy(0, 0);
  };
  const splitAt = (clientX: number) => {
    const box = room.current?.getBoundingClientRect();
    if (box === undefined) return;
    const x = (clientX - box.left) * ratio - at.x;
    setSplit(Math.min(100, Math.max(0, (x / shown.width) * 100)));
  };

  return (
    <div class="preview">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture */}
      <div
        ref={room}
        class={`viewport${pans ? ' viewport-pans' : ''}`}
        role="group"
        aria-label="Preview. Arrow keys move it, plus and minus zoom, 0 fits."
        tabIndex={picture ? 0 : -1}
        onPointerDown={(event) => {
          if (picture === null || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { from: { x: event.clientX, y: event.clientY }, pan };
          if (!pans && compares) splitAt(event.clientX);
        }}
        onPointerMove={(event) => {
          if (drag.current === null) return;
          if (!pans) return compares && splitAt(event.clientX);
          const { from, pan: start } = drag.current;
          setPan({
            x: start.x + (event.clientX - from.x) * ratio,
            y: start.y + (event.clientY - from.y) * ratio,
          });
        }}
        onPointerUp={drop}
        onPointerCancel={drop}
        onWheel={(event) => {
          if (picture === null || !(pans || event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (event.ctrlKey || event.metaKey) turn(event);
          else panBy(-event.deltaX, -event.deltaY);
        }}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return;
          const moves: Record<string, () => void> = {
            ArrowLeft: () => panBy(KEY_PAN, 0),
            ArrowRight: () => panBy(-KEY_PAN, 0),
            ArrowUp: () => panBy(0, KEY_PAN),
            ArrowDown: () => panBy(0, -KEY_PAN),
            '+': () => step(1),
            '=': () => step(1),
            '-': () => step(-1),
            '0': () => zoomTo('fit'),
          };
          const move = moves[event.key];
          if (move === undefined || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          move();
        }}
      >
        {picture === null ? (
          <div class="viewport-empty">{empty}</div>
        ) : (
          <div
            class="picture"
            // Transforms, unlike left and width, are not rounded to what CSS pixels can tell.
            style={{
              width: `${picture.width}px`,
              height: `${picture.height}px`,
              transform: `translate(${x}px, ${y}px) scale(${unit / ratio})`,
              backgroundSize: `${(16 * ratio) / unit}px ${(16 * ratio) / unit}px`,
            }}
          >
            {url !== null && (
              <img
                class={sharp.before ? 'layer sharp' : 'layer'}
                style={after ? { clipPath: `inset(0 ${100 - split}% 0 0)` } : {}}
                src={url}
                alt={captions.before}
                draggable={false}
              />
            )}
            {after !== null && (
              <Pixels
                image={after}
                label={captions.after}
                sharp={sharp.after}
                from={url === null ? 0 : split}
              />
            )}
          </div>
        )}
        {compares && (
          <>
            <span class="caption caption-before" aria-hidden="true">
              {captions.before}
            </span>
            <span class="caption caption-after" aria-hidden="true">
              {captions.after}
            </span>
            <div
              class="divider"
              style={{ left: `${divider}px` }}
              role="slider"
              tabIndex={0}
              aria-label="Before and after"
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(split)}
              aria-valuetext={`${Math.round(split)} percent of the original`}
              onDblClick={() => setSplit(50)}
              onPointerDown={(event) => {
                event.stopPropagation();
                event.currentTarget.setPointerCapture(event.pointerId);
              }}
              onPointerMove={(event) => {
                if (event.currentTarget.hasPointerCapture(event.pointerId)) splitAt(event.clientX);
              }}
              onKeyDown={(event) => {
                const to: Record<string, number> = {
                  ArrowLeft: split - KEY_SPLIT,
                  ArrowDown: split - KEY_SPLIT,
                  ArrowRight: split + KEY_SPLIT,
                  ArrowUp: split + KEY_SPLIT,
                  Home: 0,
                  End: 100,
                };
                const next = to[event.key];
                if (next === undefined) return;
                event.preventDefault();
                setSplit(Math.min(100, Math.max(0, next)));
              }}
            >
              <span class="knob" />
            </div>
          </>
        )}
        <div class={`strip${percent === null ? '' : ' strip-shown'}`} aria-hidden="true">
          <span class="strip-filled" style={{ width: `${Math.max(6, percent ?? 100)}%` }} />
        </div>
      </div>
      <div class="toolbar">
        <div class="info">{info}</div>
        <button
          type="button"
          class="icon-button"
          aria-label="Zoom out"
          title="Zoom out"
          disabled={picture === null}
          onClick={() => step(-1)}
        >
          <MinusIcon />
        </button>
        <Dropdown
          aria-label="Zoom"
          value={String(zoom)}
          disabled={picture === null}
          onChange={(value) => zoomTo(value === 'fit' ? 'fit' : Number(value))}
        >
          <option value="fit">Fit</option>
          {zoom !== 'fit' && !VIEW_ZOOMS.some((each) => each === zoom) && (
            <option value={String(zoom)}>{`${Math.round(zoom * 100) / 100}×`}</option>
          )}
          {VIEW_ZOOMS.map((each) => (
            <option key={each} value={String(each)}>{`${each}×`}</option>
          ))}
        </Dropdown>
        <button
          type="button"
          class="icon-button"
          aria-label="Zoom in"
          title="Zoom in"
          disabled={picture === null}
          onClick={() => step(1)}
        >
          <PlusIcon />
        </button>
      </div>
    </div>
  );
}

const scaledPan = (pan: Point, factor: number): Point => ({ x: pan.x * factor, y: pan.y * factor });

interface PixelsProps {
  readonly image: RgbaImage;
  readonly label: string;
  readonly sharp: boolean;
  /** Percent of the picture that is left out on the left. */
  readonly from: number;
}

/** A picture on a canvas of its own pixels; CSS enlarges it. */
function Pixels({ image, label, sharp, from }: PixelsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => putPixels(canvas.current, image), [image]);
  return (
    <canvas
      ref={canvas}
      class={sharp ? 'layer sharp' : 'layer'}
      style={{ clipPath: `inset(0 0 0 ${from}%)` }}
      role="img"
      aria-label={label}
    />
  );
}
