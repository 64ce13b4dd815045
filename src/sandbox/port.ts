import { PROTOCOL, type ToSandbox, type ToUi } from '../messages.ts';

let closed = false;

/** Marks the window as closed: nothing is sent any more, and Figma's calls would throw. */
export function closePort(): void {
  closed = true;
}

/** Sends a message to the UI, if there still is one. */
export function send(message: ToUi): void {
  if (!closed) figma.ui.postMessage(message);
}

/**
 * Takes the UI's messages. A UI of another build is refused with a toast.
 * @param take gets every message, of this build's UI only
 */
export function listen(take: (message: ToSandbox) => Promise<void>): void {
  figma.ui.onmessage = async (message: unknown) => {
    if (closed || !isMessage(message)) return;
    if (message.type === 'ready' && message.version !== PROTOCOL) {
      figma.notify('Pixel Cascade was updated meanwhile. Close it and run it again.', { error: true });
      figma.closePlugin();
      return;
    }
    await take(message);
  };
}

const isMessage = (message: unknown): message is ToSandbox =>
  typeof message === 'object' && message !== null && 'type' in message;
