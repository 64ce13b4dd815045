import { type OptionSpec, parseOptions } from '../core/options.ts';
import { DEPIXELIZE_SETTINGS, PIXELIZE_SETTINGS, type Settings } from '../core/settings.ts';
import type { Command } from '../messages.ts';

/** What quick actions call a palette that is made from the layer. */
const AUTOMATIC = 'automatic';

/**
 * Settings with a command's quick-action parameters in them; empty texts are as good as none.
 * Throws a UserError naming the parameter that is not allowed.
 */
export function withParameters(
  settings: Settings,
  command: Command,
  parameters: Readonly<Record<string, string>>,
): Settings {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, text]) => text.trim() !== ''));
  if (command === 'depixelize') {
    return { ...settings, depixelize: { ...settings.depixelize, ...checked(DEPIXELIZE_SETTINGS, given) } };
  }
  const { palette, ...others } = given;
  const automatic = palette === AUTOMATIC;
  const changes = checked(PIXELIZE_SETTINGS, automatic ? others : given);
  // A size and a cell exclude each other, and colours are of no use in a fixed palette.
  const excluded = {
    ...(given.size !== undefined && { cell: null }),
    ...(given.cell !== undefined && { size: null }),
    ...((automatic || (given.colors !== undefined && palette === undefined)) && { palette: null }),
  };
  return { ...settings, pixelize: { ...settings.pixelize, ...excluded, ...changes } };
}

function checked<T extends Record<string, OptionSpec>>(specs: T, given: Readonly<Record<string, string>>) {
  const values = parseOptions(specs, given);
  return Object.fromEntries(Object.keys(given).map((name) => [name, values[name]]));
}
