/** A virtual machine that a plugin's code runs in. */
export interface Vm {
  /** Makes a value a global of the VM; what guard() made is passed by reference. */
  define(name: string, value: unknown): void;
  /** Runs a script to its end; what it leaves pending goes on by itself. Throws what the script throws. */
  run(code: string): void;
  /** Ends the VM; nothing of it runs any more. */
  dispose(): void;
}

/** How a VM reports what went wrong outside of a call: a deadline passed, memory ran out. */
export type Report = (error: unknown) => void;
