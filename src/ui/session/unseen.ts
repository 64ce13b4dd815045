import type { LayerInfo, ToUi } from '../../messages.ts';
import { withParameters } from '../parameters.ts';
import { settingsOfArt } from '../pixelize.ts';
import type { Port } from '../port.ts';
import { guideOfLayer } from '../retouch/guides.ts';
import { sentenceOf } from '../texts.ts';
import type { Jobs } from './jobs.ts';
import type { State } from './state.ts';
import type { Workers } from './workers.ts';
import { depixelizeWork, pixelizeWork } from './works.ts';

type Start = Extract<ToUi, { type: 'start' }>;

interface Parts {
  readonly port: Port;
  readonly state: State;
  readonly workers: Workers;
  readonly jobs: Jobs;
}

/**
 * Does a command without a window: the job, a toast, the end. Never throws.
 * @param wrong a sentence why the command cannot be done; null if it can
 */
export async function runUnseen(parts: Parts, start: Start, wrong: string | null): Promise<void> {
  const { port, state, workers } = parts;
  const refusal = wrong ?? reasonNotTo(state);
  if (refusal !== null) port.notify(refusal, true);
  else await doUnseen(parts, start);
  const job = state.job.peek();
  if (job.kind === 'done') {
    const [first] = job.failures;
    port.notify([job.text, ...(first ? [first.reason] : [])].join(' '), first !== undefined);
  } else if (job.kind === 'failed') port.notify(job.reason, true);
  workers.close();
  port.close();
}

function reasonNotTo(state: State): string | null {
  const layers = state.layers.peek();
  if (state.readOnly.peek()) return 'You can only view this file, so nothing can be added to it.';
  if (layers.length === 0) return 'Select at least one layer first.';
  return layers.every(({ problem }) => problem !== null) ? layers[0].problem : null;
}

async function doUnseen({ state, workers, jobs }: Parts, { command, parameters }: Start): Promise<void> {
  const settings = state.settings.peek();
  const settingsOf = (layer: LayerInfo) => {
    if (command !== 'pixelize-again') {
      // A result is updated in place: what was painted for it by area would be lost with its old settings.
      return { ...settings.pixelize, guide: guideOfLayer(state.guides.peek(), layer) };
    }
    const pixelize = settingsOfArt(layer) ?? settings.pixelize;
    return withParameters({ ...settings, pixelize }, command, parameters).pixelize;
  };
  try {
    workers.open();
    const { tools } = workers;
    if (command === 'depixelize') await jobs.run(depixelizeWork(tools, settings.depixelize));
    else await jobs.run(pixelizeWork(tools, settingsOf, false));
  } catch (error) {
    console.error(error);
    state.job.value = { kind: 'failed', reason: sentenceOf(error), failures: [] };
  }
}
