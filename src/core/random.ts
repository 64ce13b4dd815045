/** A small seeded generator (sfc32) whose state can be saved, so that a resumed run equals an uninterrupted one. */
export class Rng {
  private readonly s: Uint32Array;

  /** @param seed any integer; equal seeds give equal streams */
  constructor(seed: number) {
    this.s = Uint32Array.of(seed, seed ^ 0x9e3779b9, 0x243f6a88, 1);
    for (let i = 0; i < 16; i++) this.u32();
  }

  get state(): number[] {
    return [...this.s];
  }

  set state(words: readonly number[]) {
    if (words.length !== 4) throw new Error(`Rng state: expected 4 words, got ${words.length}`);
    this.s.set(words);
  }

  private u32(): number {
    const s = this.s;
    const t = (s[0] + s[1] + s[3]) >>> 0;
    s[3] = s[3] + 1;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
    return t;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.u32() / 4294967296;
  }

  /** Uniform in [lo, hi). */
  range(lo: number, hi: number): number {
    return lo + (hi - lo) * this.uniform();
  }

  /** A whole number in 0..n-1. */
  int(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** True with probability p. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T;
  }

  /** Standard normal, by Box-Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** The numbers in [0, 1) of a generator begun with a seed. */
export function random(seed: number): () => number {
  const rng = new Rng(seed);
  return () => rng.uniform();
}
