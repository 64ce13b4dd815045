/** Matrices of ICC profiles: columns of R, G and B in XYZ under D50. */
export const PRIMARIES = {
  srgb: [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.7141],
  displayP3: [0.51512, 0.2412, -0.00105, 0.29198, 0.69225, 0.04189, 0.1571, 0.06657, 0.78407],
  /** sRGB with red and green exchanged. */
  swapped: [0.38515, 0.71687, 0.09708, 0.43607, 0.22249, 0.01392, 0.14307, 0.06061, 0.7141],
} as const;

/** sRGB's curve as ICC's third parametric one. */
const SRGB_CURVE = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

const textBytes = (value: string) => [...value].map((c) => c.charCodeAt(0));
const u16 = (value: number) => [(value >> 8) & 255, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value)];
const s15f16 = (value: number) => u32(Math.round(value * 65536) >>> 0);

/** A "curv" tag: none for a straight line, one number for a gamma, or a table of shares. */
export const curv = (...values: number[]): number[] => [
  ...textBytes('curv'),
  ...u32(0),
  ...u32(values.length),
  ...values.flatMap((v) => u16(Math.round(v * (values.length === 1 ? 256 : 65535)))),
];

/** A "para" tag of one of ICC's five forms. */
export const para = (form: number, ...values: number[]): number[] => [
  ...textBytes('para'),
  ...u32(0),
  ...u16(form),
  ...u16(0),
  ...values.flatMap(s15f16),
];

const xyz = (values: readonly number[]) => [...textBytes('XYZ '), ...u32(0), ...values.flatMap(s15f16)];

/** An ICC profile of a screen: primaries, and one curve for all three. */
export function screenProfile(primaries: readonly number[], curve = para(3, ...SRGB_CURVE)): Uint8Array {
  const columns = [0, 3, 6].map((at) => xyz(primaries.slice(at, at + 3)));
  return profileOf('mntr', 'RGB ', {
    wtpt: xyz([0.9642, 1, 0.82491]),
    rXYZ: columns[0],
    gXYZ: columns[1],
    bXYZ: columns[2],
    rTRC: curve,
    gTRC: curve,
    bTRC: curve,
  });
}

/** An ICC profile of grey. */
export const greyProfile = (curve: number[]): Uint8Array =>
  profileOf('mntr', 'GRAY', { wtpt: xyz([0.9642, 1, 0.82491]), kTRC: curve });

function profileOf(device: string, space: string, tags: Readonly<Record<string, number[]>>): Uint8Array {
  const names = Object.keys(tags);
  const body: number[] = [];
  const table = names.flatMap((name) => {
    while (body.length % 4 > 0) body.push(0);
    const at = 132 + names.length * 12 + body.length;
    body.push(...tags[name]);
    return [...textBytes(name), ...u32(at), ...u32(tags[name].length)];
  });
  const size = 132 + table.length + body.length;
  const head = new Uint8Array(128);
  head.set(u32(size), 0);
  head.set([4, 0x30], 8);
  head.set(textBytes(device + space), 12);
  head.set(textBytes('XYZ '), 20);
  head.set(textBytes('acsp'), 36);
  head.set([...s15f16(0.9642), ...s15f16(1), ...s15f16(0.82491)], 68);
  return Uint8Array.from([...head, ...u32(names.length), ...table, ...body]);
}
