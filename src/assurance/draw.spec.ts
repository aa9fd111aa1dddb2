import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Chance } from './chance.js';
import { allocate, draw } from './draw.js';
import type { Candidate, SamplePlan } from './sample.js';

const populationOf = (amounts: readonly bigint[]): Candidate[] =>
  amounts.map((amount, index) => ({
    seq: BigInt(index + 1) * 3n,
    amount,
    kind: index % 3 === 0 ? 'payout.returned' : 'payout.initiated',
    rail: index % 2 === 0 ? 'ach' : null,
  }));

const amounts = fc.array(fc.bigInt({ min: 1n, max: 500_000n }), { minLength: 1, maxLength: 120 });
const seeds = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/);
const drawable = fc
  .record({ amounts, seed: seeds, share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ amounts: list, seed, share }) => ({
    population: populationOf(list),
    seed,
    size: Math.max(1, Math.min(list.length, Math.ceil(share * list.length))),
  }));

describe('the numbers a seed gives', () => {
  it('are the SHA-256 of seed, colon and counter, and so can be worked out by hand', () => {
    const chance = new Chance('spring-audit');
    const word = (counter: number): bigint =>
      BigInt(
        `0x${createHash('sha256')
          .update(`spring-audit:${String(counter)}`)
          .digest('hex')}`,
      );
    expect([0, 1, 2].map(() => chance.below(1000n))).toEqual([0, 1, 2].map((k) => word(k) % 1000n));
    // printf '%s' 'spring-audit:0' | sha256sum
    expect(new Chance('spring-audit').below(1n << 64n)).toBe(word(0) & ((1n << 64n) - 1n));
  });

  it('never leave their range, whatever the range', () => {
    fc.assert(
      fc.property(seeds, fc.bigInt({ min: 1n, max: 1n << 255n }), (seed, limit) => {
        const number = new Chance(seed).below(limit);
        expect(number >= 0n && number < limit).toBe(true);
      }),
    );
  });

  it('hit every place about equally often', () => {
    const chance = new Chance('fair');
    const hits = new Array<number>(10).fill(0);
    for (let n = 0; n < 5_000; n += 1) {
      const place = Number(chance.below(10n));
      hits[place] = (hits[place] ?? 0) + 1;
    }
    // 500 expected each; five standard deviations are 106.
    expect(hits.every((count) => Math.abs(count - 500) < 106)).toBe(true);
  });
});

describe('a sample', () => {
  it.each(['random', 'monetary_unit', 'stratified'] as const)(
    'drawn by %s has the size asked for, every item once, and comes out the same again',
    (method) => {
      fc.assert(
        fc.property(drawable, ({ population, size, seed }) => {
          const plan =
            method === 'stratified'
              ? {
                  method,
                  size: Math.max(size, Math.min(2, population.length)),
                  seed,
                  by: 'kind' as const,
                  bands: [],
                }
              : { method, size, seed };
          const { items } = draw(population, plan);
          expect(items).toHaveLength(plan.size);
          expect(new Set(items.map(({ seq }) => seq)).size).toBe(plan.size);
          expect(items.map(({ seq }) => seq)).toEqual(
            items.map(({ seq }) => seq).toSorted((one, other) => (one < other ? -1 : 1)),
          );
          expect(draw(population, plan).items).toEqual(items);
        }),
      );
    },
  );

  it('of money always holds what is as large as the interval', () => {
    fc.assert(
      fc.property(drawable, ({ population, size, seed }) => {
        const { items, interval } = draw(population, { method: 'monetary_unit', size, seed });
        const taken = new Map(items.map((item) => [item.seq, item]));
        for (const { seq, amount } of population) {
          const isLarge = interval === null || amount * BigInt(interval.size) >= interval.total;
          if (isLarge && amount > 0n && interval !== null) {
            expect(taken.get(seq)?.isCertain).toBe(true);
          }
        }
        const total = population.reduce((sum, { amount }) => sum + amount, 0n);
        for (const { seq, amount } of population) {
          if (amount * BigInt(size) >= total) expect(taken.get(seq)?.isCertain).toBe(true);
        }
      }),
    );
  });

  it('of money gives every unit the same chance: over all starts each entry is hit in proportion to its amount', () => {
    const population = populationOf([1n, 2n, 3n, 4n, 2n]);
    const hits = new Map<bigint, number>();
    const runs = 3_000;
    for (let run = 0; run < runs; run += 1) {
      const plan = { method: 'monetary_unit', size: 2, seed: `run-${String(run)}` } as const;
      for (const { seq } of draw(population, plan).items) hits.set(seq, (hits.get(seq) ?? 0) + 1);
    }
    // Chance of an entry: amount x 2 / 12.
    for (const { seq, amount } of population) {
      const expected = (Number(amount) * 2 * runs) / 12;
      expect(Math.abs((hits.get(seq) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  it('by chance gives every entry the same chance', () => {
    const population = populationOf(Array.from({ length: 12 }, () => 5n));
    const hits = new Map<bigint, number>();
    for (let run = 0; run < 3_000; run += 1) {
      const plan = { method: 'random', size: 3, seed: `run-${String(run)}` } as const;
      for (const { seq } of draw(population, plan).items) hits.set(seq, (hits.get(seq) ?? 0) + 1);
    }
    // 750 expected; five standard deviations are 119.
    for (const { seq } of population)
      expect(Math.abs((hits.get(seq) ?? 0) - 750)).toBeLessThan(119);
  });

  it('in parts takes from every part, in proportion', () => {
    expect(allocate([900, 90, 10], 100)).toEqual([90, 9, 1]);
    expect(allocate([3, 1, 1], 3)).toEqual([1, 1, 1]);
    expect(allocate([2, 100], 102)).toEqual([2, 100]);
    const population = populationOf(Array.from({ length: 40 }, (_, index) => BigInt(index + 1)));
    const { allocations, items } = draw(population, {
      method: 'stratified',
      size: 8,
      seed: 's',
      by: 'amount',
      bands: [10n, 20n],
    });
    expect(allocations.map(({ stratum, count, size }) => [stratum, count, size])).toEqual([
      ['1: 1 to 10', 10, 2],
      ['2: 11 to 20', 10, 2],
      ['3: 21 to any', 20, 4],
    ]);
    expect(items.filter(({ stratum }) => stratum === '3: 21 to any')).toHaveLength(4);
  });

  it('that looks for something finds all of it and nothing else', () => {
    const population = populationOf([100n, 29_999n, 30_000n, 30_001n, 28_499n, 28_500n, 20_000n]);
    const found = (plan: SamplePlan): bigint[] =>
      draw(population, plan).items.map(({ amount }) => amount);
    expect(found({ method: 'over_limit', limit: 29_999n })).toEqual([30_000n, 30_001n]);
    expect(found({ method: 'under_threshold', percent: 5, thresholds: [30_000n] })).toEqual([
      29_999n,
      30_000n,
      28_500n,
    ]);
    expect(found({ method: 'round_amounts', unit: 10_000n })).toEqual([30_000n, 20_000n]);
  });

  it.each([0, -1, 1.5, 4, 1_000_000, Number.NaN])('of %d items out of 3 is refused', (size) => {
    const population = populationOf([1n, 2n, 3n]);
    for (const method of ['random', 'monetary_unit'] as const) {
      expect(() => draw(population, { method, size, seed: 's' })).toThrow(
        'A sample of these entries has 1 to 3 items.',
      );
    }
  });

  it('of nothing is refused, and so is one with more parts than items or more matches than can be looked at', () => {
    expect(() => draw([], { method: 'random', size: 1, seed: 's' })).toThrow('No entry fits');
    const population = populationOf(Array.from({ length: 1_001 }, (_, index) => BigInt(index + 1)));
    expect(() => draw(population, { method: 'over_limit', limit: 0n })).toThrow('1,001 entries');
    expect(() =>
      draw(population, { method: 'stratified', size: 1, seed: 's', by: 'kind', bands: [] }),
    ).toThrow('2 parts');
  });
});
