import { UserError } from '../core/errors.ts';
import type { ImageResult } from '../messages.ts';
import { asPng } from './export.ts';
import type { Job } from './jobs.ts';
import { isReadOnly } from './mode.ts';
import { drawInto, newResult } from './write/art.ts';
import { checkImage } from './write/image.ts';

/**
 * What comes out of an export at 1× of a picture that is on the canvas for just that long.
 * @param job one of its own, which the caller discards
 */
export async function exportedAgain(image: ImageResult, job: Job): Promise<Uint8Array> {
  if (isReadOnly()) throw new UserError('Dev Mode only reads the file.');
  checkImage(image);
  const changes = job.begin();
  const node = newResult(image, changes);
  drawInto(node, image, changes);
  return await node.exportAsync(asPng({ type: 'SCALE', value: 1 }, true));
}
