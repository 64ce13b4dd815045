import type { Box } from '../host/render.ts';
import { allowedScale, type HostView, viewOf } from '../host/view.ts';
import type { Store } from './store.ts';

const DRAG_PIXELS = 4;
const LABEL_HEIGHT = 16;
const LABEL_FONT = '500 11px Inter, sans-serif';

/** The canvas: draws the document with Skia, and turns pointer and keys into panning, zooming and selecting. */
export class CanvasView {
  private readonly element: HTMLCanvasElement;
  private readonly store: Store;
  private asked = false;
  private fitted = false;
  private readonly ends: (() => void)[];
  onScale: (percent: number) => void = () => {};

  constructor(element: HTMLCanvasElement, store: Store) {
    this.element = element;
    this.store = store;
    const resized = new ResizeObserver(() => {
      this.view = { ...this.view, width: element.clientWidth, height: element.clientHeight };
      if (!this.fitted && element.clientWidth > 0) this.fit();
      this.ask();
    });
    resized.observe(element);
    element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    element.addEventListener('pointerdown', (event) => this.press(event));
    element.addEventListener('keydown', (event) => this.key(event));
    // Labels are drawn in Inter once it is there.
    void document.fonts.load(LABEL_FONT).then(() => this.ask());
    this.ends = [store.listen(() => this.ask()), () => resized.disconnect()];
  }

  close(): void {
    for (const end of this.ends) end();
  }

  private get view(): HostView {
    return this.store.document.view;
  }

  private set view(view: HostView) {
    this.store.document.view = view;
  }

  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.draw();
    });
  }

  private draw(): void {
    const { element, store, view } = this;
    const { document } = store;
    const ratio = devicePixelRatio;
    const [width, height] = [element.clientWidth, element.clientHeight].map((side) =>
      Math.round(side * ratio),
    );
    const context = element.getContext('2d');
    if (context === null || width === 0 || height === 0) return;
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    const pixels = document.renderer.page(
      document.graph,
      document.currentPage,
      { ...view, scale: view.scale * ratio },
      width,
      height,
    );
    const picture = new ImageData(pixels, width, height);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.putImageData(picture, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const styles = getComputedStyle(element);
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = styles.getPropertyValue('--canvas');
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
    const accent = styles.getPropertyValue('--accent');
    context.font = LABEL_FONT;
    const selection = new Set(document.selection);
    for (const node of document.graph.getChildren(document.currentPage)) {
      if (!node.visible || !['FRAME', 'COMPONENT', 'INSTANCE', 'SECTION'].includes(node.type)) continue;
      const box = this.onScreen(document.boxOf(node.id));
      context.fillStyle = selection.has(node.id) ? accent : styles.getPropertyValue('--label');
      context.save();
      context.beginPath();
      context.rect(box.x, box.y - LABEL_HEIGHT, Math.max(box.width, 24), LABEL_HEIGHT);
      context.clip();
      context.fillText(node.name, box.x, box.y - 5);
      context.restore();
    }
    context.strokeStyle = accent;
    for (const id of selection) {
      const box = this.onScreen(document.boxOf(id));
      context.lineWidth = 2;
      context.strokeRect(box.x - 1, box.y - 1, box.width + 2, box.height + 2);
      context.lineWidth = 1;
      context.fillStyle = '#ffffff';
      for (const [x, y] of corners(box)) {
        context.fillRect(x - 3, y - 3, 6, 6);
        context.strokeRect(x - 3, y - 3, 6, 6);
      }
    }
    this.onScale(Math.round(view.scale * 100));
  }

  private onScreen(box: Box): Box {
    const { x, y, scale } = this.view;
    return {
      x: (box.x - x) * scale,
      y: (box.y - y) * scale,
      width: box.width * scale,
      height: box.height * scale,
    };
  }

  /** Shows all layers, or the given ones. */
  fit(
    ids: readonly string[] = this.store.document.graph
      .getChildren(this.store.document.currentPage)
      .map((n) => n.id),
  ): void {
    const boxes = ids.map((id) => this.store.document.boxOf(id));
    if (boxes.length === 0) return;
    this.view = viewOf(this.view, boxes);
    this.fitted = true;
    this.ask();
  }

  /** Zooms by a factor around a point of the element, or its middle. */
  zoom(factor: number, atX = this.element.clientWidth / 2, atY = this.element.clientHeight / 2): void {
    const { x, y, scale } = this.view;
    const next = allowedScale(scale * factor);
    this.view = {
      ...this.view,
      scale: next,
      x: x + atX / scale - atX / next,
      y: y + atY / scale - atY / next,
    };
    this.ask();
  }

  private pan(dx: number, dy: number): void {
    this.view = {
      ...this.view,
      x: this.view.x + dx / this.view.scale,
      y: this.view.y + dy / this.view.scale,
    };
    this.ask();
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey)
      this.zoom(Math.exp(-event.deltaY / 200), event.offsetX, event.offsetY);
    else this.pan(event.shiftKey ? event.deltaY : event.deltaX, event.shiftKey ? 0 : event.deltaY);
  }

  /** A click selects, a drag pans. */
  private press(event: PointerEvent): void {
    const { element } = this;
    element.setPointerCapture(event.pointerId);
    let [x, y] = [event.clientX, event.clientY];
    let dragged = false;
    const move = (to: PointerEvent) => {
      dragged ||= Math.hypot(to.clientX - event.clientX, to.clientY - event.clientY) > DRAG_PIXELS;
      if (!dragged) return;
      this.pan(x - to.clientX, y - to.clientY);
      [x, y] = [to.clientX, to.clientY];
    };
    const release = () => {
      element.removeEventListener('pointermove', move);
      if (!dragged)
        this.store.select(
          this.hit(event.offsetX, event.offsetY, event.ctrlKey || event.metaKey),
          event.shiftKey,
        );
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', release, { once: true });
  }

  /** The layer at a point of the element: a topmost one of the page, or the innermost one. */
  private hit(atX: number, atY: number, deep: boolean): string | null {
    const { document } = this.store;
    const [x, y] = [this.view.x + atX / this.view.scale, this.view.y + atY / this.view.scale];
    const inside = (id: string): string | null => {
      for (const node of [...document.graph.getChildren(id)].reverse()) {
        const box = document.boxOf(node.id);
        if (!node.visible || x < box.x || y < box.y || x > box.x + box.width || y > box.y + box.height)
          continue;
        return deep ? (inside(node.id) ?? node.id) : node.id;
      }
      return null;
    };
    return inside(document.currentPage);
  }

  private key(event: KeyboardEvent): void {
    const step = event.shiftKey ? 160 : 40;
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.pan(-step, 0),
      ArrowRight: () => this.pan(step, 0),
      ArrowUp: () => this.pan(0, -step),
      ArrowDown: () => this.pan(0, step),
      '+': () => this.zoom(1.25),
      '=': () => this.zoom(1.25),
      '-': () => this.zoom(0.8),
      Escape: () => this.store.select(null, false),
      '!': () => this.fit(),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }
}

const corners = ({ x, y, width, height }: Box) => [
  [x, y],
  [x + width, y],
  [x, y + height],
  [x + width, y + height],
];
