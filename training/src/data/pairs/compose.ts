/** Scenes of cells: sprites on grounds, cuts from larger art, and designs of letters and icons on cards. */
import type { Rng } from '../../rng.ts';
import type { PairsConfig } from './config.ts';
import { composeFigures, type Figures } from './figures.ts';
import { anyColour, byte, designGround, type Inks, inksOf, lightGround, type Rgb } from './inks.ts';
import type { Sprite } from './sprites.ts';

/** What makes up scenes, sorted once. */
export interface Stock {
  readonly art: readonly Sprite[];
  readonly icons: readonly Sprite[];
  /** Rows of letters by font. */
  readonly fonts: readonly (readonly Sprite[])[];
  /** Opaque art at least as large as a scene. */
  readonly large: readonly Sprite[];
}

/** @throws Error when there is nothing to compose of */
export function stockOf(sprites: readonly Sprite[], cells: number): Stock {
  if (sprites.length === 0) throw new Error('pairs: expected at least one sprite, got none');
  const art = sprites.filter((s) => s.kind === 'art');
  const fonts = new Map<string, Sprite[]>();
  for (const s of sprites) if (s.kind === 'letters') fonts.set(s.family, [...(fonts.get(s.family) ?? []), s]);
  const covers = (s: Sprite): boolean => {
    if (Math.min(s.width, s.height) < cells) return false;
    for (let p = 3; p < s.data.length; p += 4) if (s.data[p] < 128) return false;
    return true;
  };
  return {
    art,
    icons: sprites.filter((s) => s.kind === 'icon'),
    fonts: [...fonts.values()],
    large: art.filter(covers),
  };
}

class Board {
  readonly rgb: Uint8Array;

  constructor(
    readonly n: number,
    ground: Rgb,
  ) {
    this.rgb = new Uint8Array(n * n * 3);
    for (let i = 0; i < n * n; i++) this.rgb.set(ground, i * 3);
  }

  set(x: number, y: number, colour: Rgb): void {
    if (x >= 0 && y >= 0 && x < this.n && y < this.n) this.rgb.set(colour, (y * this.n + x) * 3);
  }

  get(x: number, y: number): Rgb {
    const hold = (v: number): number => Math.min(this.n - 1, Math.max(0, v));
    const p = (hold(y) * this.n + hold(x)) * 3;
    return [this.rgb[p], this.rgb[p + 1], this.rgb[p + 2]];
  }

  /** A rectangle whose corners are cut to a radius. */
  box(left: number, top: number, width: number, height: number, radius: number, colour: Rgb): void {
    const r = Math.min(radius, Math.floor(width / 2), Math.floor(height / 2));
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const dx = Math.max(r - x - 0.5, x + 0.5 - (width - r), 0);
        const dy = Math.max(r - y - 0.5, y + 0.5 - (height - r), 0);
        if (r === 0 || dx * dx + dy * dy <= (r - 0.1) ** 2 || dx === 0 || dy === 0)
          this.set(left + x, top + y, colour);
      }
  }

  /** A disc of a whole diameter. */
  disc(left: number, top: number, diameter: number, colour: Rgb): void {
    const middle = diameter / 2;
    for (let y = 0; y < diameter; y++)
      for (let x = 0; x < diameter; x++)
        if (Math.hypot(x + 0.5 - middle, y + 0.5 - middle) <= middle) this.set(left + x, top + y, colour);
  }

  mask(sprite: Sprite, left: number, top: number, colour: Rgb, from = 0, to = sprite.width): void {
    for (let y = 0; y < sprite.height; y++)
      for (let x = from; x < to; x++)
        if (sprite.data[(y * sprite.width + x) * 4 + 3] >= 128) this.set(left + x - from, top + y, colour);
  }
}

/** A composed scene. */
export interface Composed {
  /** n × n × 3 sRGB bytes. */
  readonly rgb: Uint8Array;
  readonly design: boolean;
  /** Letters alone, on cards and buttons. */
  readonly letters: boolean;
  /** Least contrast that was asked for, OKLab lightness; 1 without design. */
  readonly contrast: number;
}

/** Composes a scene of the stock, or of exact figures, whose picture is drawn with them. */
export function compose(stock: Stock, config: PairsConfig, rng: Rng): Composed | Figures {
  const c = config.compose;
  const masks = stock.icons.length + stock.fonts.length > 0;
  const design = rng.chance(c.design) || stock.art.length === 0;
  if (design) {
    const contrast = rng.chance(c.lowContrast) ? c.lowest : c.usual;
    if (!masks || rng.chance(c.figures))
      return composeFigures(config.cells, designGround(rng), contrast, inksOf(contrast, rng), rng);
    const letters = stock.icons.length === 0 || (stock.fonts.length > 0 && rng.chance(0.5));
    return { rgb: drawDesign(stock, config.cells, contrast, letters, rng).rgb, design, letters, contrast };
  }
  const board = drawSprites(stock, config, rng);
  if (rng.chance(c.permute)) {
    const order = [
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ][rng.int(5)];
    for (let p = 0; p < board.rgb.length; p += 3) {
      const old = [board.rgb[p], board.rgb[p + 1], board.rgb[p + 2]];
      for (let k = 0; k < 3; k++) board.rgb[p + k] = old[order[k]];
    }
  }
  return { rgb: board.rgb, design, letters: false, contrast: 1 };
}

function drawSprites(stock: Stock, config: PairsConfig, rng: Rng): Board {
  const { cells: n, compose: c } = config;
  const ground = rng.chance(c.light) ? lightGround(rng) : anyColour(rng);
  const board = new Board(n, ground);
  if (stock.large.length > 0 && rng.chance(c.cut)) {
    const s = rng.pick(stock.large);
    paste(board, s, -rng.int(s.width - n + 1), -rng.int(s.height - n + 1), rng.chance(c.mirror), undefined);
    if (rng.chance(0.6)) return board;
  } else if (rng.chance(c.twoTone)) {
    const second: Rgb = [
      byte(ground[0] + rng.range(-60, 60)),
      byte(ground[1] + rng.range(-60, 60)),
      byte(ground[2] + rng.range(-60, 60)),
    ];
    const y = rng.int(n - 8) + 4;
    board.box(0, y, n, n - y, 0, second);
  } else if (rng.chance(c.banded)) {
    const bands = 3 + rng.int(4);
    const to = [0, 1, 2].map((k) => ground[k] + rng.range(-70, 70));
    for (let y = 0; y < n; y++) {
      const t = Math.floor((y * bands) / n) / (bands - 1);
      for (let x = 0; x < n; x++)
        board.set(x, y, [0, 1, 2].map((k) => byte(ground[k] + t * (to[k] - ground[k]))) as unknown as Rgb);
    }
  }
  const count = rng.chance(c.alone) ? 1 : 2 + rng.int(3);
  for (let k = 0; k < count; k++) {
    const s = rng.pick(stock.art);
    // One alone lies inside the scene, if it fits; several may be cut off. Larger art is cropped.
    const place = (side: number): number => {
      const margin = count === 1 ? 0 : Math.floor(side / 4);
      const [lo, hi] = [Math.min(0, n - side) - margin, Math.max(0, n - side) + margin];
      return lo + rng.int(hi - lo + 1);
    };
    const angle = rng.chance(c.turn) ? rng.range(0, 2 * Math.PI) : 0;
    paste(board, s, place(s.width), place(s.height), rng.chance(c.mirror), angle);
  }
  return board;
}

/** Pastes a sprite's opaque cells. @param angle turn of its hue about the grey axis, radians */
function paste(board: Board, s: Sprite, left: number, top: number, mirror: boolean, angle = 0): void {
  const { n } = board;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [a, b, c] = [
    cos + (1 - cos) / 3,
    (1 - cos) / 3 - sin / Math.sqrt(3),
    (1 - cos) / 3 + sin / Math.sqrt(3),
  ];
  for (let y = Math.max(0, -top); y < s.height && y + top < n; y++)
    for (let x = Math.max(0, -left); x < s.width && x + left < n; x++) {
      const p = (y * s.width + (mirror ? s.width - 1 - x : x)) * 4;
      if (s.data[p + 3] < 128) continue;
      const [r, g, bl] = [s.data[p], s.data[p + 1], s.data[p + 2]];
      board.set(
        x + left,
        y + top,
        angle === 0
          ? [r, g, bl]
          : [byte(a * r + b * g + c * bl), byte(c * r + a * g + b * bl), byte(b * r + c * g + a * bl)],
      );
    }
}

/** A place for elements of a design. */
interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

function drawDesign(stock: Stock, n: number, contrast: number, letters: boolean, rng: Rng): Board {
  const ground = designGround(rng);
  const board = new Board(n, ground);
  const colour = inksOf(contrast, rng);
  let frame: Frame = { left: 1, top: 1, width: n - 2, height: n - 2 };
  if (rng.chance(0.6)) {
    const width = Math.min(n + 4, Math.round(n * rng.range(0.5, 1.1)));
    const height = Math.min(n + 4, Math.round(n * rng.range(0.4, 1.1)));
    const left = Math.round(rng.range(Math.min(0, n - width) - 1, Math.max(0, n - width) + 1));
    const top = Math.round(rng.range(Math.min(0, n - height) - 1, Math.max(0, n - height) + 1));
    const radius = rng.int(5);
    const fill = colour(ground);
    if (rng.chance(0.3)) {
      // A border one cell wide.
      board.box(left, top, width, height, radius, colour(fill));
      board.box(
        left + 1,
        top + 1,
        width - 2,
        height - 2,
        Math.max(0, radius - 1),
        rng.chance(0.5) ? ground : fill,
      );
    } else board.box(left, top, width, height, radius, fill);
    frame = { left: left + 2, top: top + 2, width: width - 4, height: height - 4 };
    if (rng.chance(0.2)) {
      const head = 4 + rng.int(5);
      board.box(
        left + 1,
        top + 1,
        width - 2,
        head,
        Math.max(0, radius - 1),
        colour(board.get(frame.left, frame.top)),
      );
    }
  }
  const draw = letters ? drawLetters : drawIcons;
  draw(board, stock, frame, colour, rng);
  if (rng.chance(0.15)) draw(board, stock, frame, colour, rng);
  return board;
}

/** Columns where letters of a row begin and end. */
function glyphs(row: Sprite): [number, number][] {
  const found: [number, number][] = [];
  let start = -1;
  for (let x = 0; x <= row.width; x++) {
    let ink = false;
    for (let y = 0; y < row.height && x < row.width && !ink; y++)
      ink = row.data[(y * row.width + x) * 4 + 3] >= 128;
    if (ink && start < 0) start = x;
    if (!ink && start >= 0) {
      found.push([start, x]);
      start = -1;
    }
  }
  return found;
}

/** Rows of words of one font, on the ground or on buttons. */
function drawLetters(board: Board, stock: Stock, frame: Frame, colour: Inks, rng: Rng): void {
  const font = rng.pick(stock.fonts);
  let y = frame.top + rng.int(Math.max(1, Math.floor(frame.height / 3)));
  const rows = 1 + rng.int(4);
  const centred = rng.chance(0.4);
  let ink: Rgb | undefined;
  for (let r = 0; r < rows && y < board.n; r++) {
    const row = rng.pick(font);
    const parts = glyphs(row);
    // Letters of one row stand on one line: in any order they are a word.
    const mixed = rng.chance(0.5) && parts.length > 1;
    const order = mixed ? Array.from({ length: 1 + rng.int(7) }, () => rng.pick(parts)) : parts;
    const gap = row.height > 12 ? 2 : 1;
    const width = mixed ? order.reduce((w, [a, b]) => w + b - a + gap, -gap) : row.width;
    let x = centred
      ? Math.round(frame.left + (frame.width - width) / 2)
      : frame.left + (r === 0 ? rng.int(4) : 0);
    if (rng.chance(0.2)) {
      const pad = 2 + rng.int(3);
      const fill = colour(board.get(x, y));
      board.box(x - pad, y - pad, width + 2 * pad, row.height + 2 * pad, rng.int(6), fill);
      ink = colour(fill);
    }
    ink = ink && rng.chance(0.7) ? ink : colour(board.get(x + 1, y - 1));
    if (mixed)
      for (const [a, b] of order) {
        board.mask(row, x, y, ink, a, b);
        x += b - a + gap;
      }
    else board.mask(row, x, y, ink);
    y += row.height + 2 + rng.int(3);
  }
}

/** One to four icons, some on discs or tiles. */
function drawIcons(board: Board, stock: Stock, frame: Frame, colour: Inks, rng: Rng): void {
  const count = 1 + rng.int(4);
  for (let k = 0; k < count; k++) {
    const icon = rng.pick(stock.icons);
    const margin = k === 0 ? 0 : Math.floor(icon.width / 3);
    const place = (from: number, room: number, side: number): number =>
      Math.round(
        rng.range(from + Math.min(0, room - side) - margin, from + Math.max(0, room - side) + margin + 1) -
          0.5,
      );
    const x = place(frame.left, frame.width, icon.width);
    const y = place(frame.top, frame.height, icon.height);
    let under = board.get(x + (icon.width >> 1), y + (icon.height >> 1));
    if (rng.chance(0.25)) {
      const fill = colour(under);
      const pad = 2 + rng.int(3);
      if (rng.chance(0.5)) {
        const side = Math.max(icon.width, icon.height) + 2 * pad;
        board.disc(x - ((side - icon.width) >> 1), y - ((side - icon.height) >> 1), side, fill);
      } else {
        board.box(x - pad, y - pad, icon.width + 2 * pad, icon.height + 2 * pad, rng.int(7), fill);
      }
      under = fill;
    }
    board.mask(icon, x, y, colour(under));
    if (icon.width > board.n / 2 && rng.chance(0.5)) break;
  }
}
