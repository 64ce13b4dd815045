/**
 * Copies a text, and tells whether that worked. The clipboard interface is not there in Figma's frame; a selected text can
 * be copied all the same. The focus is where it was afterwards.
 */
export function copyText(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.className = 'hidden';
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
