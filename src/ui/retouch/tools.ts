import { computed } from '@preact/signals';
import { hexOf } from '../../core/hex.ts';
import type { Rgba, RgbaImage } from '../../core/image.ts';
import { alike, type Cell, cellAt, cellsBetween, connected, inDiscs } from '../../core/retouch.ts';
import type { Session } from '../session/session.ts';
import type { CellTool } from '../viewport/tool.ts';
import { markOf, veilOfMarks } from './guides.ts';
import type { ToolName } from './names.ts';

/** The tool of a name, for the art that a session shows. */
export function toolOf(session: Session, name: ToolName): CellTool {
  const tool = MAKERS[name](session);
  return {
    ...tool,
    textOf: (cell) => textOfCell(session, cell),
    get veil() {
      return tool.veil ?? null;
    },
  };
}

type Maker = (session: Session) => Omit<CellTool, 'veil' | 'textOf'> & Partial<Pick<CellTool, 'veil'>>;

const MAKERS: Readonly<Record<ToolName, Maker>> = {
  pencil: (session) => brush(session, () => session.ink),
  restore: (session) => brush(session, () => null),
  eyedropper: (session) => ({
    press: (cell) => pick(session, cell),
    drag: (cell) => pick(session, cell),
    release: () => {},
  }),
  fill: (session) => bucket(session, (art, cell) => connected(art, cell, 'sides')),
  replace: (session) => bucket(session, alike),
  move,
  guide,
  zoom: () => ({
    press: (_, { alt, zoom }) => zoom(alt ? -1 : 1),
    drag: () => {},
    release: () => {},
  }),
};

function colourAt({ retouching: { art } }: Session, cell: Cell): Rgba | null {
  const at = art && cellAt(art, cell);
  return art !== null && at !== null ? art.palette[art.indices[at]] : null;
}

function textOfCell(session: Session, cell: Cell): string {
  const colour = colourAt(session, cell);
  const name = colour === null || colour[3] === 0 ? 'transparent' : `#${hexOf(colour).toUpperCase()}`;
  return `Column ${cell.x + 1}, row ${cell.y + 1}, ${name}`;
}

function pick(session: Session, cell: Cell): void {
  const colour = colourAt(session, cell);
  if (colour !== null) session.state.ink.value = colour;
}

/** Paints along the way of the pointer. */
function brush(session: Session, colour: () => Rgba | null): ReturnType<Maker> {
  let last: Cell | null = null;
  const paint = (from: Cell, to: Cell) => {
    const { retouching } = session;
    if (retouching.art !== null) retouching.paint(cellsBetween(retouching.art, from, to), colour());
  };
  return {
    press(cell, { alt }) {
      if (alt) return pick(session, cell);
      session.retouching.begin();
      last = cell;
      paint(cell, cell);
    },
    drag(cell) {
      if (last === null || (cell.x === last.x && cell.y === last.y)) return;
      paint(last, cell);
      last = cell;
    },
    release() {
      last = null;
    },
  };
}

/** Marks what is asked for along the way of the pointer. */
function guide(session: Session): ReturnType<Maker> {
  const { guiding, state } = session;
  // The same one until something changes: the pointer's moves ask for it as well.
  const veil = computed(() => {
    const art = state.art.value;
    const marks = art && guiding.allMarks(art);
    return art === null || marks === null ? null : veilOfMarks(art, marks);
  });
  let last: Cell | null = null;
  const paint = (from: Cell, to: Cell) => {
    const { art } = session.retouching;
    if (art === null) return;
    const cells = inDiscs(art, cellsBetween(art, from, to), state.guideSize.peek());
    guiding.paint(art, cells, markOf(state.guideMark.peek(), session.ink));
  };
  return {
    press(cell, { alt }) {
      if (alt) return pick(session, cell);
      guiding.begin();
      last = cell;
      paint(cell, cell);
    },
    drag(cell) {
      if (last === null || (cell.x === last.x && cell.y === last.y)) return;
      paint(last, cell);
      last = cell;
    },
    release() {
      last = null;
    },
    get veil() {
      return veil.value;
    },
  };
}

/** Paints the cells that go with the one that is pressed. */
function bucket(session: Session, cellsOf: typeof alike): ReturnType<Maker> {
  return {
    press(cell, { alt }) {
      if (alt) return pick(session, cell);
      const { retouching } = session;
      const { art } = retouching;
      const at = art && cellAt(art, cell);
      if (art === null || at === null) return;
      retouching.begin();
      retouching.paint(cellsOf(art, at), session.ink);
    },
    drag: () => {},
    release: () => {},
  };
}

/** Takes cells up and moves them. */
function move(session: Session): ReturnType<Maker> {
  const { retouching } = session;
  const veil = computed(() => {
    const cells = retouching.graspedCells;
    const art = session.state.art.value;
    return art === null || cells.length === 0 ? null : veilOf(art, cells);
  });
  let stroke: { readonly from: Cell; readonly line: readonly number[] | null } | null = null;
  return {
    press(cell) {
      const { art } = retouching;
      const at = art && cellAt(art, cell);
      if (art === null || at === null) return retouching.take([]);
      const isTaken = retouching.graspedCells.includes(at);
      const line = isTaken ? null : connected(art, at, 'corners');
      if (line !== null) retouching.take(line);
      stroke = { from: cell, line };
    },
    drag(cell) {
      if (stroke === null) return;
      const { from, line } = stroke;
      const { art } = retouching;
      if (cell.x === from.x && cell.y === from.y) return;
      if (line === null) {
        retouching.move({ x: cell.x - from.x, y: cell.y - from.y });
        stroke = { from: cell, line };
      } else if (art !== null) retouching.take(line.filter((each) => isBetween(each, art.width, from, cell)));
    },
    release() {
      stroke = null;
    },
    key(key) {
      const by = ARROWS[key];
      if (retouching.graspedCells.length === 0) return false;
      if (by !== undefined) retouching.move(by);
      return by !== undefined;
    },
    get veil() {
      return veil.value;
    },
  };
}

const ARROWS: Readonly<Record<string, Cell>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Whether a cell is in the rectangle of two others. */
function isBetween(cell: number, width: number, p: Cell, q: Cell): boolean {
  const [x, y] = [cell % width, Math.floor(cell / width)];
  const within = (value: number, a: number, b: number) => value >= Math.min(a, b) && value <= Math.max(a, b);
  return within(x, p.x, q.x) && within(y, p.y, q.y);
}

/** How cells that are taken up are marked. */
const MARK: Rgba = [13, 153, 255, 150];

function veilOf({ width, height }: { width: number; height: number }, cells: readonly number[]): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (const cell of cells) data.set(MARK, cell * 4);
  return { width, height, data };
}
