import { DEPIXELIZE_OPTIONS, type OptionSpec, PIXELIZE_OPTIONS, parseOptions } from '../core/options.ts';
import { PRESETS } from '../core/presets.ts';
import type { Command } from '../messages.ts';

/** What is offered for a parameter while it is typed: Figma shows the name and hands on the data. */
export interface Suggestion {
  readonly name: string;
  readonly data: string;
}

interface Parameter {
  readonly spec: OptionSpec;
  readonly suggestions: readonly Suggestion[];
  /** What is said of anything that is not allowed. */
  readonly wrong: string;
}

/** Quick actions say so for a palette made from the picture. */
const AUTOMATIC = 'automatic';

const asTyped = (texts: readonly string[], shown = (text: string) => text): Suggestion[] =>
  texts.map((data) => ({ name: shown(data), data }));

const { size, colors, palette } = PIXELIZE_OPTIONS;
const { zoom } = DEPIXELIZE_OPTIONS;

const PIXELIZE_PARAMETERS: Readonly<Record<string, Parameter>> = {
  size: {
    spec: size,
    suggestions: asTyped(['16', '24', '32', '48', '64', '96', '128', '32x32', '48x48', '64x64'], (text) =>
      text.replace('x', ' × '),
    ),
    wrong: 'Type art pixels, such as 48, 64x48 or x32, up to 4096 a side.',
  },
  colors: {
    spec: colors,
    suggestions: asTyped(['2', '4', '8', '16', '32', '64', '128', '256'], (text) => `${text} colors`),
    wrong: `Type a whole number of colors from ${colors.min} to ${colors.max}.`,
  },
  palette: {
    spec: palette,
    suggestions: [{ name: 'Automatic', data: AUTOMATIC }, ...asTyped(Object.keys(PRESETS))],
    wrong: 'There is no palette of that name here. Type “auto” or “game” to see some.',
  },
};

/** The parameters of each command, by option name; manifest.json lists the same. */
export const PARAMETERS: Readonly<Record<Command, Readonly<Record<string, Parameter>>>> = {
  pixelize: PIXELIZE_PARAMETERS,
  'pixelize-again': PIXELIZE_PARAMETERS,
  batch: PIXELIZE_PARAMETERS,
  depixelize: {
    zoom: {
      spec: zoom,
      suggestions: asTyped(['4', '8', '12', '16'], (text) => `${text}×`),
      wrong: `Type a multiple of ${zoom.step} from ${zoom.min} to ${zoom.max}.`,
    },
  },
  animate: {},
  diagnostics: {},
};

/**
 * What is offered for what has been typed of a parameter: the text itself where it is a value, and what begins with it.
 * @returns suggestions, or the sentence that says what is expected
 */
export function suggestionsFor(key: string, query: string): readonly Suggestion[] | string {
  const parameter = Object.values(PARAMETERS).find((parameters) => key in parameters)?.[key];
  if (parameter === undefined) return [];
  const text = normal(query);
  const fitting = parameter.suggestions.filter(
    ({ name, data }) => data.startsWith(text) || name.toLowerCase().startsWith(text),
  );
  const itself = isValue(key, parameter, text) && !fitting.some(({ data }) => data === text);
  const offered = itself ? [...asTyped([text]), ...fitting] : fitting;
  return offered.length > 0 ? offered : parameter.wrong;
}

/**
 * The parameters of a command that have a value that is allowed; "Run last plugin" may hand on any. An automatic
 * palette is told by its number of colours.
 */
export function checkedParameters(
  command: Command,
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const kept = Object.entries(PARAMETERS[command]).flatMap(([key, parameter]) => {
    const value = given[key];
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    const text = normal(String(value));
    return isValue(key, parameter, text) ? [[key, text]] : [];
  });
  const { palette: chosen, ...others } = Object.fromEntries(kept) as Record<string, string>;
  if (chosen === undefined) return others;
  return chosen === AUTOMATIC
    ? { colors: String(colors.default), ...others }
    : { ...others, palette: chosen };
}

const normal = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/\s*[×x]\s*/, 'x');

function isValue(key: string, { spec }: Parameter, text: string): boolean {
  if (text === '') return false;
  if (key === 'palette' && text === AUTOMATIC) return true;
  try {
    parseOptions({ [key]: spec }, { [key]: text });
    return true;
  } catch {
    return false;
  }
}
