/**
 * Design scenes of exact figures: boxes, discs, rings and strokes, as cards, lists, charts and icons have them. Their
 * geometry is known, so both halves are drawn from it: the art on the lattice, as even and symmetric as an artist sets
 * it, and the picture as it lies between the cells, a little wider or narrower.
 */
import type { Rng } from '../../rng.ts';
import type { Inks, Rgb } from './inks.ts';
import { type Canvas, SAMPLES } from './raster.ts';

type Point = readonly [x: number, y: number];
/** Cells: an edge further than this from a cell's middle does not touch its samples. */
const REACH = 0.8;
/** Signed distance to a figure's edge, cells, or less of it; negative inside. */
type Distance = (x: number, y: number) => number;
/** Which cells a figure takes in the art. */
type Takes = (x: number, y: number) => boolean;

/** How far edges of the picture lie from those of the art at most, cells: below a half, the art is the majority of its cells. */
const OFF = 0.42;
/** The same of round figures' middles, and half of what their radii differ by. */
const ROUND = 0.25;

function boxDistance(left: number, top: number, right: number, bottom: number, radius: number): Distance {
  const r = Math.max(0, Math.min(radius, (right - left) / 2, (bottom - top) / 2));
  return (x, y) => {
    const dx = Math.max(left + r - x, x - right + r);
    const dy = Math.max(top + r - y, y - bottom + r);
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
  };
}

const discDistance =
  (cx: number, cy: number, radius: number): Distance =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;

/** A stroke with round ends through all points. */
function strokeDistance(points: readonly Point[], width: number): Distance {
  return (x, y) => {
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k + 1 < points.length; k++) {
      const [[ax, ay], [bx, by]] = [points[k], points[k + 1]];
      const [dx, dy] = [bx - ax, by - ay];
      const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy));
    }
    return least - width / 2;
  };
}

/** A closed polygon, corners sharp. */
function polygonDistance(points: readonly Point[]): Distance {
  const edges = strokeDistance([...points, points[0]], 0);
  return (x, y) => {
    let inside = false;
    for (let k = 0, j = points.length - 1; k < points.length; j = k++) {
      const [[ax, ay], [bx, by]] = [points[k], points[j]];
      if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside;
    }
    return inside ? -edges(x, y) : edges(x, y);
  };
}

/** What lies between two rays, counted clockwise on the screen; angles in radians. */
function sectorDistance([cx, cy]: Point, from: number, span: number): Distance {
  const [ax, ay, bx, by] = [Math.cos(from), Math.sin(from), Math.cos(from + span), Math.sin(from + span)];
  return (x, y) => {
    const [u, v] = [x - cx, y - cy];
    const [first, second] = [ay * u - ax * v, bx * v - by * u];
    return span > Math.PI ? Math.min(first, second) : Math.max(first, second);
  };
}

const without =
  (outer: Distance, inner: Distance): Distance =>
  (x, y) =>
    Math.max(outer(x, y), -inner(x, y));

/** The cells whose centres lie inside. */
const centres =
  (inside: Distance): Takes =>
  (x, y) =>
    inside(x + 0.5, y + 0.5) <= 1e-6;

/** Cells of a line one cell wide through the cells of all points: eight-connected, no cell twice. */
function thinCells(points: readonly Point[]): Takes {
  const cells = new Set<string>();
  for (let k = 0; k + 1 < points.length; k++) {
    const [[ax, ay], [bx, by]] = [points[k], points[k + 1]];
    const steps = Math.max(Math.abs(bx - ax), Math.abs(by - ay), 1);
    for (let s = 0; s <= steps; s++)
      cells.add(`${Math.floor(ax + ((bx - ax) * s) / steps)},${Math.floor(ay + ((by - ay) * s) / steps)}`);
  }
  return (x, y) => cells.has(`${x},${y}`);
}

/** A circle one cell wide, eight-connected: in each octant one cell a step. */
function thinCircle(cx: number, cy: number, radius: number): Takes {
  const onGrid = (v: number): number => {
    const half = (((cx % 1) + 1) % 1) - 0.5;
    return Math.round(v + half) - half;
  };
  return (x, y) => {
    const [dx, dy] = [Math.abs(x + 0.5 - cx), Math.abs(y + 0.5 - cy)];
    const [minor, major] = dx < dy ? [dx, dy] : [dy, dx];
    return minor <= radius && Math.abs(onGrid(Math.sqrt(radius * radius - minor * minor)) - major) < 1e-6;
  };
}

/** Both halves of a scene while it is composed. */
class Plan {
  readonly art: Uint8Array;
  readonly canvas: Canvas;
  readonly thin: Uint8Array;
  /** Which figure each cell shows. */
  private readonly owner: Int16Array;
  private readonly colours: Rgb[];
  /** The thinnest stroke so far, cells. */
  thinnest = Number.POSITIVE_INFINITY;

  constructor(
    readonly n: number,
    ground: Rgb,
  ) {
    const size = n * SAMPLES;
    this.art = new Uint8Array(n * n * 3);
    this.thin = new Uint8Array(n * n);
    this.owner = new Int16Array(n * n);
    this.colours = [ground];
    this.canvas = { size, data: new Float32Array(size * size * 3), label: new Int16Array(size * size) };
    for (let i = 0; i < n * n; i++) this.art.set(ground, i * 3);
    for (let i = 0; i < size * size; i++) this.canvas.data.set(ground, i * 3);
  }

  colourAt(x: number, y: number): Rgb {
    const hold = (v: number): number => Math.min(this.n - 1, Math.max(0, Math.floor(v)));
    return this.colours[this.owner[hold(y) * this.n + hold(x)]];
  }

  /**
   * Adds a figure above all others.
   * @param takes its cells in the art
   * @param shows where it lies in the picture
   * @param width of a stroke, cells; cells at strokes narrower than two and a half need not be the majority
   */
  add(takes: Takes, shows: Distance, colour: Rgb, width = Number.POSITIVE_INFINITY): void {
    const { n, canvas } = this;
    const { size, data, label } = canvas;
    const id = this.colours.push(colour) - 1;
    for (let y = 0; y < n; y++)
      for (let x = 0; x < n; x++)
        if (takes(x, y)) {
          this.art.set(colour, (y * n + x) * 3);
          this.owner[y * n + x] = id;
          if (width < 2.5) this.markThin(x, y);
        }
    for (let cell = 0; cell < n * n; cell++) {
      const [left, top] = [cell % n, Math.floor(cell / n)];
      const middle = shows(left + 0.5, top + 0.5);
      if (middle > REACH) continue;
      for (let y = top * SAMPLES; y < (top + 1) * SAMPLES; y++)
        for (let x = left * SAMPLES; x < (left + 1) * SAMPLES; x++) {
          const d = (middle < -REACH ? middle : shows((x + 0.5) / SAMPLES, (y + 0.5) / SAMPLES)) * SAMPLES;
          if (d >= 0.5) continue;
          const cover = Math.min(1, 0.5 - d);
          const p = (y * size + x) * 3;
          for (let c = 0; c < 3; c++) data[p + c] += cover * (colour[c] - data[p + c]);
          if (d <= 0) label[y * size + x] = id;
        }
    }
    this.thinnest = Math.min(this.thinnest, width);
  }

  private markThin(x: number, y: number): void {
    for (let j = Math.max(0, y - 1); j <= Math.min(this.n - 1, y + 1); j++)
      for (let i = Math.max(0, x - 1); i <= Math.min(this.n - 1, x + 1); i++) this.thin[j * this.n + i] = 1;
  }

  /** Share of each cell that shows its own colour in the picture. */
  shares(): Float32Array {
    const { n, canvas, owner, colours } = this;
    const out = new Float32Array(n * n);
    for (let y = 0; y < canvas.size; y++)
      for (let x = 0; x < canvas.size; x++) {
        const i = Math.floor(y / SAMPLES) * n + Math.floor(x / SAMPLES);
        const [own, there] = [colours[owner[i]], colours[canvas.label[y * canvas.size + x]]];
        if (own.every((v, c) => v === there[c])) out[i] += 1 / SAMPLES ** 2;
      }
    return out;
  }
}

/** Where a group of figures lies in the picture: its points, moved and a little larger or smaller about its middle. */
class Place {
  private readonly dx: number;
  private readonly dy: number;
  private readonly scale: number;

  constructor(
    private readonly cx: number,
    private readonly cy: number,
    side: number,
    off: number,
    rng: Rng,
  ) {
    [this.dx, this.dy] = [rng.range(-off, off), rng.range(-off, off)];
    // Its outer edges move by a quarter of a cell at most.
    this.scale = 1 + rng.range(-ROUND, ROUND) / Math.max(side / 2, 1);
  }

  point([x, y]: Point): Point {
    return [this.cx + (x - this.cx) * this.scale + this.dx, this.cy + (y - this.cy) * this.scale + this.dy];
  }

  length(v: number): number {
    return v * this.scale;
  }
}

/** Strokes of one weight in one place: `width` whole cells in the art, `drawn` in the picture. */
interface Pen {
  readonly plan: Plan;
  readonly place: Place;
  readonly width: number;
  readonly drawn: number;
  readonly ink: Rgb;
}

/** A path through lattice points: middles of cells for odd widths, corners for even ones. */
function stroke({ plan, place, width, drawn, ink }: Pen, points: readonly Point[]): void {
  const takes = width === 1 ? thinCells(points) : centres(strokeDistance(points, width));
  plan.add(
    takes,
    strokeDistance(
      points.map((p) => place.point(p)),
      drawn,
    ),
    ink,
    drawn,
  );
}

/** A circle of a whole diameter, counted to the outside of its stroke. */
function circle({ plan, place, width, drawn, ink }: Pen, left: number, top: number, diameter: number): void {
  const middle: Point = [left + diameter / 2, top + diameter / 2];
  const radius = (diameter - width) / 2;
  const takes =
    width === 1
      ? thinCircle(...middle, radius)
      : centres(
          without(discDistance(...middle, diameter / 2), discDistance(...middle, diameter / 2 - width)),
        );
  const at = place.point(middle);
  const real = place.length(radius);
  plan.add(
    takes,
    without(discDistance(...at, real + drawn / 2), discDistance(...at, real - drawn / 2)),
    ink,
    drawn,
  );
}

/** A stroked box of whole sides, counted to the outside. */
function frame(
  { plan, place, width, drawn, ink }: Pen,
  left: number,
  top: number,
  right: number,
  bottom: number,
  radius: number,
): void {
  const takes = centres(
    without(
      boxDistance(left, top, right, bottom, radius),
      boxDistance(left + width, top + width, right - width, bottom - width, Math.max(0, radius - width)),
    ),
  );
  const [ax, ay] = place.point([left + width / 2, top + width / 2]);
  const [bx, by] = place.point([right - width / 2, bottom - width / 2]);
  const [h, r] = [drawn / 2, Math.max(0, radius - width / 2)];
  plan.add(
    takes,
    without(
      boxDistance(ax - h, ay - h, bx + h, by + h, radius === 0 ? 0 : r + h),
      boxDistance(ax + h, ay + h, bx - h, by - h, Math.max(0, r - h)),
    ),
    ink,
    drawn,
  );
}

/** A filled box; each of its edges lies where it likes. */
function box(
  plan: Plan,
  [left, top]: Point,
  [width, height]: Point,
  radius: number,
  colour: Rgb,
  rng: Rng,
): void {
  const off = (): number => rng.range(-OFF, OFF);
  plan.add(
    centres(boxDistance(left, top, left + width, top + height, radius)),
    boxDistance(left + off(), top + off(), left + width + off(), top + height + off(), radius),
    colour,
    Math.min(width, height),
  );
}

/** A filled disc of a whole diameter. */
function disc(plan: Plan, left: number, top: number, diameter: number, colour: Rgb, rng: Rng): void {
  const middle: Point = [left + diameter / 2, top + diameter / 2];
  const place = new Place(...middle, diameter, ROUND, rng);
  plan.add(
    centres(discDistance(...middle, diameter / 2)),
    discDistance(...place.point(middle), place.length(diameter / 2)),
    colour,
    diameter,
  );
}

/** The drawn width of a stroke that the art shows `width` cells wide. */
function drawnWidth(width: number, rng: Rng): number {
  return width === 1 ? Math.exp(rng.range(Math.log(0.2), Math.log(1.4))) : width + rng.range(-0.45, 0.45);
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A whole number of from..to. */
const between = (from: number, to: number, rng: Rng): number => from + rng.int(Math.max(0, to - from) + 1);

/** Signs that icon sets have in common, of about `size` cells, in strokes of one weight. */
const SIGNS: readonly ((pen: Pen, x: number, y: number, size: number, rng: Rng) => void)[] = [
  function search(pen, x, y, size, rng) {
    const diameter = Math.round(size * rng.range(0.55, 0.75));
    circle(pen, x, y, diameter);
    const from = Math.round(diameter * 0.85) + (pen.width % 2) / 2;
    const to = size - 1 + (pen.width % 2) / 2;
    stroke(pen, [
      [x + from, y + from],
      [x + to, y + to],
    ]);
  },
  function clock(pen, x, y, size, rng) {
    circle(pen, x, y, size);
    const middle = Math.floor(size / 2) + (pen.width % 2) / 2;
    const hand = Math.max(2, Math.round(size * rng.range(0.25, 0.4)));
    stroke(pen, [
      [x + middle, y + middle - hand],
      [x + middle, y + middle],
      [x + middle + Math.round(hand * 0.8), y + middle],
    ]);
  },
  function check(pen, x, y, size) {
    const [third, half] = [Math.round(size / 3), (pen.width % 2) / 2];
    const low = y + 2 * third + half;
    stroke(pen, [
      [x + half, low - third],
      [x + third + half, low],
      [x + 3 * third + half, low - 2 * third],
    ]);
  },
  function chevron(pen, x, y, size, rng) {
    const [half, turn] = [(pen.width % 2) / 2, rng.int(4)];
    const arm = Math.max(2, Math.round(size / 2) - 1);
    const turned = ([u, v]: Point): Point =>
      [[u, v] as const, [-u, v] as const, [v, u] as const, [v, -u] as const][turn];
    const [cx, cy] = [x + Math.round(size / 2) + half, y + Math.round(size / 2) + half];
    const tip = ([u, v]: Point): Point => [cx + u, cy + v];
    stroke(pen, [tip(turned([-arm, -arm])), tip(turned([0, 0])), tip(turned([-arm, arm]))]);
    if (rng.chance(0.5)) stroke(pen, [tip(turned([0, 0])), tip(turned([-2 * arm, 0]))]);
  },
  function cross(pen, x, y, size, rng) {
    const half = (pen.width % 2) / 2;
    const [from, to] = [half + 1, size - 1 - half];
    const middle = Math.floor(size / 2) + half;
    if (rng.chance(0.5)) {
      stroke(pen, [
        [x + from, y + from],
        [x + to, y + to],
      ]);
      stroke(pen, [
        [x + to, y + from],
        [x + from, y + to],
      ]);
    } else {
      stroke(pen, [
        [x + middle, y + from],
        [x + middle, y + 2 * middle - from],
      ]);
      stroke(pen, [
        [x + from, y + middle],
        [x + 2 * middle - from, y + middle],
      ]);
    }
  },
  function bars(pen, x, y, size, rng) {
    const half = (pen.width % 2) / 2;
    const pitch = Math.max(pen.width + 1, Math.round(size / 3));
    for (let v = 0; v < 3; v++)
      stroke(pen, [
        [x + half + 1, y + half + 1 + v * pitch],
        [x + half + Math.max(3, Math.round(size * (rng.chance(0.6) ? 0.9 : 0.6))), y + half + 1 + v * pitch],
      ]);
  },
  function panes(pen, x, y, size, rng) {
    const height = Math.max(pen.width * 2 + 2, Math.round(size * rng.range(0.7, 1)));
    frame(pen, x, y, x + size, y + height, rng.int(5));
    const half = (pen.width % 2) / 2;
    const [across, down] = [Math.floor(size / 2) + half, Math.floor(height * rng.range(0.3, 0.6)) + half];
    if (rng.chance(0.6))
      stroke(pen, [
        [x + half + 1, y + down],
        [x + size - half - 1, y + down],
      ]);
    if (rng.chance(0.4))
      stroke(pen, [
        [x + across, y + half + 1],
        [x + across, y + height - half - 1],
      ]);
  },
  function slash(pen, x, y, size, rng) {
    circle(pen, x, y, size);
    const half = (pen.width % 2) / 2;
    const [from, to] = [Math.round(size * 0.15) + half, Math.round(size * 0.85) - 1 + half];
    const points: Point[] = [
      [x + from, y + from],
      [x + to, y + to],
    ];
    stroke(pen, rng.chance(0.5) ? points : points.map(([u, v]) => [u, 2 * y + size - v] as const));
  },
  function corners(pen, x, y, size, rng) {
    frame(pen, x, y, x + size, y + size, rng.int(Math.max(1, Math.ceil(size / 2))));
    const inner = size - 2 * pen.width - 2 * between(1, 3, rng);
    const at = (size - inner) / 2;
    if (inner >= 3) circle(pen, x + at, y + at, inner);
  },
];

function drawSigns(plan: Plan, area: Area, inks: Inks, rng: Rng): void {
  const width = rng.pick([1, 1, 2, 2, 2, 3]);
  for (let k = 1 + rng.int(3); k > 0; k--) {
    const size = between(Math.max(6, 4 * width), Math.max(7, Math.min(26, area.width, area.height)), rng);
    const x = area.left + rng.int(Math.max(1, area.width - size + 1));
    const y = area.top + rng.int(Math.max(1, area.height - size + 1));
    const under = plan.colourAt(x + size / 2, y + size / 2);
    let tile = under;
    if (rng.chance(0.25)) {
      tile = inks(under);
      const pad = 2 + rng.int(3);
      if (rng.chance(0.5)) disc(plan, x - pad - 1, y - pad - 1, size + 2 * pad + 2, tile, rng);
      else box(plan, [x - pad, y - pad], [size + 2 * pad, size + 2 * pad], rng.range(0, 6), tile, rng);
    }
    const place = new Place(x + size / 2, y + size / 2, size, OFF, rng);
    rng.pick(SIGNS)({ plan, place, width, drawn: drawnWidth(width, rng), ink: inks(tile) }, x, y, size, rng);
    if (size > plan.n / 2) break;
  }
}

/** Rows of a marker with bars of text, toggles and progress bars. */
function drawRows(plan: Plan, { left, top, width, height }: Area, inks: Inks, rng: Rng): void {
  const pitch = 4 + rng.int(8);
  const marker = rng.int(4);
  const bars = rng.chance(0.7);
  const round = rng.chance(0.5);
  for (let y = top; y + 3 < top + height; y += pitch) {
    const under = plan.colourAt(left + 1, y + 1);
    const ink = inks(under);
    const size = Math.min(pitch - 1, 3 + rng.int(5));
    let x = left;
    if (marker === 1) disc(plan, x, y, size, ink, rng);
    else if (marker === 2) box(plan, [x, y], [size, size], rng.int(3), ink, rng);
    else if (marker === 3 && size > 3) {
      const place = new Place(x + size / 2, y + size / 2, size, OFF, rng);
      circle({ plan, place, width: 1, drawn: drawnWidth(1, rng), ink }, x, y, size);
    }
    if (marker > 0) x += size + 2;
    const room = left + width - x - 1;
    if (room < 4) continue;
    if (bars) {
      const thick = 1 + rng.int(Math.min(4, pitch - 2));
      const long = Math.max(thick + 1, Math.round(room * rng.range(0.3, 1)));
      box(plan, [x, y], [long, thick], round ? thick / 2 : 0, inks(under), rng);
      if (thick + 3 <= pitch && rng.chance(0.6))
        box(
          plan,
          [x, y + thick + 1],
          [Math.max(2, Math.round(room * rng.range(0.2, 0.8))), 1],
          0,
          inks(under),
          rng,
        );
    } else {
      const tall = Math.max(2, Math.min(pitch - 2, 7));
      box(plan, [x, y], [room, tall], tall / 2, ink, rng);
      if (rng.chance(0.5))
        box(plan, [x, y], [Math.max(tall, Math.round(room * rng.uniform())), tall], tall / 2, inks(ink), rng);
      else disc(plan, x + rng.int(Math.max(1, room - tall)), y, tall, inks(ink), rng);
    }
  }
}

function drawBars(plan: Plan, { left, top, width, height }: Area, inks: Inks, rng: Rng): void {
  const under = plan.colourAt(left + width / 2, top + height / 2);
  const ink = inks(under);
  const [bar, gap] = [1 + rng.int(4), 1 + rng.int(3)];
  const upright = rng.chance(0.7);
  const same = rng.chance(0.5);
  const radius = rng.chance(0.4) ? bar / 2 : 0;
  const [room, most] = upright ? [width, height] : [height, width];
  for (let at = 1; at + bar <= room; at += bar + gap) {
    const long = Math.max(1, Math.round(rng.range(0.15, 0.95) * (most - 1)));
    const fill = same ? ink : inks(under);
    if (upright) box(plan, [left + at, top + height - long], [bar, long], radius, fill, rng);
    else box(plan, [left + 1, top + at], [long, bar], radius, fill, rng);
  }
  if (rng.chance(0.5)) drawCurve(plan, { left, top, width, height }, inks, rng);
  if (rng.chance(0.6)) {
    const place = new Place(left, top + height, width, OFF, rng);
    const pen: Pen = { plan, place, width: 1, drawn: drawnWidth(1, rng), ink: inks(under) };
    stroke(pen, [
      [left + 0.5, top + height + 0.5],
      [left + width - 0.5, top + height + 0.5],
    ]);
  }
}

function drawCurve(plan: Plan, { left, top, width, height }: Area, inks: Inks, rng: Rng): void {
  const step = 3 + rng.int(6);
  const points: Point[] = [];
  for (let x = left; x <= left + width; x += step) points.push([x + 0.5, top + rng.int(height) + 0.5]);
  if (points.length < 2) return;
  const place = new Place(left + width / 2, top + height / 2, width, OFF, rng);
  const ink = inks(plan.colourAt(left + width / 2, top));
  stroke({ plan, place, width: 1, drawn: drawnWidth(1, rng), ink }, points);
  if (rng.chance(0.3))
    for (const [x, y] of points) disc(plan, Math.floor(x) - 1, Math.floor(y) - 1, 3, ink, rng);
}

/** A disc or a ring, with sectors in other colours. */
function drawPie(plan: Plan, { left, top, width, height }: Area, inks: Inks, rng: Rng): void {
  const diameter = between(6, Math.min(width, height), rng);
  const x = left + rng.int(Math.max(1, width - diameter + 1));
  const y = top + rng.int(Math.max(1, height - diameter + 1));
  const middle: Point = [x + diameter / 2, y + diameter / 2];
  const under = plan.colourAt(...middle);
  const place = new Place(...middle, diameter, ROUND, rng);
  const at = place.point(middle);
  const hole = rng.chance(0.5) ? Math.round(rng.range(0.3, 0.7) * diameter) : 0;
  const ring = ([cx, cy]: Point, scale: (v: number) => number): Distance => {
    const outer = discDistance(cx, cy, scale(diameter / 2));
    // A hole of the same parity as the disc shares its middle.
    const inner = hole - ((hole + diameter) % 2);
    return inner > 1 ? without(outer, discDistance(cx, cy, scale(inner / 2))) : outer;
  };
  const [art, real] = [ring(middle, (v) => v), ring(at, (v) => place.length(v))];
  plan.add(centres(art), real, inks(under));
  for (let k = rng.int(3); k > 0; k--) {
    const from = (rng.int(8) * Math.PI) / 4;
    const span = rng.chance(0.5) ? Math.PI / 2 : rng.range(0.6, 3);
    const within = (centre: Point, whole: Distance): Distance => {
      const part = sectorDistance(centre, from, span);
      return (u, v) => Math.max(whole(u, v), part(u, v));
    };
    plan.add(centres(within(middle, art)), within(at, real), inks(plan.colourAt(...middle)));
  }
}

function drawFigures(plan: Plan, inks: Inks, rng: Rng): void {
  const { n } = plan;
  for (let k = 2 + rng.int(5); k > 0; k--) {
    const [x, y] = [rng.int(n - 4), rng.int(n - 4)];
    const ink = inks(plan.colourAt(x + 2, y + 2));
    const kind = rng.int(6);
    if (kind === 0) box(plan, [x - 4, y - 4], [4 + rng.int(18), 4 + rng.int(18)], rng.range(0, 6), ink, rng);
    else if (kind === 1) disc(plan, x - 4, y - 4, 3 + rng.int(20), ink, rng);
    else if (kind === 2) {
      const side = 4 + rng.int(10);
      // A square on its tip, or a triangle.
      const points: Point[] = rng.chance(0.5)
        ? [
            [x, y - side],
            [x + side, y],
            [x, y + side],
            [x - side, y],
          ]
        : [
            [x, y],
            [x + side, y + (rng.chance(0.5) ? side : 2 * side)],
            [x - side, y + side],
          ];
      const place = new Place(x, y, 2 * side, ROUND, rng);
      plan.add(centres(polygonDistance(points)), polygonDistance(points.map((p) => place.point(p))), ink);
    } else {
      const width = rng.pick([1, 1, 2, 3]);
      const place = new Place(x, y, 12, OFF, rng);
      const pen: Pen = { plan, place, width, drawn: drawnWidth(width, rng), ink };
      const side = 2 * width + 3 + rng.int(14);
      const half = (width % 2) / 2;
      if (kind === 3) circle(pen, x - 4, y - 4, side);
      else if (kind === 4)
        frame(pen, x - 4, y - 4, x - 4 + side, y - 2 + 2 * width + rng.int(14), rng.int(6));
      else {
        // Slopes that pixels draw evenly.
        const [u, v] = rng.pick([
          [1, 0],
          [0, 1],
          [1, 1],
          [1, -1],
          [2, 1],
          [2, -1],
          [1, 2],
          [1, -2],
          [3, 1],
          [1, -3],
        ]);
        const long = 3 + rng.int(12);
        stroke(pen, [
          [x + half, y + half],
          [x + half + u * long, y + half + v * long],
        ]);
      }
    }
  }
}

/** A composed scene of figures. */
export interface Figures {
  /** n × n × 3 sRGB bytes. */
  readonly art: Uint8Array;
  readonly canvas: Canvas;
  /** n × n: 1 at strokes, which need not be the majority of their cells. */
  readonly thin: Uint8Array;
  /** n × n: share of each cell that shows its own colour. */
  readonly shares: Float32Array;
  /** The thinnest stroke in the picture, cells; infinite without strokes. */
  readonly thinnest: number;
  /** Least contrast that was asked for, OKLab lightness. */
  readonly contrast: number;
}

/**
 * Composes a scene of exact figures.
 * @param n cells along a side
 * @param contrast least difference of OKLab lightness that `inks` keeps
 * @param inks colours that can be told from what is under them
 */
export function composeFigures(n: number, ground: Rgb, contrast: number, inks: Inks, rng: Rng): Figures {
  const plan = new Plan(n, ground);
  let area: Area = { left: 1, top: 1, width: n - 2, height: n - 2 };
  if (rng.chance(0.6)) {
    const [width, height] = [between(n >> 1, n + 3, rng), between(n >> 1, n + 3, rng)];
    const left = between(Math.min(0, n - width) - 1, Math.max(0, n - width) + 1, rng);
    const top = between(Math.min(0, n - height) - 1, Math.max(0, n - height) + 1, rng);
    const radius = rng.range(0, 6);
    const fill = inks(ground);
    box(plan, [left, top], [width, height], radius, fill, rng);
    if (rng.chance(0.3)) {
      const place = new Place(left + width / 2, top + height / 2, width, OFF, rng);
      frame(
        { plan, place, width: 1, drawn: drawnWidth(1, rng), ink: inks(fill) },
        left,
        top,
        left + width,
        top + height,
        radius,
      );
    }
    area = { left: left + 2, top: top + 2, width: width - 4, height: height - 4 };
  }
  const kinds = [drawSigns, drawSigns, drawSigns, drawRows, drawBars, drawPie, drawCurve];
  if (rng.chance(0.25)) drawFigures(plan, inks, rng);
  else rng.pick(kinds)(plan, area, inks, rng);
  if (rng.chance(0.15)) rng.pick(kinds)(plan, area, inks, rng);
  const { art, canvas, thin, thinnest } = plan;
  return { art, canvas, thin, shares: plan.shares(), thinnest, contrast };
}
