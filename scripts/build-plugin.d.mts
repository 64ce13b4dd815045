/** Types of build-plugin.mjs, which says what each option is. */
export function buildPlugin(options?: {
  readonly models?: string;
  readonly out?: string;
  readonly uiEntry?: string;
  readonly codeEntry?: string | null;
}): Promise<Record<string, number>>;
export function printSizes(sizes: Readonly<Record<string, number>>): void;
