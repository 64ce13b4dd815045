/** How much of a layer's name is shown in a sentence, in characters. */
const SHOWN = 40;

/** A layer's name as sentences show it: in quotes, and not too long for a toast. */
export function quoted(name: string): string {
  const plain = name.trim();
  return `“${plain.length > SHOWN ? `${plain.slice(0, SHOWN - 1).trim()}…` : plain}”`;
}

/** The name itself, or the first of "name (2)", "name (3)", ... that is not taken. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted} (${number})`;
  return name;
}

/**
 * A name for a folder of styles, which "/" would split.
 * @param name any layer's name
 */
export const folderName = (name: string): string => name.replace(/\s*\/\s*/g, ' - ');
