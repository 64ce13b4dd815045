// Draws docs/images/pipeline.png: one example on its way to pixel art and back, every array with its shape. --help tells
// the options.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { importBundled } from './bundle.mjs';
import { readOptions, refuse } from './options.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const HELP = `
Usage: node scripts/pipeline-figure.mjs [options]

Draws one example on its way to pixel art and back, every array with its shape.

  --image FILE    the example [examples/bunny.png]
  --size 8..128   art pixels of its longest side [32]
  --models DIR    the folder with models.json [models]
  --out FILE      a PNG [docs/images/pipeline.png]
  --help          this text
`;
const { values } = readOptions(HELP, {
  options: {
    image: { type: 'string', default: 'examples/bunny.png' },
    size: { type: 'string', default: '32' },
    models: { type: 'string', default: 'models' },
    out: { type: 'string', default: 'docs/images/pipeline.png' },
  },
});
if (!/^\d+$/.test(values.size) || values.size < 8 || values.size > 128)
  refuse(`--size: expected 8..128, received ${values.size}`);
for (const name of ['image', 'models'])
  if (!existsSync(values[name])) refuse(`--${name}: there is no ${values[name]}`);

const ours = await productCode();
const { art, drawing, evidence, source, input, grid, output, cells, isKernel, back } = await everyStep();
await sharp(Buffer.from(await figure()))
  .png({ palette: true, quality: 95, dither: 0 })
  .toFile(values.out);
console.log(values.out);

/** The product's own functions: nothing of the pipeline is written again here. */
function productCode() {
  const contents = `
    export { DEPIXELIZE_OPTIONS, PIXELIZE_OPTIONS, parseOptions } from './src/core/options.ts';
    export { renderArt } from './src/core/grid.ts';
    export { openModels } from './src/inference/draw/node.ts';
    export { evidenceOf } from './src/inference/art/evidence.ts';
    export { WEIGHTS } from './src/inference/art/weights.ts';
    export { pixelize } from './src/inference/pixelize.ts';
    export { depixelize } from './src/inference/smooth/depixelize.ts';`;
  return importBundled({ contents }, 'dist/pipeline-figure.js');
}

/** Runs both ways, and keeps what goes into the networks and comes out of them. */
async function everyStep() {
  const { data, info } = await sharp(values.image)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture = { width: info.width, height: info.height, data: new Uint8Array(data) };
  const networks = await ours.openModels(values.models, { provider: 'wasm', threads: 1 });
  const seen = {};
  const watched = {
    onCells: () => networks.onCells(),
    async gridnet(image, scale) {
      seen.input = image;
      seen.grid = await networks.gridnet(image, scale);
      return seen.grid;
    },
    async pixelnet(grid) {
      seen.output = await networks.pixelnet(grid);
      return seen.output;
    },
    async depixelnet(image) {
      seen.backInput = image;
      seen.backOutput = await networks.depixelnet(image);
      return seen.backOutput;
    },
  };
  const longest = picture.width >= picture.height ? values.size : `x${values.size}`;
  const options = ours.parseOptions(ours.PIXELIZE_OPTIONS, { size: longest }, '--');
  const made = await ours.pixelize(watched, picture, options);
  const { lattice, rgb, opaque } = made.drawing;
  const means = cellMeans(lattice, rgb);
  const drawn = {
    width: lattice.width,
    height: lattice.height,
    rgb: means,
    opaque,
    source: made.drawing.source,
  };
  const isKernel = await networks.onCells();
  const enlarged = ours.renderArt(made.art, 8);
  const smooth = await ours.depixelize(
    watched,
    enlarged,
    ours.parseOptions(ours.DEPIXELIZE_OPTIONS, {}, '--'),
  );
  await networks.close();
  return {
    art: made.art,
    drawing: drawn,
    evidence: ours.evidenceOf(drawn, drawn.source, ours.WEIGHTS),
    source: picture,
    input: seen.input,
    grid: seen.grid,
    output: seen.output,
    cells: means,
    isKernel,
    back: { enlarged, input: seen.backInput, output: seen.backOutput, ...smooth },
  };
}

function cellMeans({ width, height, inputWidth, columns, rows }, rgb) {
  const sums = new Float64Array(width * height * 3);
  const counts = new Uint32Array(width * height);
  for (let y = 0; rows[y] < height; y++) {
    for (let x = 0; columns[x] < width; x++) {
      const cell = rows[y] * width + columns[x];
      counts[cell]++;
      for (let c = 0; c < 3; c++) sums[cell * 3 + c] += rgb[(y * inputWidth + x) * 3 + c];
    }
  }
  return Uint8Array.from(sums, (sum, i) => Math.round(sum / counts[Math.floor(i / 3)]));
}

async function figure() {
  const SIDE = 232;
  const GAP = 150;
  const ROW = 386;
  const TOP = 64;
  const LEFT = 34;
  const W = LEFT * 2 + 4 * SIDE + 3 * GAP;
  const H = TOP + 3 * ROW - 60;
  const { width: w, height: h } = art;
  const cellsOf = async (planar) => picture(await ofPlanar(planar));
  const opaque = withAlpha(cells, (cell) => 255 * drawing.opaque[cell]);
  const rows = [
    {
      room: 'src/inference/draw',
      panels: [
        [await picture(source), 'picture', `RGBA bytes, ${source.width} × ${source.height}`, 'any size'],
        [
          await cellsOf(input),
          'networks’ input',
          `float32, 1 × 3 × H × W, −1 … 1`,
          `here ${input.height} × ${input.width}: 4 samples a cell`,
        ],
        [await cellsOf(grid), 'GridNet’s cells', '1 × 3 × H/4 × W/4', 'also 3/16 and 1/8; one is used'],
        [
          isKernel ? await cellsOf(output) : await picture({ width: w, height: h, data: withAlpha(cells) }),
          'PixelNet’s cells',
          isKernel ? '1 × 3 × H/4 × W/4' : '1 × 3 × H × W, shown by cells',
          isKernel ? 'one colour a cell' : 'one colour a cell; padding left out',
        ],
      ],
      arrows: [
        ['snap, fit', 'edges onto the grid,', 'resample, pad'],
        isKernel ? ['GridNet', 'a mean of 8 × 8', 'samples a cell'] : ['GridNet', 'paints', 'every cell'],
        isKernel
          ? ['PixelNet', 'a mean of 5 × 5', 'cells a cell']
          : ['PixelNet', 'paints them,', 'enlarged to H × W'],
      ],
    },
    {
      room: 'src/inference/art',
      panels: [
        [
          await picture({ width: w, height: h, data: opaque }),
          'Drawing',
          `rgb w × h × 3, opaque w × h`,
          'source 8w × 8h × 4 (kept aside)',
        ],
        [
          await evidencePicture(),
          'Evidence',
          `${evidence.seeds.colour.length / 3} seed colours; shares of them a cell`,
          'orange: thin; blue: features',
        ],
        [swatches(), 'colours', 'n × 3 numbers, n as asked for at most', 'the source’s own, no blends'],
        [
          await picture(ours.renderArt(art, 1)),
          'PixelArt',
          `indices w × h bytes, here ${w} × ${h}`,
          'palette of at most 256 colours',
        ],
      ],
      arrows: [
        ['evidence', 'look at 8 × 8', 'samples a cell'],
        ['choose', 'drop the seed', 'missed least'],
        ['energy', 'change cells', 'while E falls'],
      ],
    },
    {
      room: 'src/inference/smooth',
      panels: [
        [
          await picture(ours.renderArt(art, 1)),
          'pixel art',
          'any enlargement of w × h cells',
          'the cell’s size is found',
        ],
        [
          await cellsOf(back.input),
          'network’s input',
          'float32, 1 × 3 × 4h × 4w',
          '4 × 4 pixels an art pixel',
        ],
        [await cellsOf(back.output), 'DepixelNet’s picture', '1 × 3 × 4h × 4w', 'says where contours run'],
        [
          await picture(back.image),
          'smooth picture',
          `RGBA bytes, zoom·w × zoom·h`,
          'the art’s colours only',
        ],
      ],
      arrows: [
        ['enlarge', 'every cell', 'to 4 × 4'],
        ['DepixelNet', 'blurs, then', 'refines'],
        ['contours', '8 × 8 points', 'a cell vote'],
      ],
    },
  ];
  const body = rows.flatMap(({ room, panels, arrows }, r) => {
    const top = TOP + r * ROW;
    const at = (k) => LEFT + k * (SIDE + GAP);
    return [
      text(LEFT, top - 18, room, 'room'),
      ...panels.map(([content, name, shape, note], k) => {
        const middle = at(k) + SIDE / 2;
        return [
          `<svg x="${at(k)}" y="${top}" width="${SIDE}" height="${SIDE}" viewBox="0 0 100 100">`,
          `<rect width="100" height="100" fill="#fff"/><rect width="100" height="100" fill="url(#clear)"/>`,
          `${content}</svg>`,
          `<rect x="${at(k)}" y="${top}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#9aa3ad"/>`,
          text(middle, top + SIDE + 24, name, 'name'),
          text(middle, top + SIDE + 43, shape, 'shape'),
          text(middle, top + SIDE + 60, note, 'note'),
        ].join('');
      }),
      ...arrows.map(([name, first, second], k) => {
        const [from, to] = [at(k) + SIDE + 14, at(k + 1) - 14];
        const y = top + SIDE / 2;
        return [
          `<path d="M${from} ${y}H${to - 4}" class="arrow" marker-end="url(#head)"/>`,
          text((from + to) / 2, y - 12, name, 'step'),
          text((from + to) / 2, y + 22, first, 'note'),
          text((from + to) / 2, y + 38, second, 'note'),
        ].join('');
      }),
    ];
  });
  // From the first row's end to the second's start.
  const x0 = LEFT + 3.5 * SIDE + 3 * GAP;
  const x1 = LEFT + 0.75 * SIDE;
  const y0 = TOP + SIDE + 68;
  const y1 = TOP + ROW - 50;
  body.push(
    `<path d="M${x0} ${y0}V${y1}H${x1}V${TOP + ROW - 10}" class="arrow" marker-end="url(#head)"/>`,
    `<rect x="${W / 2 - 235}" y="${y1 - 14}" width="470" height="26" fill="#fff"/>`,
    text(W / 2, y1 + 5, 'alpha’s vote: which cells are opaque, and who speaks for them', 'note'),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}" viewBox="0 0 ${W} ${H}">
<style>
text { font-family: Inter, 'DejaVu Sans', sans-serif; fill: #1d2329; text-anchor: middle; }
.room { font-size: 15px; fill: #6b7580; text-anchor: start; }
.name { font-size: 17px; font-weight: bold; }
.step { font-size: 16px; font-weight: bold; fill: #b3410e; }
.shape { font-size: 13px; }
.note { font-size: 13px; fill: #6b7580; }
.arrow { fill: none; stroke: #b3410e; stroke-width: 2; }
</style>
<defs>
<marker id="head" markerWidth="10" markerHeight="10" refX="6" refY="4" orient="auto"><path d="M0 0L8 4L0 8Z" fill="#b3410e"/></marker>
<pattern id="clear" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 0H4V4H0ZM4 4H8V8H4Z" fill="#e6e9ec"/></pattern>
</defs>
<rect width="${W}" height="${H}" fill="#fff"/>
${body.flat().join('\n')}
</svg>`;
}

function text(x, y, content, kind) {
  return `<text x="${x}" y="${y}" class="${kind}">${content}</text>`;
}

function withAlpha(rgb, alpha = () => 255) {
  return Uint8Array.from({ length: (rgb.length / 3) * 4 }, (_, i) =>
    i % 4 < 3 ? rgb[Math.floor(i / 4) * 3 + (i % 4)] : alpha(Math.floor(i / 4)),
  );
}

/** Planes of -1..1 as a picture. */
async function ofPlanar({ width, height, data }) {
  const plane = width * height;
  const bytes = new Uint8Array(plane * 4).fill(255);
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < 3; c++)
      bytes[i * 4 + c] = Math.round(Math.min(1, Math.max(-1, data[c * plane + i])) * 127.5 + 127.5);
  return { width, height, data: bytes };
}

/** A picture in the middle of a panel of 100 × 100, its pixels whole: enlarged before, since renderers smooth. */
async function picture({ width, height, data }) {
  const scale = 100 / Math.max(width, height);
  const zoom = Math.max(1, Math.ceil(696 / Math.max(width, height)));
  const png = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize(width * zoom, height * zoom, { kernel: 'nearest' })
    .png()
    .toBuffer();
  const place = `x="${50 - (width * scale) / 2}" y="${50 - (height * scale) / 2}"`;
  return `<image ${place} width="${width * scale}" height="${height * scale}" href="data:image/png;base64,${png.toString('base64')}"/>`;
}

/** The source as evidence sees it: pale, with thin cells in orange and the cells of small features framed. */
async function evidencePicture() {
  const { width, height } = drawing;
  const { data } = drawing.source;
  const pale = Uint8Array.from(data, (value, i) =>
    i % 4 === 3
      ? value
      : 90 + 0.6 * (0.3 * data[i & ~3] + 0.6 * data[(i & ~3) + 1] + 0.1 * data[(i & ~3) + 2]),
  );
  const below = await picture({ ...drawing.source, data: pale });
  const scale = 100 / Math.max(width, height);
  const [left, top] = [50 - (width * scale) / 2, 50 - (height * scale) / 2];
  const box = (cell, style) =>
    `<rect x="${left + (cell % width) * scale}" y="${top + Math.floor(cell / width) * scale}" width="${scale}" height="${scale}" ${style}/>`;
  const thin = [...evidence.thin.entries()].filter(([cell, t]) => t > 0 && drawing.opaque[cell] === 1);
  return [
    below,
    ...thin.map(([cell, t]) => box(cell, `fill="#ff7a1a" fill-opacity="${(0.75 * t).toFixed(2)}"`)),
    ...evidence.features.flatMap((feature) =>
      feature.cells.map((cell) => box(cell, 'fill="none" stroke="#1456ff" stroke-width="1"')),
    ),
  ].join('');
}

/** The seeds that there were, and larger the colours that stay. */
function swatches() {
  const { bytes } = evidence.seeds;
  const seeds = Array.from({ length: bytes.length / 3 }, (_, i) => [...bytes.subarray(i * 3, i * 3 + 3)]);
  const kept = art.palette.filter((colour) => colour[3] === 255);
  const grid = (colours, across, x, y, side) =>
    colours
      .map(
        ([r, g, b], i) =>
          `<rect x="${x + (i % across) * side}" y="${y + Math.floor(i / across) * side}" width="${side - 1}" height="${side - 1}" fill="rgb(${r},${g},${b})" stroke="#9aa3ad" stroke-width="0.3"/>`,
      )
      .join('');
  const label = (y, content) => `<text x="50" y="${y}" font-size="5.6">${content}</text>`;
  return [
    '<rect width="100" height="100" fill="#fff"/>',
    label(9, `${seeds.length} seeds of the source`),
    grid(seeds, 12, 8, 12, 7),
    label(54, `${kept.length} that stay`),
    grid(kept, 6, 11, 58, 13),
  ].join('');
}
