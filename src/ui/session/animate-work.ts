import type { Settings } from '../../core/settings.ts';
import { safePath } from '../../export/names.ts';
import { DRAWING_SHARE, type JobHooks } from '../job.ts';
import { fileZoom, frameZoom, type Gathered, gifOf, sequenceItem, timed } from '../sequence.ts';
import { count } from '../texts.ts';
import type { SavedFile } from './state.ts';
import type { SessionTools } from './workers.ts';
import type { Work } from './works.ts';

/**
 * Pixel art of an animation: written to the canvas, or saved as a GIF file.
 * @param save called where the settings ask for a file
 */
export function animateWork(
  { port, client, sequencer }: SessionTools,
  settings: Pick<Settings, 'pixelize' | 'animate'>,
  save: (file: SavedFile) => void,
): Work {
  return async (job, layers, hooks) => {
    const { signal } = hooks;
    const name = layers[0]?.name ?? '';
    const told = teller(name, layers.length, hooks);
    const drawn = (share: number) =>
      told('drawing', share * layers.length, layers.length, share * DRAWING_SHARE);
    const { deliver } = settings.animate;
    const check = ({ size, art }: Gathered) => {
      if (deliver !== 'file') frameZoom(size, art, settings.pixelize);
    };
    const { gathered, animated } = await sequencer.make(job, layers, settings, signal, drawn, check);
    const frames = timed(animated, settings.animate);
    const failures = animated.broken.map(({ name: layer, error }) => ({ layer, reason: error }));
    const total = frames.length;
    const packed = (done: number) =>
      told('packing', done, total, DRAWING_SHARE + ((1 - DRAWING_SHARE) * done) / total);
    const what = count(total, 'frame');
    if (deliver === 'file') {
      const zoom = fileZoom(frames[0].art);
      const bytes = await gifOf(frames, zoom, settings.animate.play === 'loop', signal, packed);
      const file = `${safePath(gathered.layer.name.replaceAll('/', '-'))}.gif`;
      save({ name: file, type: 'image/gif', bytes });
      return { text: `Saved ${what} to ${file}.`, done: total, failures };
    }
    const item = await sequenceItem(client, frames, gathered, settings, signal, packed);
    try {
      const { moves } = await port.writeSequence(job, item, signal);
      signal.throwIfAborted();
      await port.finish(job);
      return { text: `Animated ${what}${moves ? ', played by Motion' : ''}.`, done: total, failures };
    } catch (error) {
      await port.discard(job);
      throw error;
    }
  };
}

/** Tells of a phase: done of total, and the share of the whole job. */
function teller(layer: string, most: number, { onProgress }: JobHooks) {
  return (phase: 'drawing' | 'packing', done: number, total: number, share: number): void =>
    onProgress({
      phase,
      layer,
      index: Math.max(1, Math.min(total, Math.ceil(done))),
      total: Math.max(total, phase === 'drawing' ? most : 1),
      done,
      parallel: 1,
      share,
    });
}
