/** A part of ui.html, in an element that runs nothing; the element goes, to free the text. */
export function textOf(name: string): string {
  const element = document.getElementById(`part-${name}`);
  if (element?.textContent == null) throw new Error(`ui.html holds no part "${name}"`);
  const { textContent } = element;
  element.remove();
  return textContent;
}
