import { Chance } from './chance.js';
import { matchTooMany, populationEmpty, sizeInvalid, strataTooMany } from './assurance.errors.js';
import { monetaryUnits } from './monetary-unit.js';
import {
  LARGEST_SAMPLE,
  type Allocation,
  type Candidate,
  type SamplePlan,
  type Selected,
  type Selection,
} from './sample.js';
import { stratumOf } from './strata.js';

/**
 * Draws from a population given in the order of entry numbers. Pure: the same population and plan give the same
 * sample for ever. Throws `POPULATION_EMPTY`, `SAMPLE_SIZE_INVALID`, `STRATA_TOO_MANY`, `MATCH_TOO_MANY` (invalid).
 */
export function draw(population: readonly Candidate[], plan: SamplePlan): Selection {
  if (population.length === 0) throw populationEmpty();
  switch (plan.method) {
    case 'random':
      checkSize(plan.size, population.length);
      return plainly(simpleRandom(population, plan.size, plan.seed, null));
    case 'monetary_unit':
      checkSize(plan.size, population.length);
      return monetaryUnits(population, plan.size, plan.seed);
    case 'stratified':
      checkSize(plan.size, population.length);
      return stratified(population, plan);
    case 'over_limit':
    case 'under_threshold':
    case 'round_amounts':
      return plainly(everyMatch(population, plan));
  }
}

/**
 * Without replacement, each with the same chance: the first `size` places of a Fisher-Yates shuffle, place i being
 * exchanged with place i + below(count - i). Only the places that moved are kept, so a million candidates cost nothing.
 */
function simpleRandom(
  population: readonly Candidate[],
  size: number,
  seed: string,
  stratum: string | null,
): Selected[] {
  const chance = new Chance(seed);
  const moved = new Map<number, number>();
  const chosen = new Set<number>();
  for (let place = 0; place < size; place += 1) {
    const other = place + Number(chance.below(BigInt(population.length - place)));
    chosen.add(moved.get(other) ?? other);
    moved.set(other, moved.get(place) ?? place);
  }
  return population
    .filter((_, index) => chosen.has(index))
    .map(({ seq, amount }) => ({ seq, amount, stratum, isCertain: false }));
}

/** Each part is drawn from by itself, with the seed `seed/part`. */
function stratified(
  population: readonly Candidate[],
  plan: SamplePlan & { method: 'stratified' },
): Selection {
  const parts = Map.groupBy(population, (one) => stratumOf(one, plan.by, plan.bands));
  const names = [...parts.keys()].sort();
  if (names.length > plan.size) throw strataTooMany(names.length);
  const sizes = allocate(
    names.map((name) => parts.get(name)?.length ?? 0),
    plan.size,
  );
  const allocations: Allocation[] = names.map((stratum, index) => {
    const part = parts.get(stratum) ?? [];
    return { stratum, count: part.length, total: totalOf(part), size: sizes[index] ?? 0 };
  });
  const items = allocations.flatMap(({ stratum, size }) =>
    simpleRandom(parts.get(stratum) ?? [], size, `${plan.seed}/${stratum}`, stratum),
  );
  return { items: inOrder(items), allocations, interval: null };
}

/**
 * One from every part, then one at a time to the part with the largest count / (2 × taken + 1) that has any left,
 * the first of equals (the divisor method of Webster): in proportion to the counts, in whole numbers.
 */
export function allocate(counts: readonly number[], size: number): number[] {
  const taken = counts.map(() => 1);
  for (let left = size - counts.length; left > 0; left -= 1) {
    let best = -1;
    for (const [index, count] of counts.entries()) {
      const own = taken[index] ?? 0;
      if (own >= count) continue;
      const isLarger =
        best < 0 || count * (2 * (taken[best] ?? 0) + 1) > (counts[best] ?? 0) * (2 * own + 1);
      if (isLarger) best = index;
    }
    taken[best] = (taken[best] ?? 0) + 1;
  }
  return taken;
}

/** Everything that matches: a look at the whole population, so nothing is projected from it. */
function everyMatch(
  population: readonly Candidate[],
  plan: Exclude<SamplePlan, { readonly size: number }>,
): Selected[] {
  const found = population.filter(({ amount }) => matches(amount, plan));
  if (found.length > LARGEST_SAMPLE) throw matchTooMany(found.length);
  return found.map(({ seq, amount }) => ({ seq, amount, stratum: null, isCertain: true }));
}

function matches(amount: bigint, plan: Exclude<SamplePlan, { readonly size: number }>): boolean {
  switch (plan.method) {
    case 'over_limit':
      return amount > plan.limit;
    case 'round_amounts':
      return amount % plan.unit === 0n;
    case 'under_threshold':
      // A threshold itself still needs fewer people, so it counts as under.
      return plan.thresholds.some(
        (limit) => amount <= limit && amount * 100n >= limit * BigInt(100 - plan.percent),
      );
  }
}

function checkSize(size: number, count: number): void {
  const most = Math.min(count, LARGEST_SAMPLE);
  if (!Number.isSafeInteger(size) || size < 1 || size > most) throw sizeInvalid(most);
}

const plainly = (items: readonly Selected[]): Selection => ({
  items,
  allocations: [],
  interval: null,
});

const inOrder = (items: readonly Selected[]): Selected[] =>
  items.toSorted((one, other) => (one.seq < other.seq ? -1 : 1));

const totalOf = (items: readonly Candidate[]): bigint =>
  items.reduce((sum, { amount }) => sum + amount, 0n);
