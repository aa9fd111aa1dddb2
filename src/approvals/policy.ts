import { invariant, type Currency, type Id, type Money } from '#kernel';

/** How many people must say yes up to an amount; the last tier has no upper end. */
export interface Tier {
  /** Minor units, inclusive; null for everything above the tiers before. */
  readonly upToMinor: bigint | null;
  readonly approvals: number;
  /** Whether one of them must be the finance director. */
  readonly director: boolean;
}

/** A version of the approval policy. It never changes: each decision freezes the one it was made under. */
export interface Policy {
  readonly id: Id<'policy'>;
  readonly number: number;
  readonly currency: Currency;
  /** From the smallest to the largest amount. */
  readonly tiers: readonly Tier[];
  readonly approvalValidDays: number;
}

/** What an amount asks for, and why. */
export interface Requirement {
  readonly approvals: number;
  readonly director: boolean;
  /** `cumulative`: what the person was promised before counts too, or ten small awards would pass as one. */
  readonly because: 'amount' | 'cumulative';
}

/** The first tier that holds `minor`. */
export function tierFor(policy: Policy, minor: bigint): Tier {
  const tier = policy.tiers.find(({ upToMinor }) => upToMinor === null || minor <= upToMinor);
  invariant(tier !== undefined, 'The last tier of a policy has no upper end.');
  return tier;
}

/**
 * How many approvals `amount` needs when `promised` minor units were promised to the same person before:
 * the stricter of the tier of the amount and the tier of the sum.
 */
export function requirementFor(policy: Policy, amount: Money, promised: bigint): Requirement {
  invariant(policy.currency === amount.currency, 'A policy decides about its own currency only.');
  const single = tierFor(policy, amount.minor);
  const sum = tierFor(policy, amount.minor + promised);
  const isStricter = sum.approvals > single.approvals || (sum.director && !single.director);
  return {
    approvals: Math.max(single.approvals, sum.approvals),
    director: single.director || sum.director,
    because: isStricter ? 'cumulative' : 'amount',
  };
}

/** A no or a place on the waiting list moves no money: one person answers for it. */
export const ANSWER_WITHOUT_MONEY: Requirement = {
  approvals: 1,
  director: false,
  because: 'amount',
};
