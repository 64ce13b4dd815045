import { oklabOfBytes, squaredDistance } from '../../core/colour.ts';
import type { Rgba } from '../../core/image.ts';
import type { Drawing } from './drawing.ts';
import type { Lattice } from './lattice.ts';

/** A cell is opaque when its source covers at least this share of it. */
const COVERED = 0.5;
/** The least covered share of a cell that can hold a stroke. */
const STROKE_COVERED = 1 / 8;

/**
 * Alpha's vote. A cell is opaque when its source covers at least half of it, and all its pixels vote. It is opaque as well
 * when its source covers an eighth and most of its pixels were drawn more like what it covers them with than like the
 * matte: there the networks drew a stroke, dark or light; only those pixels vote. Where a partly covered cell was drawn as the
 * matte, its pixels become the source's own mean in it: no matte shows through.
 * @param rgb the network output, inputWidth × inputHeight × 3 bytes; it is left as it is
 * @param held what of the source each art pixel holds (fit.ts), or null if all are covered
 * @returns which cells are opaque, which pixels vote, and what was drawn with the matte taken out of it
 */
export function alphaVote(
  lattice: Lattice,
  rgb: Uint8Array,
  held: Float32Array | null,
  matte: Rgba,
): Pick<Drawing, 'opaque' | 'voters' | 'rgb'> {
  const { width, height, inputWidth, inputHeight, columns, rows } = lattice;
  const opaque = new Uint8Array(width * height).fill(1);
  const voters = new Uint8Array(inputWidth * inputHeight);
  const each = (visit: (pixel: number, cell: number) => void) => {
    for (let y = 0; y < inputHeight && rows[y] < height; y++) {
      for (let x = 0; x < inputWidth && columns[x] < width; x++) {
        visit(y * inputWidth + x, rows[y] * width + columns[x]);
      }
    }
  };
  if (held === null) {
    each((pixel) => {
      voters[pixel] = 1;
    });
    return { opaque, voters, rgb };
  }
  const own = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    Math.round(255 * held[Math.floor(i / 3) * 4 + (i % 3)]),
  );
  const [ownLab, matteLab, drawn] = [oklabOfBytes(own), oklabOfBytes(matte, 4), oklabOfBytes(rgb)];
  const share = (cell: number): number => held[cell * 4 + 3];
  const isOwn = (pixel: number, cell: number): boolean =>
    squaredDistance(drawn, pixel, ownLab, cell) < squaredDistance(drawn, pixel, matteLab, 0);
  const sizes = new Uint16Array(width * height);
  const owned = new Uint16Array(width * height);
  each((pixel, cell) => {
    sizes[cell]++;
    if (share(cell) < 1 && isOwn(pixel, cell)) owned[cell]++;
  });
  for (let cell = 0; cell < opaque.length; cell++) {
    const drawnThere = share(cell) >= STROKE_COVERED && owned[cell] * 2 >= sizes[cell];
    opaque[cell] = Number(share(cell) >= COVERED || drawnThere);
  }
  const clean = rgb.slice();
  each((pixel, cell) => {
    const matted = share(cell) < 1 && !isOwn(pixel, cell);
    voters[pixel] = Number(opaque[cell] === 1 && (share(cell) >= COVERED || !matted));
    if (matted && opaque[cell] === 1) clean.set(own.subarray(cell * 3, cell * 3 + 3), pixel * 3);
  });
  return { opaque, voters, rgb: clean };
}
