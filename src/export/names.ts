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
  /** The path without ending; slashes part folders. */
  readonly stem: string;
  /** One at least, such as ".png" and "@8x.png". */
  readonly endings: readonly string[];
}

/** Bytes of a file's name that file systems take. */
const MOST_BYTES = 255;

/**
 * A stem for each item such that no two files share a path, and none has that of a folder: those taken are numbered, "-2"
 * on. Some file systems do not tell upper from lower case, or composed characters from others, so neither does this.
 * Stems are cut where a file's name would have more than 255 bytes.
 */
export function distinctStems(items: readonly Named[]): string[] {
  const taken = new Set(items.flatMap(({ stem }) => foldersOf(alike(stem))));
  return items.map(({ stem, endings }) => {
    const room = MOST_BYTES - Math.max(...endings.map(bytesOf));
    const files = (base: string) => endings.map((ending) => alike(base + ending));
    let free = fitted(stem, '', room);
    for (let i = 2; files(free).some((file) => taken.has(file)); i++) free = fitted(stem, `-${i}`, room);
    for (const file of files(free)) taken.add(file);
    return free;
  });
}

const alike = (path: string): string => path.normalize('NFC').toLowerCase();

/** The folders on a path's way, the path itself left out. */
const foldersOf = (path: string): string[] =>
  [...path.matchAll(/[/\\]/g)].map(({ index }) => path.slice(0, index)).filter((folder) => folder !== '');

/** A path with its number, of whose last part so much is kept that both have at most `room` bytes. */
function fitted(path: string, number: string, room: number): string {
  const start = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const characters = [...path.slice(start)];
  let bytes = bytesOf(number) + characters.reduce((sum, character) => sum + bytesOf(character), 0);
  while (bytes > room && characters.length > 1) bytes -= bytesOf(characters.pop() as string);
  return path.slice(0, start) + characters.join('') + number;
}

/** Bytes of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
