/** A part of ui.html, in an element that runs nothing; the element goes, to free the text. */
export function textOf(name: string): string {
  const element = document.getElementById(idOf(name));
  if (element?.textContent == null) throw new Error(`ui.html holds no part "${name}"`);
  const { textContent } = element;
  element.remove();
  return textContent;
}

/** Puts a text in such an element again. */
export function hold(name: string, text: string): void {
  const element = document.createElement('script');
  element.type = 'text/plain';
  element.id = idOf(name);
  element.textContent = text;
  document.head.append(element);
}

const idOf = (name: string): string => `part-${name}`;
