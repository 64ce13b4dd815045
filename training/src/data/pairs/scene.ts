/**
 * Pairs from genuine pixel art: a scene of art, and a cartoon that an artist could have drawn it from. Outside lines and
 * spots each cell of the art is the majority of its place in the cartoon.
 */
import { Rng } from '../../rng.ts';
import { type Art, indexArt } from './art.ts';
import { type Composed, compose, type Stock, stockOf } from './compose.ts';
import type { PairsConfig } from './config.ts';
import { ContourGraph } from './contours.ts';
import { addDetail, addGrain, addMarks, blur, hatch, illuminate, jpeg, melt } from './extras.ts';
import type { Figures } from './figures.ts';
import { drawLines, drawSpots, strokeWidths, traceLines } from './lines.ts';
import { type Canvas, fillAreas, SAMPLES, shares } from './raster.ts';
import type { Sprite } from './sprites.ts';
import { findThin, type Thin } from './thin.ts';

/** One pair. */
export interface Scene {
  /** Cells along a side. */
  readonly cells: number;
  /** cells × cells × 3 sRGB bytes: the target. */
  readonly art: Uint8Array;
  /** (8 cells) × (8 cells) × 3 sRGB bytes: what networks see; eight samples a cell. */
  readonly picture: Uint8Array;
}

/** A pair and how it was made, for tests and sheets. */
export interface SceneDetails extends Scene {
  readonly design: boolean;
  /** cells × cells: 1 for lines and spots, which need not be the majority of their cells. */
  readonly thin: Uint8Array;
  /** cells × cells: share of each cell's place that has its own colour, before lines, spots and what comes after. */
  readonly shares: Float32Array;
  /** Width of each connected line, cells. */
  readonly widths: number[];
}

/** Rounds in which contours are held tighter where cells lose their colour; in the last they are put on the edges. */
const TIGHTER = 4;

/** Colours whose areas are two cells wide for the most part: strokes. */
function strokeColours({ n, colours }: Art, ground: Int16Array): number[] {
  const all = new Int32Array(colours.length / 3);
  const two = new Int32Array(colours.length / 3);
  const isOne = (x: number, y: number, size: number, k: number): boolean => {
    for (let j = y; j < y + size; j++)
      for (let i = x; i < x + size; i++)
        if (i < 0 || j < 0 || i >= n || j >= n || ground[j * n + i] !== k) return false;
    return true;
  };
  const any = (x: number, y: number, size: number, k: number): boolean => {
    for (let j = y - size + 1; j <= y; j++)
      for (let i = x - size + 1; i <= x; i++) if (isOne(i, j, size, k)) return true;
    return false;
  };
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      const k = ground[y * n + x];
      all[k]++;
      if (any(x, y, 2, k) && !any(x, y, 3, k)) two[k]++;
    }
  return [...all.keys()].filter((k) => all[k] >= 6 && two[k] > 0.8 * all[k]);
}

/** Where a place of the art lies in the picture, cells. */
type Move = (x: number, y: number) => [number, number];

/** Four waves of lengths between the two, cells: phase and radians a cell. */
const someWaves = (shortest: number, longest: number, rng: Rng): [number, number][] =>
  Array.from({ length: 4 }, () => [rng.range(0, 2 * Math.PI), (2 * Math.PI) / rng.range(shortest, longest)]);

/** A slow warp and a shift, in cells. */
function makeMove(shift: number, warp: number, rng: Rng): Move {
  const [sx, sy] = [rng.range(-shift, shift), rng.range(-shift, shift)];
  const amount = rng.range(0, warp) / 2;
  const waves = someWaves(10, 32, rng);
  const wave = (k: number, at: number): number => amount * Math.sin(waves[k][0] + waves[k][1] * at);
  return (x, y) => [x + sx + wave(0, y) + wave(1, x), y + sy + wave(2, x) + wave(3, y)];
}

/** As letters lie on a lattice: stems and bars stay straight, but stand anywhere, and are no whole cells wide. */
function makeLetterMove(warp: number, rng: Rng): Move {
  const amount = (rng.range(0.3, 1) * warp) / 2;
  const waves = someWaves(4, 10, rng);
  const wave = (k: number, at: number): number => amount * Math.sin(waves[k][0] + waves[k][1] * at);
  return (x, y) => [x + wave(0, x) + wave(1, x), y + wave(2, y) + wave(3, y)];
}

/**
 * Undoes what the artist of a scene did.
 * @param rgb cells × cells × 3 sRGB bytes
 * @param design true for letters, icons and cards, which are drawn more exactly
 * @param letters true for letters alone, whose stems lie anywhere
 * @param contrast least contrast of lines in a design, OKLab lightness
 */
export function undo(
  { rgb, design, letters, contrast }: Composed,
  config: PairsConfig,
  rng: Rng,
): SceneDetails {
  const n = config.cells;
  const art = indexArt(n, rgb, config.compose.merge);
  const threshold = Math.min(rng.range(...config.thin.threshold), design ? 0.7 * contrast : 1);
  const thin: Thin = findThin(art, design, threshold, config, rng);
  const sharp = rng.chance(design ? config.contour.designSharp : config.contour.sharp);
  const strokes = traceLines(thin, sharp, config);
  const graph = new ContourGraph(art, thin.ground, strokes.guides, sharp, config);
  if (rng.chance(config.contour.offsetChance)) {
    const by = rng.range(...config.contour.offset);
    for (const k of strokeColours(art, thin.ground)) graph.widen(k, by);
  }
  let own = shares(graph.draw(), art.labels, n, art.colours.length / 3);
  for (let round = 0; round < TIGHTER; round++) {
    const low = new Set<number>();
    for (let i = 0; i < n * n; i++) if (!thin.gone[i] && own[i] < config.contour.share) low.add(i);
    if (low.size === 0) break;
    graph.tighten(low, round >= TIGHTER - 2);
    own = shares(graph.draw(), art.labels, n, art.colours.length / 3);
  }
  const { extra } = config;
  const move = letters
    ? makeLetterMove(extra.letterWarp, rng)
    : makeMove(extra.shift, design ? extra.designWarp : extra.warp, rng);
  const canvas = fillAreas(graph.draw(move), n, art.colours);
  const widths = strokeWidths(thin, design, config, rng);
  // Bold letters of low contrast are no lines; grain must not drown them either. A stroke thinner than half a cell is
  // weaker than its colour.
  const weakest =
    Math.min(thin.weakest, design ? contrast : thin.weakest) *
    Math.min(1, Math.max(0.3, Math.min(...widths, 1) / 0.5));
  if (rng.chance(extra.soft)) melt(canvas, config);
  if (rng.chance(design ? extra.designDetail : extra.detail))
    addDetail(canvas, art, thin.ground, weakest, config, rng);
  if (rng.chance(extra.hatch * (design ? 0.3 : 1))) hatch(canvas, art, weakest, config, rng);
  if (!design && rng.chance(extra.marks)) addMarks(canvas, art, thin, config, rng);
  drawSpots(canvas, art, thin.spots, move, config, rng);
  drawLines(canvas, art, thin, strokes, widths, move, design, config, rng);
  takePicture(canvas, weakest, config, rng);
  return {
    cells: n,
    art: art.rgb,
    picture: bytesOf(canvas),
    design,
    thin: thin.gone,
    shares: own,
    widths,
  };
}

/** What happens to a picture when it is taken, for which no artist is to blame. */
function takePicture(canvas: Canvas, weakest: number, config: PairsConfig, rng: Rng): void {
  const { extra } = config;
  if (rng.chance(extra.light)) illuminate(canvas, config, rng);
  if (rng.chance(extra.grain)) addGrain(canvas, weakest, config, rng);
  if (rng.chance(extra.blur)) blur(canvas, rng.range(...extra.blurSigma) * 2);
  if (rng.chance(extra.jpeg)) jpeg(canvas, Math.max(1, rng.range(...extra.quality)), rng);
}

// A clamped array rounds and holds values in 0..255.
const bytesOf = ({ data }: Canvas): Uint8Array => new Uint8Array(Uint8ClampedArray.from(data).buffer);

/** A scene of exact figures, whose picture is there already. */
function finishFigures(
  { art, canvas, thin, shares: own, thinnest, contrast }: Figures,
  config: PairsConfig,
  rng: Rng,
): SceneDetails {
  const stroke = Math.min(1, thinnest);
  if (rng.chance(config.extra.soft)) melt(canvas, config);
  takePicture(canvas, contrast * Math.min(1, Math.max(0.3, stroke / 0.5)), config, rng);
  return { cells: config.cells, art, picture: bytesOf(canvas), design: true, thin, shares: own, widths: [] };
}

const stocks = new WeakMap<readonly Sprite[], Map<number, Stock>>();

/**
 * Makes a pair. Equal arguments give equal bytes.
 * @param sprites of loadSprites, at least one
 * @param seed any whole number
 * @throws Error when there are no sprites
 */
export function makeScene(sprites: readonly Sprite[], seed: number, config: PairsConfig): SceneDetails {
  let sizes = stocks.get(sprites);
  if (!sizes) {
    sizes = new Map();
    stocks.set(sprites, sizes);
  }
  let stock = sizes.get(config.cells);
  if (!stock) {
    stock = stockOf(sprites, config.cells);
    sizes.set(config.cells, stock);
  }
  const rng = new Rng(seed);
  const composed = compose(stock, config, rng);
  return 'canvas' in composed ? finishFigures(composed, config, rng) : undo(composed, config, rng);
}

export { SAMPLES };
