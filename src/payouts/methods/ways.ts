import type { Currency, Money } from '#kernel';
import type { RailCapabilities } from '../rails/rail.js';

/** What a programme says about ways to be paid: those that are on, in order, and bounds of one payment by each. */
export interface WaysPolicy {
  readonly rails: readonly string[];
  readonly railLimits: Readonly<
    Record<string, { readonly least: Money | null; readonly most: Money | null }>
  >;
}

/** A way to be paid as she chooses it: a rail, and which kind of account it is to reach. */
export interface Way extends RailCapabilities {
  /** The rail's own name, but for the other kind of account that it reaches. */
  readonly way: string;
}

/** The ways of a rail: its own, and the one that leads over the provider's pages where it has one. */
export function waysOf(rail: RailCapabilities): Way[] {
  const own = { ...rail, way: rail.id };
  const other = rail.alsoReaches;
  return other ? [own, { ...rail, ...other, onboarding: 'hosted_link' }] : [own];
}

/** One of them by its name; the rail's own when there is none (null) or none of that name any more. */
export function wayOf(rail: RailCapabilities, name: string | null): Way {
  return waysOf(rail).find(({ way }) => way === name) ?? { ...rail, way: rail.id };
}

/**
 * The ways that each of these payments can take, in the policy's order: switched on in this house and in the programme,
 * in their currency, within the programme's bounds and the provider's.
 */
export function waysFor(
  policy: WaysPolicy,
  rails: readonly RailCapabilities[],
  ...payments: readonly Money[]
): Way[] {
  return policy.rails.flatMap((id) => {
    const rail = rails.find((one) => one.id === id);
    if (!rail) return [];
    const canTake = (payment: Money): boolean =>
      fits(payment, rail) && isWithin(payment, policy.railLimits[id]);
    return payments.every(canTake) ? waysOf(rail) : [];
  });
}

/** The least that any of these rails sends in a currency; null when none sends it, or one sends any amount of it. */
export function leastSent(currency: Currency, rails: readonly RailCapabilities[]): Money | null {
  const able = rails.filter(({ currencies }) => currencies.includes(currency));
  const [first, ...others] = able.map(({ least }) => least);
  if (!first || able.some(({ least }) => least.currency !== currency)) return null;
  return others.reduce((lowest, one) => (lowest.isMoreThan(one) ? one : lowest), first);
}

/** Whether no rail of this house sends so little, whatever a programme says. */
export function isTooSmall(payment: Money, rails: readonly RailCapabilities[]): boolean {
  return leastSent(payment.currency, rails)?.isMoreThan(payment) ?? false;
}

function fits(payment: Money, { currencies, least, most }: RailCapabilities): boolean {
  return (
    currencies.includes(payment.currency) &&
    (least.currency !== payment.currency || isWithin(payment, { least, most }))
  );
}

function isWithin(
  payment: Money,
  limits: { readonly least: Money | null; readonly most: Money | null } | undefined,
): boolean {
  if (limits === undefined) return true;
  const { least, most } = limits;
  return (
    (least === null || !least.isMoreThan(payment)) && (most === null || !payment.isMoreThan(most))
  );
}

/** Whether others may come to see a payment by this way because they can see the account. */
export function isSeenByAccountHolders({ onlookers }: RailCapabilities): boolean {
  return onlookers.includes('account_holders');
}

/** What she is asked for, as the page of details must be: one page for each. */
export type DetailsAsked = 'nothing' | 'bank_account' | 'name' | 'name_and_address' | 'instruction';

/** Read from what the rail says of itself, so that a new rail needs no new page. */
export function detailsAsked({ onboarding, recipientNeeds }: RailCapabilities): DetailsAsked {
  if (onboarding === 'none') return 'nothing';
  if (onboarding === 'staff') return 'instruction';
  if (onboarding === 'hosted_link') return 'name';
  return recipientNeeds.includes('bank_account') ? 'bank_account' : 'name_and_address';
}
