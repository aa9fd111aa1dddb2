import { days, later, type Id } from '#kernel';
import { UNPAID_ENDS, type PayoutState } from '../payout.states.js';

/** Over without money in her hand, and not because somebody called it off: a person looks after it. */
export const ENDED_UNPAID: readonly PayoutState[] = UNPAID_ENDS.filter(
  (state) => state !== 'cancelled',
);

/** A person of finance and how many exceptions they look after already. */
export interface OnDuty {
  readonly id: Id<'person'>;
  readonly open: number;
}

/** Who looks after it: whoever prepared the batch, or else who has the least to do; null while nobody is on duty. */
export function ownerFor(
  preparedBy: Id<'person'> | null,
  onDuty: readonly OnDuty[],
): Id<'person'> | null {
  const preparer = onDuty.find(({ id }) => id === preparedBy);
  const [idlest] = [...onDuty].sort(
    (one, other) => one.open - other.open || one.id.localeCompare(other.id),
  );
  return (preparer ?? idlest)?.id ?? null;
}

/** Days after which somebody should have done something about it; what is unclear or waits for money, after one. */
const DUE_DAYS = { known: 3, unclear: 1 } as const;

/** Until when somebody has looked at it: what she is promised, and what finance is held to. */
export function dueBy(state: PayoutState, since: Date): Date {
  const isKnown = ENDED_UNPAID.includes(state) || state === 'in_transit';
  return later(since, days(isKnown ? DUE_DAYS.known : DUE_DAYS.unclear));
}

/** What has been unclear since before then is so for too long. */
export const unclearTooLong = (now: Date): Date => later(now, -days(DUE_DAYS.unclear));

export const isOverdue = (state: PayoutState, since: Date, now: Date): boolean =>
  now > dueBy(state, since);

/** After how many days on its way a payment needs somebody. */
export const LATE_DAYS = 7;

/**
 * Links have no hurry of their own: one is an exception this long before it ends, and one without an end when it was
 * not used for so many days.
 */
export const LINK_DAYS = { beforeEnd: 30, unused: 90 } as const;

/** The provider of links blocks what nobody let go for so long. */
const HELD_DAYS = 30;

/** When a held link is blocked for good, and its money comes back. */
export const blockedAt = (heldSince: Date): Date => later(heldSince, days(HELD_DAYS));
