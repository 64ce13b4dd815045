import type { PixelArt } from '../../core/image.ts';
import { encodeIndexedPng } from '../../core/png.ts';
import { count, sentenceOf, sidesText } from '../texts.ts';
import type { State } from './state.ts';
import type { SessionTools } from './workers.ts';

/** What is put on the canvas: every neighbour another colour, some transparent. */
const CHECKED_ART: PixelArt = {
  width: 16,
  height: 16,
  palette: [
    [0, 0, 0, 0],
    [20, 20, 20, 255],
    [200, 30, 30, 255],
    [30, 90, 200, 255],
    [240, 240, 240, 255],
  ],
  indices: Uint8Array.from({ length: 256 }, (_, i) => ((i % 16) * 2 + Math.floor(i / 16)) % 5),
};
const CHECKED_ZOOM = 3;

/** Adds to the facts what the workers offer, and whether pixels come back from the canvas as they went there. */
export async function diagnose(tools: Pick<SessionTools, 'port' | 'client'>, state: State): Promise<void> {
  const add = (facts: Readonly<Record<string, string>>) => {
    state.facts.value = { ...state.facts.peek(), ...facts };
  };
  add(await tools.client.facts());
  const unwritable = 'not checked, nothing can be put on the canvas';
  add({ 'export at 1×': state.readOnly.peek() ? unwritable : await exportCheck(tools) });
}

/** Whether art on the canvas comes out of an export as it went in: what every promise of crisp pixels rests on. */
async function exportCheck({ port, client }: Pick<SessionTools, 'port' | 'client'>): Promise<string> {
  try {
    const png = encodeIndexedPng(CHECKED_ART, CHECKED_ZOOM);
    const [width, height] = [CHECKED_ART.width * CHECKED_ZOOM, CHECKED_ART.height * CHECKED_ZOOM];
    const back = await port.check({ kind: 'image', png, width, height });
    const [put, came] = [await client.decode(png), await client.decode(back)];
    if (came.width !== width || came.height !== height)
      return `${sidesText(came)} pixels of ${sidesText(put)}`;
    let differing = 0;
    for (let i = 0; i < put.data.length; i += 4) {
      // What is fully transparent has no colour to compare.
      const seen = put.data[i + 3] === 0 ? 3 : 0;
      if ([0, 1, 2, 3].slice(seen).some((c) => put.data[i + c] !== came.data[i + c])) differing++;
    }
    return `${differing} of ${count(width * height, 'pixel')} differ`;
  } catch (error) {
    return sentenceOf(error);
  }
}
