import { FREE, guideOf, marksOn } from '../../core/guide.ts';
import type { PixelArt } from '../../core/image.ts';
import type { State } from './state.ts';

/** What its user asks of parts of the layer that is shown. */
export class Guiding {
  /** @param onStep told before a guide changes: a step of the history begins */
  constructor(
    private readonly state: State,
    private readonly onStep: () => void,
  ) {}

  /** The marks on the art's cells, row by row. */
  marks(art: Pick<PixelArt, 'width' | 'height'>): Int32Array {
    const guide = this.state.guide.value;
    return guide === null ? new Int32Array(art.width * art.height).fill(FREE) : marksOn(guide, art);
  }

  /** Begins a step of the history. */
  begin(): void {
    this.onStep();
  }

  /** Marks cells of art that is shown. */
  paint(art: Pick<PixelArt, 'width' | 'height'>, cells: readonly number[], mark: number): void {
    const marks = this.marks(art);
    if (cells.every((cell) => marks[cell] === mark)) return;
    for (const cell of cells) marks[cell] = mark;
    this.set(guideOf(art, marks));
  }

  /** Asks for nothing any more. */
  clear(): void {
    this.begin();
    this.set(null);
  }

  private set(guide: ReturnType<typeof guideOf>): void {
    const { guides, shown } = this.state;
    const layer = shown.peek();
    if (layer !== null) guides.value = new Map([...guides.peek(), [layer.id, guide]]);
  }
}
