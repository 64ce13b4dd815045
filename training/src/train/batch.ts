/** What one iteration reads: pictures composed on the host, then moved to the backend. */
import * as tf from '@tensorflow/tfjs';
import { CELLS_IN_16, cellMap, SCALES, type Scale } from '../../../src/core/scale.ts';
import { composeCartoon, composePixelArt, cut, DETAIL, type Square } from '../data/compose.ts';
import type { Pack } from '../data/pack.ts';
import { fewColours, resizeTo } from '../data/targets.ts';
import type { Rng } from '../rng.ts';
import type { PerScale } from './cascade.ts';
import type { TrainConfig } from './config.ts';

export interface HostBatch {
  /** The cartoon c, the forward crop. */
  cartoon: Square;
  /** Eq. 14's I_in^r of the cartoon. */
  targets: PerScale<Square>;
  /** The pixel art p on the grid of `artScale`, enlarged to the backward crop by that scale's cell map. */
  art: Square;
  artScale: Scale;
  /** The majority vote of the cartoon's own cells at artScale, enlarged to its size; where the objective asks for it. */
  voted?: Square;
  /** p brought to each scale's resolution: its own pixels at artScale, Eq. 14's resize elsewhere. */
  artTargets: PerScale<Square>;
  /** Genuine pixel art at each scale's own resolution, for GridNet's discriminator. */
  real: PerScale<Square>;
  /** PixelNet's scale forward when it runs on one. */
  pixelScale: Scale;
  /** The targets in few colours, on the scales that PixelNet runs on: what it is held to. */
  crisp: PerScale<Square>;
  /** 0..1: which of PixelNet's pictures enters DepixelNet. */
  depixelDraw: number;
}

/** Nearest-neighbour enlargement of a canvas of art pixels by a scale's cell map. */
export function enlargeArt(canvas: Square, scale: Scale, size: number): Square {
  const map = cellMap(size, scale);
  const data = new Float32Array(size * size * 3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const from = (map[y]! * canvas.size + map[x]!) * 3;
      const to = (y * size + x) * 3;
      for (let c = 0; c < 3; c++) data[to + c] = canvas.data[from + c]!;
    }
  return { size, data };
}

/** How often a crop is drawn again that is of one colour. */
const DRAWS = 100;

/**
 * Draws until the picture has two colours. Each instance norm of a picture of one colour divides by next to nothing, and gradients
 * through twenty of them are beyond any float.
 * @throws Error where no crop has two colours
 */
function varied<T>(draw: () => T, pictureOf: (drawn: T) => Square): T {
  for (let count = 0; count < DRAWS; count++) {
    const drawn = draw();
    const { data } = pictureOf(drawn);
    if (data.some((value, i) => value !== data[i % 3])) return drawn;
  }
  throw new Error(`expected pictures with two colours in a crop, got none in ${DRAWS} crops`);
}

/** Draws one iteration's pictures. Equal rng states give equal batches. */
export function drawBatch(
  pack: Pick<Pack, 'cartoons' | 'pixels'>,
  config: TrainConfig,
  crops: { forward: number; backward: number },
  rng: Rng,
): HostBatch {
  const { picture: cartoon, fine } = varied(
    () => composeCartoon(pack.cartoons, crops.forward, config.largest, rng),
    ({ picture }) => picture,
  );
  const targets: PerScale<Square> = {};
  for (const scale of config.scales) targets[scale] = resizeTo(config.target, fine, scale, DETAIL);
  const side = (crop: number, scale: Scale): number => (crop * CELLS_IN_16[scale]) / 16;
  const windowOf = (canvas: Square, crop: number, scale: Scale): Square => {
    const n = side(crop, scale);
    return cut(canvas, n, rng.int(canvas.size - n + 1), rng.int(canvas.size - n + 1));
  };
  const { canvas, artScale, own } = varied(
    () => {
      const canvas = composePixelArt(pack.pixels, side(crops.forward, SCALES[0]), rng);
      const artScale = rng.pick(config.scales);
      return { canvas, artScale, own: windowOf(canvas, crops.backward, artScale) };
    },
    ({ own }) => own,
  );
  const art = enlargeArt(own, artScale, crops.backward);
  const artTargets: PerScale<Square> = {};
  const real: PerScale<Square> = {};
  for (const scale of config.scales) {
    artTargets[scale] = scale === artScale ? own : resizeTo(config.target, art, scale);
    real[scale] = windowOf(canvas, crops.forward, scale);
  }
  const pixelScale = rng.pick(config.scales);
  const crisp: PerScale<Square> = {};
  if (config.pixelColours > 0)
    for (const scale of config.pixelScales === 'all' ? config.scales : [pixelScale])
      crisp[scale] = fewColours(targets[scale]!, config.pixelColours);
  return {
    cartoon,
    targets,
    art,
    artScale,
    artTargets,
    real,
    pixelScale,
    crisp,
    depixelDraw: rng.uniform(),
    ...(config.weights.mirrorVoted > 0 && {
      voted: enlargeArt(resizeTo('majority', fine, artScale, DETAIL), artScale, crops.forward),
    }),
  };
}

/** The same pictures as 1×H×W×3 tensors. */
export interface Batch {
  cartoon: tf.Tensor4D;
  targets: PerScale<tf.Tensor4D>;
  art: tf.Tensor4D;
  artScale: Scale;
  voted?: tf.Tensor4D;
  artTargets: PerScale<tf.Tensor4D>;
  real: PerScale<tf.Tensor4D>;
  pixelScale: Scale;
  crisp: PerScale<tf.Tensor4D>;
  depixelDraw: number;
}

const upload = ({ size, data }: Square): tf.Tensor4D => tf.tensor4d(data, [1, size, size, 3]);

function uploadAll(squares: PerScale<Square>): PerScale<tf.Tensor4D> {
  const result: PerScale<tf.Tensor4D> = {};
  for (const scale of SCALES) if (squares[scale]) result[scale] = upload(squares[scale]);
  return result;
}

/** Moves a batch to the backend; the caller disposes it (disposeBatch). */
export function uploadBatch({ voted, ...host }: HostBatch): Batch {
  return {
    ...host,
    ...(voted && { voted: upload(voted) }),
    cartoon: upload(host.cartoon),
    targets: uploadAll(host.targets),
    art: upload(host.art),
    artTargets: uploadAll(host.artTargets),
    real: uploadAll(host.real),
    crisp: uploadAll(host.crisp),
  };
}

export function disposeBatch({ cartoon, voted, targets, art, artTargets, real, crisp }: Batch): void {
  tf.dispose([
    cartoon,
    art,
    voted ?? [],
    ...[targets, artTargets, real, crisp].flatMap((r) => Object.values(r)),
  ]);
}
