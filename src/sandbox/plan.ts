import { COMMANDS, type Command } from '../messages.ts';
import { checkedParameters } from './parameters.ts';

/** What a run of the plugin does. */
export interface Plan {
  readonly command: Command;
  /** Whether the window is shown; without it the job is done at once and told of by a toast. */
  readonly visible: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * What a run does, from what Figma tells of it. "Pixelize again" has no window, and neither have "Pixelize…" and
 * "Depixelize…" when they are given parameters: whoever types them wants the result.
 * @param command Figma's; empty or unknown where the plugin is started without its menu, as in Dev Mode
 * @param given parameters of a quick action; undefined without one
 */
export function planOf(
  command: string,
  given: Readonly<Record<string, unknown>> | undefined,
  readOnly: boolean,
): Plan {
  const known = COMMANDS.find((name) => name === command) ?? (readOnly ? 'batch' : 'pixelize');
  const parameters = checkedParameters(known, given ?? {});
  const typed = Object.keys(parameters).length > 0;
  const atOnce = known === 'pixelize-again' || (typed && (known === 'pixelize' || known === 'depixelize'));
  return { command: known, visible: !atOnce, parameters };
}
