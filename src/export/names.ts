/** What Windows, the strictest, takes for a device whatever the ending is. */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** What Windows refuses in a name, control characters, half surrogates, and marks that turn the writing direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const REFUSED = /[<>:"|?*\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
/** UTF-16 units of a name that are kept, without its ending; file systems take 255 bytes. */
const LONGEST = 80;

/**
 * A relative path that every file system takes, as near to the given one as can be: slashes of either kind part
 * folders, as Figma's own export takes them; empty, "." and ".." folders are left out.
 * @param path anything, such as a layer's name with an ending
 * @param longest UTF-16 units of a folder's or file's name that are kept, without its ending
 */
export function safePath(path: string, longest = LONGEST): string {
  const parts = path.normalize('NFC').split(/[/\\]+/);
  const safe = parts.map((part) => safePart(part, longest)).filter((part) => part !== '');
  return safe.join('/') || 'unnamed';
}

function safePart(part: string, longest: number): string {
  const cleaned = part.replace(REFUSED, '-').trim();
  const [, stem, ending] = /^(.*?)((?:\.[\w-]{1,8})?)$/s.exec(cleaned) as RegExpExecArray;
  // A cut may leave half of a character, and Windows drops dots and blanks at the end.
  const short = stem.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
  const name = (short + ending).replace(/[. ]+$/, '');
  return DEVICES.test(name) ? `_${name}` : name;
}

/** A file, or several that differ in their endings alone. */
interface Named {
  /** The path without ending. */
  readonly stem: string;
  /** One at least, such as ".png" and "@8x.png". */
  readonly endings: readonly string[];
}

/**
 * A stem for each item such that no two files share a path: those taken are numbered, "-2" on. Some file systems do not
 * tell upper from lower case, so neither does this.
 */
export function distinctStems(items: readonly Named[]): string[] {
  const taken = new Set<string>();
  return items.map(({ stem, endings }) => {
    const files = (base: string) => endings.map((ending) => (base + ending).toLowerCase());
    let free = stem;
    for (let i = 2; files(free).some((file) => taken.has(file)); i++) free = `${stem}-${i}`;
    for (const file of files(free)) taken.add(file);
    return free;
  });
}
