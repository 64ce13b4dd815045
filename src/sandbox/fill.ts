import { UserError } from '../core/errors.ts';
import { lookAt } from './layers.ts';
import { findLayer, pageOf } from './tree.ts';

/**
 * The file behind a layer's topmost visible image fill, with all the frames that a GIF has; null if it has none.
 * Throws a UserError if the layer is gone or cannot be used.
 */
export async function imageFileOf(id: string): Promise<Uint8Array | null> {
  const node = await findLayer(id);
  await pageOf(node).loadAsync();
  const seen = lookAt(node);
  if (typeof seen === 'string') throw new UserError(seen);
  if (!('fills' in node) || typeof node.fills === 'symbol') return null;
  const images = node.fills.filter(
    (paint): paint is ImagePaint =>
      paint.type === 'IMAGE' && (paint.visible ?? true) && (paint.opacity ?? 1) > 0,
  );
  const hash = images[images.length - 1]?.imageHash ?? null;
  return hash === null ? null : ((await figma.getImageByHash(hash)?.getBytesAsync()) ?? null);
}
