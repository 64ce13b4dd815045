/** What a trained configuration makes of a picture: its network output, and the art that voting makes of it. */
import * as tf from '@tensorflow/tfjs';
import {
  cellPurity,
  type Measures,
  measureArt,
  measureForEyes,
} from '../../../evaluation/src/measures/index.ts';
import { nearestOklab, oklabOfBytes } from '../../../src/core/colour.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { cellMap } from '../../../src/core/scale.ts';
import { ColourHistogram } from '../../../src/inference/art/histogram.ts';
import { kmeansPalette } from '../../../src/inference/art/kmeans.ts';
import { resample } from '../data/resample.ts';
import type { Cascade } from '../train/cascade.ts';
import type { TrainConfig } from '../train/config.ts';
import { paint } from '../train/objective.ts';

/** The one scale that every configuration trains. */
const SCALE = '1/4';
const PIXELS_A_CELL = 4;
/** The paper reduces photographs to 16 colours (section 4.1); the vote needs a palette. */
const COLOURS = 16;

/** A picture as the networks take it: opaque over white, sides multiples of 16 and at least 64 pixels. */
export function networkInput(picture: RgbaImage, cells: number): RgbaImage {
  const factor = (cells * PIXELS_A_CELL) / Math.max(picture.width, picture.height);
  const side = (pixels: number): number => Math.max(64, Math.round((pixels * factor) / 16) * 16);
  const [width, height] = [side(picture.width), side(picture.height)];
  const whole = { x: 0, y: 0, w: picture.width, h: picture.height };
  const values = resample(picture, whole, width, height).data;
  const data = new Uint8ClampedArray(values.length);
  for (let i = 0; i < data.length; i += 4) {
    for (let c = 0; c < 3; c++) data[i + c] = 255 * (values[i + c]! + 1 - values[i + 3]!);
    data[i + 3] = 255;
  }
  return { width, height, data };
}

/**
 * The paper's "network output" at the input's size.
 * @param input opaque, sides multiples of 16 and at least 64 (networkInput)
 */
export function networkOutput(
  cascade: Cascade,
  config: Pick<TrainConfig, 'networks'>,
  { width, height, data }: RgbaImage,
): RgbaImage {
  const values = tf.tidy(() => {
    const rgba = tf.tensor4d(Float32Array.from(data), [1, height, width, 4]);
    const x = tf.sub(tf.div(tf.slice4d(rgba, [0, 0, 0, 0], [1, height, width, 3]), 127.5), 1);
    return paint(cascade, x as tf.Tensor4D, config)
      .art(SCALE)
      .picture.dataSync();
  });
  const out = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) out[i * 4 + c] = (values[i * 3 + c]! + 1) * 127.5;
  return { width, height, data: out };
}

/** The figures of a network output: those of the art that it votes for, and how much voting had to decide. */
export type OutputMeasures = Measures & { readonly purity: number };

/** @param input what the network was given: the source that outlines and colours are compared with */
export function measureOutput(input: RgbaImage, output: RgbaImage): OutputMeasures {
  const { width, height } = output;
  const rgb = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => output.data[Math.floor(i / 3) * 4 + (i % 3)]!,
  );
  const histogram = new ColourHistogram();
  histogram.add(rgb, new Uint8Array(width * height).fill(1));
  const palette = kmeansPalette(histogram, COLOURS, 1);
  const [colours, lab] = [oklabOfBytes(palette.flat()), oklabOfBytes(rgb)];
  const labels = Uint8Array.from({ length: width * height }, (_, i) => nearestOklab(colours, lab, i));
  const [columns, rows] = [cellMap(width, SCALE), cellMap(height, SCALE)];
  const painted = new Uint8ClampedArray(width * height * 4).fill(255);
  const [across, down] = [width / PIXELS_A_CELL, height / PIXELS_A_CELL];
  const votes = new Uint16Array(across * down * palette.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const label = labels[y * width + x]!;
      painted.set(palette[label]!, (y * width + x) * 4);
      votes[(rows[y]! * across + columns[x]!) * palette.length + label]!++;
    }
  const art = new Uint8ClampedArray(across * down * 4).fill(255);
  for (let cell = 0; cell < across * down; cell++) {
    const own = votes.subarray(cell * palette.length, (cell + 1) * palette.length);
    art.set(palette[own.indexOf(Math.max(...own))]!, cell * 4);
  }
  const made = { width: across, height: down, data: art };
  return {
    ...measureArt(input, made),
    ...measureForEyes(input, made),
    purity: cellPurity({ width, height, data: painted }, columns, rows),
  };
}
