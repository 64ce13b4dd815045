import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { RgbaImage, Sides } from '../../core/image.ts';
import { useObjectUrl } from '../hooks/useObjectUrl.ts';
import { Divider } from './Divider.tsx';
import { Pane, useRoom } from './Pane.tsx';
import { Pixels } from './Pixels.tsx';
import type { CellTool } from './tool.ts';
import { useGestures } from './useGestures.ts';
import { useHeldKey } from './useHeldKey.ts';
import { useView } from './useView.ts';
import { ZoomBar } from './ZoomBar.tsx';
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
  /** CSS pixels of an art pixel at which the art is as large as on the canvas. */
  readonly canvas?: number | null;
  /** What stands above the picture. */
  readonly above?: ComponentChildren;
  /** What works on the art's cells; the art is shown all over then. */
  readonly tool?: CellTool | null;
}

/**
 * Before and after, one over the other, parted by a slider, or side by side. Art pixels are always whole device pixels
 * large and lie on whole device pixels, so that what is seen is exactly the art.
 */
export function Viewport(props: Props) {
  const {
    picture,
    before,
    after,
    sharp,
    captions,
    percent,
    empty,
    info,
    canvas = null,
    above,
    tool = null,
  } = props;
  const room = useRef<HTMLDivElement>(null);
  const [split, setSplit] = useState(36);
  const [beside, setBeside] = useState(false);
  const [grid, setGrid] = useState(true);
  const url = useObjectUrl(before, 'image/png');
  const compares = picture !== null && url !== null && after !== null;
  const apart = beside && compares;
  const view = useView(useRoom(room, apart ? 2 : 1), picture);
  const peeks = useHeldKey('o') && compares && !apart;
  const slides = compares && !apart && tool === null;
  const splitAt = (clientX: number) => {
    const box = room.current?.getBoundingClientRect();
    if (box === undefined) return;
    const x = (clientX - box.left) * view.ratio - view.at.x;
    setSplit(Math.min(100, Math.max(0, (x / view.shown.width) * 100)));
  };
  const { handlers, cursor, said } = useGestures({
    room,
    view,
    picture,
    tool: compares || after !== null ? tool : null,
    onSplit: slides ? splitAt : null,
  });
  /** Percent of the picture that is shown as it was before. */
  const old = after === null || peeks ? 100 : slides ? split : 0;
  // What is looked at as a whole is seen without it.
  const shows = grid && sharp.after && !peeks && (tool !== null || view.zoom !== 'fit');
  const original = url !== null && (
    <img
      class={sharp.before ? 'layer sharp' : 'layer'}
      style={apart ? {} : { clipPath: `inset(0 ${100 - old}% 0 0)` }}
      src={url}
      alt={captions.before}
      draggable={false}
    />
  );
  const art = after !== null && (
    <>
      <Pixels
        image={after}
        label={captions.after}
        sharp={sharp.after}
        from={apart || url === null ? 0 : old}
      />
      {tool?.veil && !peeks && <Pixels image={tool.veil} sharp />}
    </>
  );
  const keys = tool === null ? 'Arrow keys move it' : 'Arrow keys go from cell to cell, Enter uses the tool';
  return (
    <div class="preview">
      {above}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture */}
      <div
        ref={room}
        class={`viewport${view.pans ? ' viewport-pans' : ''}${tool ? ' viewport-tool' : ''}`}
        role="group"
        aria-label={`Preview. ${keys}, plus and minus zoom, 0 fits, O shows the original while it is held.`}
        tabIndex={picture ? 0 : -1}
        {...handlers}
      >
        {picture === null ? (
          <div class="viewport-empty">{empty}</div>
        ) : (
          <div class={apart ? 'panes panes-apart' : 'panes'}>
            {apart && (
              <Pane view={view} picture={picture} gridFrom={null} cursor={cursor}>
                {original}
              </Pane>
            )}
            <Pane view={view} picture={picture} gridFrom={shows ? (apart ? 0 : old) : null} cursor={cursor}>
              {!apart && original}
              {art}
            </Pane>
          </div>
        )}
        {compares && tool === null && (
          <>
            <span class="caption caption-before" aria-hidden="true">
              {captions.before}
            </span>
            <span class="caption caption-after" aria-hidden="true">
              {captions.after}
            </span>
          </>
        )}
        {slides && <Divider view={view} split={split} onSplit={setSplit} onDrag={splitAt} />}
        <div class={`strip${percent === null ? '' : ' strip-shown'}`} aria-hidden="true">
          <span class="strip-filled" style={{ width: `${Math.max(6, percent ?? 100)}%` }} />
        </div>
      </div>
      <span class="hidden" role="status">
        {said}
      </span>
      <div class="toolbar">
        <div class="info">{info}</div>
        <ZoomBar
          disabled={picture === null}
          zoom={view.zoom}
          canvas={canvas}
          grid={grid}
          beside={beside}
          onZoom={view.zoomTo}
          onStep={view.step}
          onGrid={setGrid}
          onBeside={setBeside}
        />
      </div>
    </div>
  );
}
