import { signal } from '@preact/signals';
import type { PixelArt, Rgba } from '../../core/image.ts';
import { blankOverlay, type Overlay, painted } from '../../core/overlay.ts';
import { type Cell, moved } from '../../core/retouch.ts';
import { retouchKey } from '../retouch/overlays.ts';
import type { State } from './state.ts';

/** Cells that were taken up, and how far they were moved. */
interface Grasp {
  readonly cells: readonly number[];
  readonly by: Cell;
  /** The art and its overlay before they were moved. */
  readonly art: PixelArt;
  readonly before: Overlay | null;
  /** The overlay since then: where another one is shown, something else was done meanwhile. */
  readonly after: Overlay | null;
}

/** What its user does to the cells of the art that is shown. */
export class Retouching {
  private readonly grasp = signal<Grasp | null>(null);

  /** @param onStep told before cells change: what for, as a text, where steps that follow at once are one */
  constructor(
    private readonly state: State,
    private readonly onStep: (what: string | null) => void,
  ) {}

  /** The art that is shown; null while there is none, or while it cannot be changed. */
  get art(): PixelArt | null {
    const { art, working } = this.state;
    return working.peek() ? null : art.peek();
  }

  /** The cells that are taken up, where they are now. */
  get graspedCells(): readonly number[] {
    const grasp = this.grasp.value;
    if (grasp === null || grasp.after !== this.state.overlay.value) return [];
    const { width, height } = grasp.art;
    return grasp.cells.flatMap((cell) => {
      const [x, y] = [(cell % width) + grasp.by.x, Math.floor(cell / width) + grasp.by.y];
      return x >= 0 && y >= 0 && x < width && y < height ? y * width + x : [];
    });
  }

  /** Begins a step of the history. */
  begin(): void {
    this.onStep(null);
  }

  /** Paints cells; null gives them back as they were drawn. */
  paint(cells: readonly number[], colour: Rgba | null): void {
    const { art } = this;
    if (art === null || cells.length === 0) return;
    const overlay = this.state.overlay.peek() ?? blankOverlay(art);
    this.set(
      painted(
        overlay,
        cells.map((cell) => [cell, colour]),
      ),
    );
  }

  /** Takes cells up, to be moved. */
  take(cells: readonly number[]): void {
    const overlay = this.state.overlay.peek();
    const { art } = this;
    this.grasp.value =
      art === null || cells.length === 0
        ? null
        : { cells, by: { x: 0, y: 0 }, art, before: overlay, after: overlay };
  }

  /** Moves what was taken up, from where it is now. */
  move(by: Cell): void {
    const grasp = this.grasp.peek();
    if (this.art === null || grasp === null || this.graspedCells.length === 0) return;
    const way = { x: grasp.by.x + by.x, y: grasp.by.y + by.y };
    const overlay = grasp.before ?? blankOverlay(grasp.art);
    this.onStep('move');
    const after = way.x === 0 && way.y === 0 ? overlay : painted(overlay, moved(grasp.art, grasp.cells, way));
    this.set(after);
    this.grasp.value = { ...grasp, by: way, after };
  }

  /** Gives all the cells back as they were drawn. */
  clear(): void {
    if (this.art === null) return;
    this.begin();
    this.set(blankOverlay(this.art));
  }

  private set(overlay: Overlay): void {
    const { retouches, shown } = this.state;
    const layer = shown.peek();
    if (layer === null) return;
    const key = retouchKey(layer, overlay);
    const others = [...retouches.peek()].filter(([other]) => other !== key);
    retouches.value = new Map([...others, [key, overlay]]);
  }
}
