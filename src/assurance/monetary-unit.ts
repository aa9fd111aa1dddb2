import { Chance } from './chance.js';
import type { Candidate, Selected, Selection } from './sample.js';

/**
 * Monetary-unit sampling: every unit of money has the same chance, so an entry's chance grows with its amount.
 *
 * 1. With n to take from a total T the interval is T / n. An entry of at least the interval is certain: it is taken,
 *    set aside, and the interval is worked out again over the rest (total R, m to take) until none is that large.
 * 2. A start r is drawn from 0 to R - 1 (`Chance` with the seed). The k-th unit, k = 0 … m - 1, is
 *    floor((r + k × R) / m), counted from 0: exactly one interval apart, in whole numbers.
 * 3. Lining the rest up by entry number, an entry is taken when one of those units lies in it.
 *
 * The result has exactly n entries; a unit of the rest is hit with a chance of exactly m / R.
 */
export function monetaryUnits(
  population: readonly Candidate[],
  size: number,
  seed: string,
): Selection {
  const { certain, rest, total, left } = setAside(population, size);
  const hit = left === 0 ? [] : systematic(rest, total, left, seed);
  const items = [
    ...certain.map((one) => toSelected(one, true)),
    ...hit.map((one) => toSelected(one, false)),
  ].sort((one, other) => (one.seq < other.seq ? -1 : 1));
  return { items, allocations: [], interval: left === 0 ? null : { total, size: left } };
}

interface Rest {
  readonly certain: readonly Candidate[];
  readonly rest: readonly Candidate[];
  readonly total: bigint;
  readonly left: number;
}

function setAside(population: readonly Candidate[], size: number): Rest {
  const certain: Candidate[] = [];
  let rest = population;
  for (;;) {
    const left = size - certain.length;
    const total = rest.reduce((sum, { amount }) => sum + amount, 0n);
    const isLarge = ({ amount }: Candidate): boolean => left > 0 && amount * BigInt(left) >= total;
    const large = rest.filter(isLarge);
    if (large.length === 0) return { certain, rest, total, left };
    certain.push(...large);
    rest = rest.filter((one) => !isLarge(one));
  }
}

function systematic(
  rest: readonly Candidate[],
  total: bigint,
  size: number,
  seed: string,
): Candidate[] {
  const start = new Chance(seed).below(total);
  const unit = (k: number): bigint => (start + BigInt(k) * total) / BigInt(size);
  let k = 0;
  let end = 0n;
  return rest.filter(({ amount }) => {
    end += amount;
    if (k >= size || unit(k) >= end) return false;
    // Smaller than the interval, it holds one unit at most.
    k += 1;
    return true;
  });
}

const toSelected = ({ seq, amount }: Candidate, isCertain: boolean): Selected => ({
  seq,
  amount,
  stratum: null,
  isCertain,
});
