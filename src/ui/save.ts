import type { SavedFile } from './session/state.ts';

/** How long a saved file's URL lives, in milliseconds: browsers read it after the click. */
const LIFE = 60_000;

/** Has the browser save a file: the way that works in Figma's frame, which has no file system access. */
export function save({ name, type, bytes }: SavedFile): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), LIFE);
}
