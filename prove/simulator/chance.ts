/**
 * Random numbers that a seed repeats exactly: xoshiro128**, filled by splitmix32. (The low bits of a
 * linear congruential generator are nearly regular, and faults would come in a pattern.)
 */
export class Chance {
  readonly #state: Uint32Array;

  constructor(seed: number) {
    let mixed = seed >>> 0;
    this.#state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let word = mixed ^ (mixed >>> 16);
      word = Math.imul(word, 0x21f0aaad);
      word ^= word >>> 15;
      word = Math.imul(word, 0x735a2d97);
      return (word ^ (word >>> 15)) >>> 0;
    });
  }

  /** From 0, up to but not 1. */
  fraction(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.trunc(this.fraction() * (most - least + 1));
  }

  /** Between the two, small ones as often as large ones of each size. */
  spread(least: number, most: number): number {
    return Math.trunc(least * (most / least) ** this.fraction());
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of them; each as likely as its weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    const [[last] = ['' as Name]] = entries;
    return last;
  }

  #next(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const rotated = rotate(Math.imul(s[1], 5), 7);
    const result = Math.imul(rotated, 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11);
    return result;
  }
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
