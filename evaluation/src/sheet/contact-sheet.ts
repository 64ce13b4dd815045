import type { RgbaImage } from '../../../src/core/image.ts';
import { bicubic, subsample } from '../../../src/core/resample.ts';

/** Letters of 3×5 pixels: five rows, each an octal digit whose bits are the row's pixels. */
const GLYPHS: Readonly<Record<string, string>> = {
  a: '25755',
  b: '65656',
  c: '34443',
  d: '65556',
  e: '74647',
  f: '74644',
  g: '34553',
  h: '55755',
  i: '72227',
  j: '11152',
  k: '55655',
  l: '44447',
  m: '57755',
  n: '65555',
  o: '25552',
  p: '65644',
  q: '25563',
  r: '65655',
  s: '34216',
  t: '72222',
  u: '55557',
  v: '55552',
  w: '55775',
  x: '55255',
  y: '55222',
  z: '71247',
  '0': '75557',
  '1': '26227',
  '2': '61247',
  '3': '61216',
  '4': '55711',
  '5': '74616',
  '6': '34757',
  '7': '71122',
  '8': '75757',
  '9': '75716',
  '-': '00700',
  '.': '00002',
  '/': '11244',
  '+': '02720',
};
const LETTER = 4;
const INK = [40, 40, 48] as const;
const PAPER = 244;

/** A sheet that pictures and words are put on. */
export class Sheet {
  readonly data: Uint8ClampedArray;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(width * height * 4).fill(PAPER);
    for (let i = 3; i < this.data.length; i += 4) this.data[i] = 255;
  }

  picture(image: RgbaImage, left: number, top: number): void {
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        const from = (y * image.width + x) * 4;
        const to = ((top + y) * this.width + left + x) * 4;
        const alpha = image.data[from + 3] / 255;
        for (let c = 0; c < 3; c++) {
          this.data[to + c] = image.data[from + c] * alpha + this.data[to + c] * (1 - alpha);
        }
      }
    }
  }

  /** Letters that have no glyph are left blank. Words that do not fit are cut. */
  words(text: string, left: number, top: number, width: number, size: number): void {
    const most = Math.floor(width / (LETTER * size));
    [...text.toLowerCase().slice(0, most)].forEach((letter, n) => {
      [...(GLYPHS[letter] ?? '00000')].forEach((row, y) => {
        for (let x = 0; x < 3; x++) {
          if (!((Number(row) >> (2 - x)) & 1)) continue;
          for (let p = 0; p < size * size; p++) {
            const px = left + (n * LETTER + x) * size + (p % size);
            const py = top + y * size + Math.floor(p / size);
            this.data.set(INK, (py * this.width + px) * 4);
          }
        }
      });
    });
  }
}

/** One line of a contact sheet: a source and what each method made of it, null where one failed. */
export interface SheetRow {
  readonly name: string;
  readonly source: RgbaImage;
  readonly arts: readonly (RgbaImage | null)[];
}

/**
 * A contact sheet: a line a picture, the source first, then every method's art, each art pixel drawn as zoom × zoom
 * pixels, method names above.
 * @param titles the methods' names, as many as each row has arts
 * @param zoom an integer, at least 1
 */
export function contactSheet(titles: readonly string[], rows: readonly SheetRow[], zoom: number): RgbaImage {
  const size = 2;
  const gap = 6;
  const head = 5 * size + gap;
  const sizeOf = ({ arts }: SheetRow): [number, number] => {
    const art = arts.find((a) => a !== null);
    return art ? [art.width * zoom, art.height * zoom] : [0, 0];
  };
  const longest = Math.max(...['source', ...titles].map((title) => title.length));
  const column = Math.max(LETTER * size * longest, ...rows.map((row) => sizeOf(row)[0])) + gap;
  const heights = rows.map((row) => sizeOf(row)[1] + head);
  const height = head + heights.reduce((a, b) => a + b, 0) + gap;
  const sheet = new Sheet(gap + column * (titles.length + 1), height);
  ['source', ...titles].forEach((title, i) => {
    sheet.words(title, gap + i * column, gap / 2, column - gap, size);
  });
  let top = head;
  rows.forEach((row, r) => {
    const [w, h] = sizeOf(row);
    // Pixel art that is enlarged stays pixel art.
    const fitted = w > row.source.width ? subsample : bicubic;
    if (w > 0) sheet.picture(fitted(row.source, w, h), gap, top);
    row.arts.forEach((art, i) => {
      if (art) sheet.picture(subsample(art, w, h), gap + (i + 1) * column, top);
    });
    sheet.words(row.name, gap, top + h + gap / 2, sheet.width - 2 * gap, size);
    top += heights[r];
  });
  return sheet;
}
