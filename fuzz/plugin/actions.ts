import type { Rng } from '../../src/core/random.ts';
import { PIXELIZE_SETTINGS, SETTINGS_SPECS, type Settings } from '../../src/core/settings.ts';
import { COMMANDS, type Command } from '../../src/messages.ts';
import type { View } from '../../src/ui/session/state.ts';
import { packed } from '../kind.ts';
import { someOptions } from '../options.ts';
import { anyPalette } from '../palettes.ts';

/** What a designer does. Layers are told by their place among all of the page, counted round. */
export type Step =
  | { readonly do: 'select'; readonly layers: readonly number[] }
  | { readonly do: 'delete' | 'hide' | 'lock' | 'rename'; readonly layer: number }
  | { readonly do: 'change'; readonly group: keyof Settings; readonly values: object }
  | { readonly do: 'show'; readonly view: View }
  | { readonly do: 'open'; readonly command: Command; readonly readOnly: boolean }
  | { readonly do: 'import'; readonly name: string; readonly bytes: string }
  | { readonly do: 'apply' | 'cancel' | 'undo' | 'page' | 'refresh' | 'reset' | 'close' | 'leave' };

/** A step, and how long is waited after it: until nothing happens any more, or a few turns, or results. */
export type Action = Step & {
  readonly wait: 'rest' | { readonly turns: number } | { readonly results: number };
};

const VIEWS: readonly View[] = ['pixelize', 'depixelize', 'animate', 'batch', 'diagnostics'];
/** How often each is done. */
const STEPS: Readonly<Record<Step['do'], number>> = {
  select: 6,
  change: 7,
  apply: 9,
  cancel: 3,
  undo: 3,
  delete: 2,
  hide: 1,
  lock: 1,
  rename: 1,
  page: 2,
  show: 3,
  import: 1,
  refresh: 1,
  reset: 1,
  close: 1,
  leave: 1,
  open: 1,
};

/** A session from its start: what is selected, what is opened, what is done. */
export function anyActions(rng: Rng): Action[] {
  const names = Object.entries(STEPS).flatMap(([name, count]) =>
    new Array<Step['do']>(count).fill(name as Step['do']),
  );
  const first: Action[] = [
    { do: 'select', layers: [rng.int(64), rng.int(64), rng.int(64)].slice(rng.int(3)), wait: 'rest' },
    { ...stepOf('open', rng), wait: rng.chance(0.8) ? 'rest' : { turns: rng.int(20) } },
    // Small art by any method: what is tried is the session.
    {
      do: 'change',
      group: 'pixelize',
      values: { longest: 1 + rng.int(16), ...someOptions({ method: PIXELIZE_SETTINGS.method }, rng, 0.5) },
      wait: 'rest',
    },
  ];
  const rest = Array.from({ length: 3 + rng.int(14) }, () => actionsOf(stepOf(rng.pick(names), rng), rng));
  return [...first, ...rest.flat()];
}

/** A step as it is done: calmly, or with the next one at its heels. A job is often broken off. */
function actionsOf(step: Step, rng: Rng): Action[] {
  const some = { turns: rng.int(60) };
  if (step.do !== 'apply') return [{ ...step, wait: rng.chance(0.3) ? some : 'rest' }];
  if (rng.chance(0.4)) return [{ ...step, wait: 'rest' }];
  const next = rng.pick(['cancel', 'cancel', 'cancel', 'leave', 'close', 'undo'] as const);
  const action: Action = { ...step, wait: rng.chance(0.5) ? some : { results: 1 + rng.int(3) } };
  return rng.chance(0.3) ? [action] : [action, { do: next, wait: rng.chance(0.7) ? 'rest' : some }];
}

function stepOf(name: Step['do'], rng: Rng): Step {
  const layer = rng.int(64);
  switch (name) {
    case 'select':
      return { do: name, layers: Array.from({ length: rng.int(5) }, () => rng.int(64)) };
    case 'delete':
    case 'hide':
    case 'lock':
    case 'rename':
      return { do: name, layer };
    case 'change': {
      const group = rng.pick(['pixelize', 'pixelize', 'depixelize', 'animate', 'batch', 'run'] as const);
      const values = someOptions(SETTINGS_SPECS[group], rng, 0.15);
      // More than the networks can: to be refused.
      if (group === 'pixelize' && rng.chance(0.05))
        Object.assign(values, { size: { width: 4000, height: 4000 }, method: 'cascade' });
      return { do: name, group, values };
    }
    case 'show':
      return { do: name, view: rng.pick(VIEWS) };
    case 'open':
      return { do: name, command: rng.pick(COMMANDS), readOnly: rng.chance(0.08) };
    case 'import': {
      const file = anyPalette(rng);
      return { do: name, name: file.name, bytes: packed(file.bytes) };
    }
    default:
      return { do: name };
  }
}
