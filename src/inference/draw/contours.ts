/** Steps of colour in a line of pixels that lie no further apart than this, and no further from the first, are one antialiased edge. */
const GAP = 2;
const SPAN = 3;
/** How far an edge may lie from where it was in the line of pixels before. */
const LINKED = 3;

/** Edges that there is room for at first. */
const FIRST = 4096;

/** What is a turn of a contour, in pixels. */
export interface Turns {
  /** How far it goes inwards on either side of its outermost point, at least: what wobbles less does not turn. */
  readonly deep: number;
  /** Up to how far from the outermost point it counts as turning there. */
  readonly depth: number;
}

/**
 * The edges of a picture that run across its lines of pixels, followed from line to line, to tell where a contour turns: where
 * the leftmost and the rightmost points of round things are. All in pixels.
 */
export class Contours {
  /** The number of edges. */
  private count = 0;
  private line = new Int32Array(FIRST);
  private first = new Int32Array(FIRST);
  private last = new Int32Array(FIRST);
  private sign = new Int32Array(FIRST);
  private place = new Float32Array(FIRST);
  private contrast = new Float32Array(FIRST);
  private weight = new Float32Array(FIRST);
  private straight = new Float32Array(FIRST);

  /**
   * Adds a step of colour, line by line, each from its first pixel on.
   * @param contrast how strong it is, in bytes
   * @param weight how much it counts
   * @param straight how much of that does so as a piece that runs straight across the lines
   * @param sign which channel changes most, and whether it rises
   */
  add(line: number, pixel: number, contrast: number, weight: number, straight: number, sign: number): void {
    let i = this.count - 1;
    if (
      i >= 0 &&
      this.line[i] === line &&
      this.sign[i] === sign &&
      pixel - this.last[i] <= GAP &&
      pixel - this.first[i] <= SPAN
    ) {
      this.contrast[i] += contrast;
      this.place[i] += ((pixel - this.place[i]) * contrast) / this.contrast[i];
      this.weight[i] += weight;
      this.straight[i] += straight;
      this.last[i] = pixel;
      return;
    }
    i = this.count++;
    if (i === this.line.length) this.grow();
    this.line[i] = line;
    this.first[i] = pixel;
    this.last[i] = pixel;
    this.sign[i] = sign;
    this.place[i] = pixel;
    this.contrast[i] = contrast;
    this.weight[i] = weight;
    this.straight[i] = straight;
  }

  /** Makes room for twice as many edges. */
  private grow(): void {
    const room = 2 * this.line.length;
    const whole = (old: Int32Array<ArrayBuffer>) => moved(old, new Int32Array(room));
    const real = (old: Float32Array<ArrayBuffer>) => moved(old, new Float32Array(room));
    this.line = whole(this.line);
    this.first = whole(this.first);
    this.last = whole(this.last);
    this.sign = whole(this.sign);
    this.place = real(this.place);
    this.contrast = real(this.contrast);
    this.weight = real(this.weight);
    this.straight = real(this.straight);
  }

  /**
   * Tells of every edge: its line, its place there, how much it counts, and how much of that as a straight one: all of it where
   * its contour turns.
   */
  each(turns: Turns, visit: (line: number, place: number, weight: number, straight: number) => void): void {
    const turning = this.turning(turns);
    for (let i = 0; i < this.count; i++)
      visit(
        this.line[i],
        this.place[i],
        this.weight[i],
        turning[i] === 1 ? this.weight[i] : this.straight[i],
      );
  }

  /** A byte an edge: 1 where its contour turns. */
  private turning(turns: Turns): Uint8Array {
    const turning = new Uint8Array(this.count);
    const { next, starts } = this.linked();
    const contour: number[] = [];
    for (const start of starts) {
      contour.length = 0;
      for (let i = start; i >= 0; i = next[i]) contour.push(i);
      for (let k = 1; k + 1 < contour.length; k++) {
        this.turn(contour, k, 1, turns, turning);
        this.turn(contour, k, -1, turns, turning);
      }
    }
    return turning;
  }

  /** Marks what is about a contour's k-th edge if that is an outermost one, to the right (1) or to the left (-1). */
  private turn(
    contour: readonly number[],
    k: number,
    side: 1 | -1,
    { depth, deep }: Turns,
    turning: Uint8Array,
  ): void {
    const { place } = this;
    const outermost = side * place[contour[k]];
    // Of several outermost ones the first.
    if (side * place[contour[k - 1]] >= outermost || side * place[contour[k + 1]] > outermost) return;
    for (const way of [-1, 1]) {
      let inwards = 0;
      for (let at = k + way; inwards < deep; at += way) {
        if (at < 0 || at >= contour.length) return;
        inwards = outermost - side * place[contour[at]];
        if (inwards < 0) return;
      }
    }
    turning[contour[k]] = 1;
    for (const way of [-1, 1])
      for (let at = k + way; at >= 0 && at < contour.length; at += way) {
        if (outermost - side * place[contour[at]] > depth) break;
        turning[contour[at]] = 1;
      }
  }

  /** Each edge's nearest of its kind in the next line, -1 if there is none; and the edges that are no other's next. */
  private linked(): { readonly next: Int32Array; readonly starts: number[] } {
    const next = new Int32Array(this.count).fill(-1);
    const starts: number[] = [];
    const place = this.place;
    let [before, from] = [0, 0];
    for (let i = 0; i < this.count; i++) {
      if (this.line[i] !== this.line[from]) [before, from] = [from, i];
      if (this.line[before] !== this.line[i] - 1) {
        starts.push(i);
        continue;
      }
      while (before < from && place[before] < place[i] - LINKED) before++;
      let nearest = -1;
      for (let j = before; j < from && place[j] <= place[i] + LINKED; j++) {
        if (this.sign[j] !== this.sign[i] || next[j] >= 0) continue;
        if (nearest < 0 || Math.abs(place[j] - place[i]) < Math.abs(place[nearest] - place[i])) nearest = j;
      }
      if (nearest < 0) starts.push(i);
      else next[nearest] = i;
    }
    return { next, starts };
  }
}

function moved<T extends Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
