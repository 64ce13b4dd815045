/** What a browser tells of its machine; the memory, in GiB, only where it is asked in a secure context. */
interface Machine {
  readonly hardwareConcurrency: number;
  readonly deviceMemory?: number;
}

/** More than these are held up by the memory's speed. */
const MOST_WORKERS = 4;
/** The memory that a machine should have for each, in GiB: theirs grows to one and more with large pictures. */
const GIB_EACH = 2;

/** How many workers may run networks on the processor side by side: one core stays for the window and for Figma. */
export function mostWorkers({ hardwareConcurrency, deviceMemory }: Machine): number {
  const room = deviceMemory === undefined ? MOST_WORKERS : Math.floor(deviceMemory / GIB_EACH);
  return Math.max(1, Math.min(hardwareConcurrency - 1, room, MOST_WORKERS));
}
