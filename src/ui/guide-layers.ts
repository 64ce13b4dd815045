import type { Guide } from '../core/guide.ts';
import { type GuideLayer, guideOfLayers } from '../core/guide-layers.ts';
import type { Sides } from '../core/image.ts';
import type { Client } from '../inference/worker/client.ts';
import type { Port } from './port.ts';

/** What layers in a layer ask of its art by area. */
export interface Asked {
  /** A mark an art pixel; null for nothing. */
  readonly guide: Guide | null;
  /** What is to be told of them, as sentences. */
  readonly notes: readonly string[];
}

/**
 * What the layers in a layer ask for whose names begin with "pixel:".
 * @param art the size of its art
 */
export async function askedOf(
  port: Pick<Port, 'guides'>,
  client: Pick<Client, 'decode'>,
  job: number,
  layer: string,
  art: Sides,
  signal?: AbortSignal,
): Promise<Asked> {
  const { guides, notes } = await port.guides(job, layer, signal);
  if (guides.length === 0) return { guide: null, notes };
  const names = new Map<GuideLayer, string>();
  for (const { name, mark, png, box } of guides)
    names.set({ mark, box, picture: await client.decode(png) }, name);
  signal?.throwIfAborted();
  const { guide, empty } = guideOfLayers([...names.keys()], art);
  const idle = [...empty].map((each) => `“${names.get(each)}” covers nothing, so it asks for nothing.`);
  return { guide, notes: [...notes, ...idle] };
}
