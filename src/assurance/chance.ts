import { createHash, randomBytes } from 'node:crypto';
import { invariant } from '#kernel';

const WORD = 1n << 256n;

/** A seed nobody chose: 128 random bits, hexadecimal. */
export function newSeed(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Numbers that look random and are the same for ever, so that an auditor can draw a sample again by hand.
 *
 * The k-th word (k = 0, 1, 2, …) is SHA-256 of the UTF-8 text `seed:k`, read as one unsigned 256-bit number, the
 * first byte the highest: `printf '%s' 'seed:0' | sha256sum`. `below(n)` takes the next word w. If w is not less
 * than the largest multiple of n within 2^256, it is thrown away and the next one is taken (so that every
 * number is equally likely); otherwise the answer is w mod n.
 */
export class Chance {
  private counter = 0;

  constructor(private readonly seed: string) {}

  /** A whole number from 0 up to but not including `limit`. */
  below(limit: bigint): bigint {
    invariant(limit > 0n && limit < WORD, 'A number is drawn from a range that is not empty.');
    const usable = WORD - (WORD % limit);
    for (;;) {
      const word = this.next();
      if (word < usable) return word % limit;
    }
  }

  private next(): bigint {
    const text = `${this.seed}:${String(this.counter)}`;
    this.counter += 1;
    return BigInt(`0x${createHash('sha256').update(text, 'utf8').digest('hex')}`);
  }
}
