// Takes the pictures of the plugin's window for the documentation, in the preview. --help tells the options.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { buildPlugin } from './build-plugin.mjs';
import { importBundled } from './bundle.mjs';
import { readOptions, refuse } from './options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Pixels of the pictures for a CSS pixel, and what is shown around the window. */
const RATIO = 2;
const MARGIN = 24;
const BALLS = [1, 2, 3, 4, 5, 6].map((i) => `Ball ${i}`);
const FRAMES = ['Sunset', 'Parrot', 'Bunny', 'Afro', 'Fringe', 'Coffee', 'Title'];

/** What is done before each picture is taken. */
const PICTURES = {
  light: { select: ['Fringe', 'Bunny'], prepare: (ui) => ready(ui) },
  dark: {
    theme: 'dark',
    select: ['Sunset', 'Bunny'],
    async prepare(ui) {
      await ui.getByRole('button', { name: '64', exact: true }).click();
      const colours = ui.getByRole('textbox', { name: 'Colors' });
      await colours.fill('8');
      await colours.press('Enter');
      await ui.getByLabel('Dithering').selectOption({ label: 'Bayer 4 × 4' });
      await ready(ui, '64');
    },
  },
  retouch: {
    select: ['Parrot', 'Bunny', 'Hidden'],
    async prepare(ui, page) {
      await ready(ui);
      const swatches = ui.locator('.swatch');
      await swatches.nth(0).click();
      await page.keyboard.press('p');
      await swatches.nth(3).click();
      await page.keyboard.press('x');
      await ready(ui);
      await swatches.nth(8).click();
      await page.keyboard.press('b');
      await ui.getByLabel('Zoom', { exact: true }).selectOption('12');
      const box = await ui.locator('.viewport').boundingBox();
      await page.mouse.move(box.x + 120, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + 260, box.y + 90, { steps: 5 });
      await page.mouse.up();
    },
  },
  guide: {
    theme: 'dark',
    select: ['Parrot'],
    scene: guideLayers,
    async prepare(ui, page) {
      await ready(ui);
      await page.keyboard.press('d');
      await ui.getByLabel('What the guide asks for').selectOption('More detail');
      const { x, y, width, height } = await ui.locator('.picture').boundingBox();
      await page.mouse.move(x + width * 0.2, y + height * 0.75);
      await page.mouse.down();
      await page.mouse.move(x + width * 0.45, y + height * 0.85, { steps: 5 });
      await page.mouse.up();
    },
  },
  palettes: {
    select: ['Parrot'],
    async prepare(ui) {
      await ready(ui);
      await ui.getByLabel('Palette', { exact: true }).click();
    },
  },
  empty: { select: [], prepare: (ui) => ui.getByText('Select a layer to pixelize').waitFor() },
  working: {
    select: FRAMES,
    async prepare(ui) {
      await ready(ui);
      await ui.getByRole('button', { name: /^Pixelize \d+ layers$/ }).click();
      await ui.getByText(/^Drawing 4 of 7/).waitFor({ timeout: 120_000 });
    },
  },
  error: {
    select: ['Afro', 'Hidden', 'Empty'],
    async prepare(ui) {
      await ready(ui);
      await ui.getByRole('button', { name: 'Pixelize', exact: true }).last().click();
      await ui.getByText(/^Pixelized /).waitFor({ timeout: 120_000 });
      await ready(ui);
    },
  },
  animate: {
    scene: ball,
    select: BALLS,
    async prepare(ui) {
      await ui.getByRole('button', { name: 'Animate', exact: true }).first().click();
      await ui.getByText(/^Flicker/).waitFor({ timeout: 240_000 });
      await ui.getByRole('button', { name: 'Pause' }).click();
      await ui.getByRole('button', { name: 'Onion skin' }).click();
      await ui.getByTitle('Frame 3', { exact: false }).click();
    },
  },
  batch: {
    command: 'batch',
    select: [...FRAMES, 'Badge', 'Empty'],
    async prepare(ui) {
      await ui.getByLabel('One palette').check();
      await ui.getByLabel('Sprite sheet').selectOption({ label: 'Aseprite JSON, hash' });
      await ui.getByRole('button', { name: /^Export \d+ layers$/ }).click();
      await ui.getByText(/^Exported 8 layers/).waitFor({ timeout: 120_000 });
    },
  },
};

/** Those that are only looked at where they are asked for by name. */
const UNSHOWN = ['palettes', 'empty'];
const HELP = `
Usage: node scripts/screenshots.mjs [options] [NAME...]

Builds the plugin and takes pictures of its window in the preview, for the documentation: plugin-NAME.png, all of them
but ${UNSHOWN.join(', ')} if none is named. Names: ${Object.keys(PICTURES).join(', ')}

  --theme light|dark   instead of each picture's own
  --out DIR            where the pictures go; without it docs/images
  --help               this text
`;
const { values: asked, positionals: names } = readOptions(HELP, {
  options: { theme: { type: 'string' }, out: { type: 'string' } },
  allowPositionals: true,
});
const stranger = names.find((name) => !Object.hasOwn(PICTURES, name));
if (stranger !== undefined)
  refuse(`NAME: expected one of ${Object.keys(PICTURES).join(', ')}, received ${stranger}`);
if (![undefined, 'light', 'dark'].includes(asked.theme))
  refuse(`--theme: expected light or dark, received ${asked.theme}`);
const images = asked.out === undefined ? join(root, 'docs/images') : resolve(asked.out);

/** Layers in a frame that ask for something by area, one of them by a name that is not known. */
function guideLayers([frame]) {
  const { graph } = preview.document;
  const { id } = preview.document.layers().find(({ node }) => node.name === frame).node;
  const fills = [{ type: 'SOLID', color: { r: 0, g: 0.4, b: 1, a: 1 }, opacity: 0.5, visible: true }];
  const add = (name, box) => graph.createNode('ELLIPSE', id, { name, fills, ...box });
  add('pixel: keep', { x: 120, y: 50, width: 70, height: 60 });
  add('pixel: #ffd166', { x: 20, y: 20, width: 60, height: 60 });
  add('pixel: kep', { x: 240, y: 240, width: 40, height: 40 });
}

/** Frames of a ball that rolls down a hill, as layers of the page. */
function ball(names) {
  const { graph, currentPage } = preview.document;
  const solid = (r, g, b) => [
    { type: 'SOLID', color: { r: r / 255, g: g / 255, b: b / 255, a: 1 }, opacity: 1, visible: true },
  ];
  names.forEach((name, t) => {
    const place = { x: 1600 + t * 232, y: 0, width: 192, height: 192, clipsContent: true };
    const { id } = graph.createNode('FRAME', currentPage, { name, ...place, fills: solid(186, 220, 243) });
    const add = (box, fills) => graph.createNode('ELLIPSE', id, { name: 'Part', ...box, fills });
    add({ x: -90, y: 120, width: 380, height: 220 }, solid(86, 142, 82));
    add(
      { x: 16 + t * 24, y: 76 - Math.sin((t * Math.PI) / 5) * 44, width: 56, height: 56 },
      solid(214, 66, 58),
    );
    add(
      { x: 26 + t * 24, y: 84 - Math.sin((t * Math.PI) / 5) * 44, width: 18, height: 18 },
      solid(246, 180, 168),
    );
  });
}

/** Waits for the finished preview, of a width in art pixels if one is given. */
async function ready(ui, width = '') {
  await ui.locator('.info', { hasText: 'colors' }).waitFor({ timeout: 120_000 });
  await ui.locator('.info strong', { hasText: new RegExp(`^${width}`) }).waitFor({ timeout: 120_000 });
}

async function take(open, name) {
  const { theme: own, command = 'pixelize', scene, select, prepare } = PICTURES[name];
  const theme = asked.theme ?? own;
  const preview = await open({ root, plugin: join(root, 'dist/plugin'), theme });
  try {
    const { page } = preview;
    const session = await page.context().newCDPSession(page);
    const { width, height } = page.viewportSize();
    const metrics = { width, height, deviceScaleFactor: RATIO, mobile: false };
    await session.send('Emulation.setDeviceMetricsOverride', metrics);
    if (scene !== undefined) await page.evaluate(scene, select);
    await preview.select(...select);
    await preview.run(command);
    const ui = await preview.ui();
    await prepare(ui, page);
    // Lets transitions end.
    await page.waitForTimeout(400);
    const box = await page.getByRole('region', { name: 'Pixel Cascade' }).boundingBox();
    const clip = {
      x: box.x - MARGIN,
      y: box.y - MARGIN,
      width: box.width + 2 * MARGIN,
      height: box.height + 2 * MARGIN,
      scale: 1,
    };
    // Playwright's own screenshot would go back to one pixel a CSS pixel.
    const { data } = await session.send('Page.captureScreenshot', { clip });
    await sharp(Buffer.from(data, 'base64'))
      .png({ compressionLevel: 9, palette: true, quality: 95 })
      .toFile(join(images, `plugin-${name}.png`));
    console.log(join(images, `plugin-${name}.png`));
  } finally {
    await preview.close();
  }
}

await buildPlugin();
const { openPreview } = await importBundled('preview/drive.ts', 'node_modules/.cache/screenshots/drive.mjs');
await mkdir(images, { recursive: true });
const shown = Object.keys(PICTURES).filter((name) => !UNSHOWN.includes(name));
for (const name of names.length > 0 ? names : shown) await take(openPreview, name);
