import { FREE, type Guide, guideOf, guideOver, marksOn } from '../../core/guide.ts';
import type { Sides } from '../../core/image.ts';
import type { State } from './state.ts';

/** What its user asks of parts of the layer that is shown. */
export class Guiding {
  /** @param onStep told before a guide changes: a step of the history begins */
  constructor(
    private readonly state: State,
    private readonly onStep: () => void,
  ) {}

  /** What was painted on the art's cells, row by row. */
  marks(art: Sides): Int32Array {
    return marksIn(this.state.guide.value, art);
  }

  /** All that is asked of the art's cells, by what was painted and by layers; null for nothing. */
  allMarks(art: Sides): Int32Array | null {
    const { guide, asked } = this.state;
    const all = guideOver(guide.value, asked.value.guide, art);
    return all && marksIn(all, art);
  }

  /** Begins a step of the history. */
  begin(): void {
    this.onStep();
  }

  /** Marks cells of art that is shown. */
  paint(art: Sides, cells: readonly number[], mark: number): void {
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

const marksIn = (guide: Guide | null, art: Sides): Int32Array =>
  guide === null ? new Int32Array(art.width * art.height).fill(FREE) : marksOn(guide, art);
