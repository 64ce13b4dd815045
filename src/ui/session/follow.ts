import { effect, untracked } from '@preact/signals';
import type { State } from './state.ts';
import type { Workers } from './workers.ts';

/** From now on the preview that is seen follows the selection and the settings; the other one rests, and both during a job. */
export function followWithPreviews(state: State, workers: Workers): void {
  effect(() => {
    const { previews } = workers;
    const [view, settings, layers] = [state.view.value, state.settings.value, state.layers.value];
    const works = state.working.value;
    const first = layers.find(({ problem }) => problem === null) ?? layers[0] ?? null;
    untracked(() => {
      if (works) return workers.rest();
      if (previews === null) return;
      if (view === 'pixelize') previews.pixelize.update(first, settings.pixelize);
      else previews.pixelize.stop();
      if (view === 'depixelize') previews.depixelize.update(first, settings.depixelize);
      else previews.depixelize.stop();
      if (view === 'animate') previews.sequence.update(layers, settings);
      else previews.sequence.stop();
    });
  });
}
