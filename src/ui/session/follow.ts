import { effect, untracked } from '@preact/signals';
import type { State } from './state.ts';
import type { Workers } from './workers.ts';

/** From now on the preview that is seen follows the selection and the settings; the other one rests, and both during a job. */
export function followWithPreviews(state: State, workers: Workers): void {
  effect(() => {
    const { previews } = workers;
    const [view, settings, shown] = [state.view.value, state.settings.value, state.shown.value];
    const [layers, guide] = [state.layers.value, state.guide.value];
    const works = state.working.value;
    untracked(() => {
      if (works) return workers.rest();
      if (previews === null) return;
      if (view === 'pixelize') previews.pixelize.update(shown, { ...settings.pixelize, guide });
      else previews.pixelize.stop();
      if (view === 'depixelize') previews.depixelize.update(shown, settings.depixelize);
      else previews.depixelize.stop();
      if (view === 'animate') previews.sequence.update(layers, settings);
      else previews.sequence.stop();
    });
  });
}
