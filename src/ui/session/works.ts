import type { Settings } from '../../core/settings.ts';
import { type Encode, exportFiles, type Failure } from '../../export/bundle.ts';
import { zipOf } from '../../export/zip.ts';
import type { LayerInfo } from '../../messages.ts';
import { depixelizeEach, depixelizeItem, type Smooth } from '../depixelize.ts';
import { DRAWING_SHARE, type JobHooks, type Made, writeEach } from '../job.ts';
import { type Art, askedText, pixelizeEach, pixelizeItem, sizesText, uncarriedText } from '../pixelize.ts';
import { count } from '../texts.ts';
import type { SavedFile } from './state.ts';
import type { SessionTools } from './workers.ts';

/** How a job ended that did not break: what is said of it, and how many layers were done. */
interface Result {
  readonly text: string;
  readonly done: number;
  readonly failures: readonly Failure[];
}

/** What a job does: the work for some layers under a job's number. */
export type Work = (job: number, layers: readonly LayerInfo[], hooks: JobHooks) => Promise<Result>;

/** Pixel art of every layer, written to the canvas. */
export function pixelizeWork(
  tools: SessionTools,
  settingsOf: (layer: LayerInfo) => Settings['pixelize'],
  shared: boolean,
): Work {
  return async (job, layers, hooks) => {
    const drawn = await pixelizeEach(tools, job, layers, settingsOf, shared, hooks);
    const item = (made: Made<Art>, signal: AbortSignal) => pixelizeItem(tools.client, made, signal);
    const { written, failures } = await writeEach(tools.port, job, drawn.made, item, hooks);
    return {
      text: `Pixelized ${count(written, 'layer')}${sizesText(drawn.made)}.${uncarriedText(drawn.made)}${askedText(drawn.made)}`,
      done: written,
      failures: [...drawn.failures, ...failures],
    };
  };
}

/** A smooth picture of every layer, written to the canvas. */
export function depixelizeWork({ port, client }: SessionTools, settings: Settings['depixelize']): Work {
  return async (job, layers, hooks) => {
    const drawn = await depixelizeEach(port, client, job, layers, settings, hooks);
    const item = (made: Made<Smooth>) => depixelizeItem(made, settings);
    const { written, failures } = await writeEach(port, job, drawn.made, item, hooks);
    return {
      text: `Depixelized ${count(written, 'layer')}.`,
      done: written,
      failures: [...drawn.failures, ...failures],
    };
  };
}

/** Pixel art of every layer as one ZIP file. */
export function exportWork(
  tools: SessionTools,
  { pixelize, batch }: Settings,
  settingsOf: (layer: LayerInfo) => Settings['pixelize'],
  shared: boolean,
  save: (file: SavedFile) => void,
): Work {
  return async (job, layers, hooks) => {
    // The pictures have an enlargement of their own: the canvas's can be of no hindrance.
    const ownOf = (layer: LayerInfo) => ({ ...settingsOf(layer), zoom: null });
    const { made, failures } = await pixelizeEach(tools, job, layers, ownOf, shared, hooks);
    if (made.length === 0) return { text: '', done: 0, failures };
    const items = made.map(({ layer, value }) => ({ name: layer.name, art: value.art }));
    const options = { zoom: batch.exportZoom, sheet: batch.sheet, settings: { pixelize, batch }, failures };
    const onProgress = (index: number, total: number) => {
      const share = DRAWING_SHARE + (index / total) * (1 - DRAWING_SHARE);
      hooks.onProgress({
        phase: 'packing',
        layer: items[index - 1]?.name ?? '',
        index,
        total,
        done: index,
        parallel: 1,
        share,
      });
    };
    const { signal } = hooks;
    const encode: Encode = (picture, zoom) => tools.client.encode(picture, zoom, { signal });
    const bundle = await exportFiles(items, options, encode, { signal, onProgress });
    const bytes = await zipOf(bundle.files, { signal });
    const name = 'pixel-cascade.zip';
    save({ name, type: 'application/zip', bytes });
    return {
      text: `Exported ${count(made.length, 'layer')} to ${name}.${askedText(made)}`,
      done: made.length,
      failures: bundle.failures,
    };
  };
}
