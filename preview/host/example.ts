import type { Fill, SceneNode } from '@open-pencil/scene-graph';
import { HostDocument } from './document.ts';

/** The example pictures by file name, and the size that each is shown at. */
export const EXAMPLE_PICTURES = {
  'parrot.png': [256, 254],
  'bunny.png': [154, 256],
  'peep-afro.png': [256, 258],
  'peep-fringe.png': [274, 256],
  'coffee.jpg': [384, 256],
} as const satisfies Record<string, readonly [number, number]>;

const MARGIN = 24;
const GAP = 64;

/** A colour of "#rrggbb". */
const colour = (hex: string) => {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return { r, g, b, a: 1 };
};
const solid = (hex: string): Fill => ({ type: 'SOLID', color: colour(hex), opacity: 1, visible: true });
const image = (imageHash: string): Fill => ({
  ...solid('#000000'),
  type: 'IMAGE',
  imageHash,
  imageScaleMode: 'FILL',
});
const gradient = (from: string, to: string): Fill => ({
  ...solid('#000000'),
  type: 'GRADIENT_LINEAR',
  gradientStops: [
    { color: colour(from), position: 0 },
    { color: colour(to), position: 1 },
  ],
  // Open-pencil's gradients run from its transform's x axis back to its origin: downwards here.
  gradientTransform: { m00: 0, m01: 1, m02: 0.5, m10: 1, m11: 0, m12: 0 },
});

/**
 * The example document: a row of frames with the example pictures, a row that is drawn with shapes, text and an
 * instance, and what plugins must refuse: an empty frame and a hidden layer.
 * @param pictures the files of EXAMPLE_PICTURES; those left out are left out of the document
 */
export async function exampleDocument(pictures: Readonly<Record<string, Uint8Array>>): Promise<HostDocument> {
  const document = await HostDocument.open();
  const { graph, currentPage } = document;
  graph.updateNode(currentPage, { name: 'Examples' });
  const add = (type: SceneNode['type'], parent: string, name: string, props: Partial<SceneNode>) =>
    graph.createNode(type, parent, { name, ...props }).id;
  const text = (parent: string, characters: string, props: Partial<SceneNode>) =>
    add('TEXT', parent, characters, { text: characters, fontFamily: 'Inter', ...props });
  const frame = (name: string, x: number, y: number, width: number, height: number, fills: Fill[]) =>
    add('FRAME', currentPage, name, { x, y, width, height, fills, clipsContent: true });

  const names = {
    parrot: 'Parrot',
    bunny: 'Bunny',
    'peep-afro': 'Afro',
    'peep-fringe': 'Fringe',
    coffee: 'Coffee',
  };
  const grounds = ['#dff3e4', '#fdeccf', '#e4ebff', '#fbe3ec', '#efe6dd'];
  let x = 0;
  for (const [i, [file, [width, height]]] of Object.entries(EXAMPLE_PICTURES).entries()) {
    const bytes = pictures[file];
    if (bytes === undefined) continue;
    const name = names[file.replace(/\.\w+$/, '') as keyof typeof names];
    const id = frame(name, x, 0, width + MARGIN * 2, 304, [solid(grounds[i])]);
    const fills = [image(document.addImage(bytes))];
    add('RECTANGLE', id, `${name} picture`, { x: MARGIN, y: (304 - height) / 2, width, height, fills });
    x += width + MARGIN * 2 + GAP;
  }

  const top = 304 + GAP;
  const sunset = frame('Sunset', 0, top, 304, 240, [gradient('#fcd36b', '#f2695c')]);
  add('ELLIPSE', sunset, 'Sun', { x: 96, y: 64, width: 112, height: 112, fills: [solid('#fff3c4')] });
  const hills = add('VECTOR', sunset, 'Hills', { fills: [solid('#5b3a6e')] });
  document.vectors.wrapNode(hills).vectorPaths = [
    {
      windingRule: 'NONZERO',
      data: 'M 0 170 C 60 110 100 130 140 165 C 190 205 240 110 304 150 L 304 240 L 0 240 Z',
    },
  ];
  const shore = add('VECTOR', sunset, 'Shore', { fills: [solid('#2f2344')] });
  document.vectors.wrapNode(shore).vectorPaths = [
    { windingRule: 'NONZERO', data: 'M 0 210 C 90 180 170 225 304 195 L 304 240 L 0 240 Z' },
  ];

  const title = frame('Title', 304 + GAP, top, 360, 240, [solid('#1e2a4a')]);
  const bold = { fontWeight: 700, lineHeight: null };
  text(title, 'PIXEL', {
    x: 32,
    y: 40,
    width: 296,
    height: 88,
    fontSize: 72,
    ...bold,
    fills: [solid('#ffd166')],
  });
  text(title, 'cascade', {
    x: 32,
    y: 118,
    width: 296,
    height: 72,
    fontSize: 56,
    ...bold,
    fills: [solid('#ef476f')],
  });

  const badge = add('COMPONENT', currentPage, 'Badge', {
    x: 304 + 360 + GAP * 2,
    y: top,
    width: 160,
    height: 160,
    fills: [],
  });
  const star = { x: 4, y: 4, width: 152, height: 152, pointCount: 12, starInnerRadius: 0.8 };
  add('STAR', badge, 'Star', { ...star, fills: [solid('#06b58a')] });
  add('ELLIPSE', badge, 'Dot', { x: 52, y: 52, width: 56, height: 56, fills: [solid('#ffffff')] });
  graph.createInstance(badge, currentPage, { name: 'Badge instance', x: 304 + 520 + GAP * 3, y: top });

  frame('Empty', 304 + 680 + GAP * 4, top, 160, 160, []);
  const hidden = frame('Hidden', 304 + 680 + GAP * 4, top + 176, 64, 64, [solid('#999999')]);
  graph.updateNode(hidden, { visible: false });

  document.addStyle('Brand/Night', [{ type: 'SOLID', color: { r: 0.12, g: 0.16, b: 0.29 } }]);
  document.addStyle('Brand/Sun', [{ type: 'SOLID', color: { r: 1, g: 0.82, b: 0.4 } }]);
  document.addStyle('Brand/Rose', [{ type: 'SOLID', color: { r: 0.94, g: 0.28, b: 0.44 } }]);
  document.addStyle('Brand/Leaf', [{ type: 'SOLID', color: { r: 0.02, g: 0.84, b: 0.63 } }]);
  await document.renderer.prepare(
    graph,
    currentPage,
    graph.getChildren(currentPage).map(({ id }) => id),
  );
  document.settle();
  return document;
}
