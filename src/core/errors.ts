/** A mistake of the person using the tool, told in one line; anything else that is thrown is a defect of ours. */
export class UserError extends Error {
  override name = 'UserError';
}

const show = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

/**
 * The one shape of message for a wrong value.
 * @param name what was wrong, as its user knows it ("--colors", "palette.hex")
 * @param expected what is allowed, in words
 * @param received the value that came; pass a `Words` to have it written as it stands
 */
export function invalid(name: string, expected: string, received: unknown): UserError {
  const got = received instanceof Words ? received.text : show(received);
  return new UserError(printable(`${name}: expected ${expected}, received ${got}`));
}

/** The text with control characters written as \x1b: what comes from files must not steer a terminal. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** Marks a text that describes the received value, so that `invalid` does not quote it. */
export class Words {
  constructor(readonly text: string) {}
}

/** The error's message, on one line, whatever was thrown. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/** Throws the signal's reason if it has been aborted. Call it after every await, before anything is kept. */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw signal.reason ?? new Error('stopped');
}

/** The part of AbortSignal that is read here; core has no DOM types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
}
