import { HostDocument } from '../../preview/host/document.ts';
import { encodeRgbaPng } from '../../src/core/png.ts';
import type { Rng } from '../../src/core/random.ts';

type NodeKind = Parameters<HostDocument['graph']['createNode']>[0];
type NodeProps = NonNullable<Parameters<HostDocument['graph']['createNode']>[2]>;
type Fills = NonNullable<NodeProps['fills']>;

const NAMES = ['Hero', 'hero.png/b', 'icon 24', '', '人 é', 'a/b\\c', '..', 'CON', 'x'.repeat(300), '🙂'];
const KINDS = ['RECTANGLE', 'ELLIPSE', 'FRAME', 'GROUP', 'TEXT', 'SECTION', 'COMPONENT'] as const;

/** A document of a few layers on two pages. */
export async function anyScene(rng: Rng): Promise<HostDocument> {
  const document = await HostDocument.open();
  const other = document.graph.addPage('Other');
  for (const page of [document.currentPage, other.id]) addLayers(document, page, 2 + rng.int(5), rng, 0);
  document.settle();
  return document;
}

function addLayers(document: HostDocument, parent: string, count: number, rng: Rng, depth: number): void {
  for (let i = 0; i < count; i++) addLayer(document, parent, rng, depth, i);
}

function addLayer(document: HostDocument, parent: string, rng: Rng, depth: number, index: number): void {
  const kind: NodeKind = depth < 2 ? rng.pick(KINDS) : 'RECTANGLE';
  const size = () => (rng.chance(0.05) ? rng.pick([0, 1, 300]) : 8 + rng.int(56));
  const { id } = document.graph.createNode(kind, parent, {
    name: rng.pick(NAMES),
    x: index * 70 + rng.int(20),
    y: rng.int(60),
    width: size(),
    height: size(),
    fills: rng.chance(0.85) ? fillsOf(document, rng) : [],
    visible: !rng.chance(0.06),
    locked: rng.chance(0.08),
    opacity: rng.chance(0.15) ? rng.pick([0, 0.4, 0.6]) : 1,
    ...(rng.chance(0.1) ? { rotation: 30 } : {}),
    ...(kind === 'FRAME' ? { clipsContent: rng.chance(0.7) } : {}),
    ...(kind === 'TEXT' ? { text: rng.pick(['Pixel', ' ', 'ab']), fontFamily: 'Inter' } : {}),
  });
  if (kind === 'FRAME' || kind === 'GROUP' || kind === 'SECTION' || kind === 'COMPONENT')
    addLayers(document, id, kind === 'GROUP' ? 1 + rng.int(2) : rng.int(3), rng, depth + 1);
}

function fillsOf(document: HostDocument, rng: Rng): Fills {
  const color = { r: rng.int(5) / 4, g: rng.int(5) / 4, b: rng.int(5) / 4, a: 1 };
  const solid = { type: 'SOLID' as const, color, opacity: rng.chance(0.8) ? 1 : 0.5, visible: true };
  if (rng.chance(0.7)) return [solid];
  const [width, height] = [4 + rng.int(12), 4 + rng.int(12)];
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? (i % 28 === 3 ? 0 : 255) : ((i >> 4) * 50) & 255,
  );
  const imageHash = document.addImage(encodeRgbaPng({ width, height, data }));
  return [{ ...solid, type: 'IMAGE', imageHash, imageScaleMode: 'FILL' }];
}
