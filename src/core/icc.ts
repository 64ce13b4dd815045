import { srgbOf } from './colour.ts';

/** An ICC profile of curves and a matrix, made for one kind of sample: each sample value's share of linear sRGB. */
export interface IccProfile {
  /** The profile's curve of R, G and B: a sample 0..1 to its linear light 0..1. */
  readonly curves: readonly Curve[];
  /** Rows of linear sRGB from the profile's linear light. */
  readonly matrix: readonly (readonly number[])[];
}

type Curve = (value: number) => number;

/** Linear sRGB from XYZ under D50, ICC's space of connection (sRGB's primaries adapted by Bradford). */
const SRGB_OF_D50 = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];
const UNCHANGED = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** How many steps linear light is told apart by on its way to a byte: half a byte's step at black. */
const LINEAR_STEPS = 2 ** 14;
const BYTE_OF_STEP = Uint8Array.from({ length: LINEAR_STEPS + 1 }, (_, i) =>
  Math.round(srgbOf(i / LINEAR_STEPS) * 255),
);

/**
 * The profile, if it is one of curves and a matrix (which screens', cameras' and Figma's are) or of grey with a curve;
 * "srgb" if it says nothing else than sRGB. Others, and damaged ones, are null.
 * @param grey whether the picture is grey: a profile of colours says nothing about it, and the other way round
 */
export function readIcc(bytes: Uint8Array, grey: boolean): IccProfile | 'srgb' | null {
  try {
    const profile = profileOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), grey);
    return profile !== null && isSrgb(profile) ? 'srgb' : profile;
  } catch (error) {
    // What is read beyond the profile's end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * Samples of a profile as sRGB bytes; alpha stays. Colours outside sRGB are clamped channel by channel.
 * @param rgba R, G, B, A of every pixel, with 8 or 16 bits
 */
export function srgbOfSamples(rgba: Uint8Array | Uint16Array, { curves, matrix }: IccProfile): Uint8Array {
  const most = rgba.BYTES_PER_ELEMENT === 2 ? 65535 : 255;
  const lights = curves.map((curve) => Float64Array.from({ length: most + 1 }, (_, i) => curve(i / most)));
  const [reds, greens, blues] = lights;
  const data = new Uint8Array(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    const [r, g, b] = [reds[rgba[at]], greens[rgba[at + 1]], blues[rgba[at + 2]]];
    for (let c = 0; c < 3; c++) {
      const [x, y, z] = matrix[c];
      const light = Math.min(1, Math.max(0, x * r + y * g + z * b));
      data[at + c] = BYTE_OF_STEP[Math.round(light * LINEAR_STEPS)];
    }
    data[at + 3] = Math.round((rgba[at + 3] * 255) / most);
  }
  return data;
}

function profileOf(view: DataView, grey: boolean): IccProfile | null {
  if (text(view, 36) !== 'acsp') return null;
  const space = text(view, 16);
  const tags = new Map<string, number>();
  for (let i = view.getUint32(128); i > 0; i--) {
    const at = 132 + (i - 1) * 12;
    tags.set(text(view, at), view.getUint32(at + 4));
  }
  const curveOf = (name: string) => {
    const at = tags.get(name);
    return at === undefined ? null : readCurve(view, at);
  };
  if (space === 'GRAY' && grey) {
    const curve = curveOf('kTRC');
    return curve === null ? null : { curves: [curve, curve, curve], matrix: UNCHANGED };
  }
  if (space !== 'RGB ' || grey || text(view, 20) !== 'XYZ ') return null;
  const curves = ['rTRC', 'gTRC', 'bTRC'].map(curveOf).filter((curve) => curve !== null);
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].flatMap((name) => {
    const at = tags.get(name);
    return at === undefined ? [] : [[8, 12, 16].map((offset) => fixed(view, at + offset))];
  });
  if (curves.length < 3 || columns.length < 3) return null;
  const matrix = SRGB_OF_D50.map((row) =>
    columns.map((column) => column.reduce((sum, value, i) => sum + value * row[i], 0)),
  );
  return { curves, matrix };
}

function readCurve(view: DataView, at: number): Curve | null {
  const kind = text(view, at);
  if (kind === 'para') {
    const form = view.getUint16(at + 8);
    const count = [1, 3, 4, 5, 7][form];
    if (count === undefined) return null;
    return parametric(
      form,
      Array.from({ length: count }, (_, i) => fixed(view, at + 12 + i * 4)),
    );
  }
  if (kind !== 'curv') return null;
  const count = view.getUint32(at + 8);
  if (count === 0) return (value) => value;
  if (count === 1) {
    const gamma = view.getUint16(at + 12) / 256;
    return (value) => value ** gamma;
  }
  // Asked for first, so that a damaged count does not make a table of it.
  view.getUint16(at + 12 + (count - 1) * 2);
  const table = Float64Array.from({ length: count }, (_, i) => view.getUint16(at + 12 + i * 2) / 65535);
  return (value) => {
    const place = value * (count - 1);
    const below = Math.min(count - 2, Math.floor(place));
    return table[below] + (table[below + 1] - table[below]) * (place - below);
  };
}

/** ICC.1's parametric curves by their number; what one leaves out is as if it were 1 (a) or 0. */
function parametric(form: number, [g, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0]: readonly number[]): Curve {
  const power = (value: number) => Math.max(0, a * value + b) ** g;
  switch (form) {
    case 0:
      return power;
    case 1:
      return (value) => (value >= -b / a ? power(value) : 0);
    case 2:
      return (value) => (value >= -b / a ? power(value) + c : c);
    default:
      return (value) => (value >= d ? power(value) + e : c * value + f);
  }
}

/** Whether no colour changes by more than a step of a byte. */
function isSrgb(profile: IccProfile): boolean {
  const steps = Array.from({ length: 256 }, (_, i) => i);
  const greys = steps.flatMap((v) => [v, v, v, 255]);
  const sides = [0, 64, 128, 192, 255];
  const cube = sides.flatMap((r) => sides.flatMap((g) => sides.flatMap((b) => [r, g, b, 255])));
  const colours = Uint8Array.from([...greys, ...cube]);
  return srgbOfSamples(colours, profile).every((value, i) => Math.abs(value - colours[i]) <= 1);
}

const text = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

/** A number of 16 bits before its point and 16 behind. */
const fixed = (view: DataView, at: number): number => view.getInt32(at) / 65536;
