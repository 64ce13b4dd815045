/** How markup of 16-bit characters begins: with a byte order mark, or with its first "<". */
const BEGINNINGS = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
  [0x3c, 0x00, 'utf-16le'],
  [0x00, 0x3c, 'utf-16be'],
] as const;

/** Markup in UTF-16, such as an SVG, as UTF-8, which is all that sharp knows it by; null for anything else. */
export function markupOf(file: Uint8Array): Buffer | null {
  const encoding = BEGINNINGS.find(([first, second]) => file[0] === first && file[1] === second)?.[2];
  if (encoding === undefined) return null;
  const text = new TextDecoder(encoding).decode(file);
  if (!/^\s*<[?!a-z]/i.test(text)) return null;
  // It no longer is what it says.
  return Buffer.from(text.replace(/^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')/, '$1'));
}

/** Whether an SVG says how large it is, so that what is drawn in it has a place: by a viewBox, or by both sides. */
export function tellsSize(svg: Uint8Array): boolean {
  const text = new TextDecoder().decode(svg).replace(/<!--[\s\S]*?-->/g, '');
  const root = /<(?:\w+:)?svg\b[^>]*>/.exec(text)?.[0];
  // Packed ones are not looked into.
  if (root === undefined) return true;
  const attribute = (name: string) =>
    new RegExp(`\\s${name}\\s*=\\s*["']\\s*([^"']+?)\\s*["']`).exec(root)?.[1];
  const isLength = (value: string | undefined) => value !== undefined && !value.endsWith('%');
  return (
    attribute('viewBox') !== undefined || (isLength(attribute('width')) && isLength(attribute('height')))
  );
}
