import type { Networks } from '../../../src/inference/draw/networks.ts';

/** Opens networks when they are first used, once. */
export function lazily(open: () => Promise<Networks>) {
  let opened: Promise<Networks> | null = null;
  return {
    open: () => {
      opened ??= open();
      return opened;
    },
    close: async () => {
      // A failure to open has been told by the method that needed them.
      await opened?.then((networks) => networks.close()).catch(() => {});
    },
  };
}
