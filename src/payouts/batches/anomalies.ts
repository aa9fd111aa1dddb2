import { days, hours, type Id, type Money } from '#kernel';

/** What is known about one payout of a batch, without a name. */
export interface PaymentFacts {
  readonly id: Id<'payout'>;
  readonly applicantId: Id<'applicant'>;
  readonly amount: Money;
  /** The other kind of account that its rail reaches; null: the rail's own. */
  readonly way: string | null;
  /** The same account gives the same text; null for ways without an account. */
  readonly fingerprint: string | null;
  readonly methodVersion: number;
  /** When the method was set up or changed. */
  readonly methodSince: Date;
  /** Nothing was ever paid to this method. */
  readonly isFirst: boolean;
  /** The same account is in use for other people too. */
  readonly isShared: boolean;
  /** An account of another person, given by another way, has the bank and the last digits in common with it. */
  readonly hasLookalike: boolean;
  /** The last payment of this person that arrived; null before the first. */
  readonly lastPaidAt: Date | null;
  /** How many payouts of the same instalment ended unpaid before this one. */
  readonly reissues: number;
  /** The middle of what its programme paid lately, and of how many payments. */
  readonly usual: { readonly median: Money; readonly count: number } | null;
  /** What its programme says today about this way and amount: on offer, off, or outside its limits. */
  readonly policy: 'offered' | 'off' | 'outside';
}

/** Something a person should look at, and why. It refuses nothing. */
export interface Anomaly {
  readonly payoutId: Id<'payout'>;
  readonly code: AnomalyCode;
  readonly why: string;
}

export type AnomalyCode =
  | 'far_above_usual'
  | 'shared_account'
  | 'lookalike_account'
  | 'several_to_one_person'
  | 'after_long_pause'
  | 'reissued_twice'
  | 'set_up_just_now'
  | 'outside_policy';

const FAR = 3n;
/** Fewer payments than this say nothing about what is usual. */
const LEAST_TO_COMPARE = 5;
const LONG_PAUSE_DAYS = 180;
const RECENT_CHANGE_DAYS = 30;

/** Why a look is worth it, one sentence each, payout by payout; the same facts always give the same list. */
export function anomaliesIn(payments: readonly PaymentFacts[], now: Date): Anomaly[] {
  return payments.flatMap((one) =>
    RULES.flatMap(([code, rule]) => {
      const why = rule(one, payments, now);
      return why === null ? [] : [{ payoutId: one.id, code, why }];
    }),
  );
}

/** Changed from an earlier account not long ago. */
export function isRecentlyChanged(
  { methodVersion, methodSince }: PaymentFacts,
  now: Date,
): boolean {
  return methodVersion > 1 && age(methodSince, now) < days(RECENT_CHANGE_DAYS);
}

/** A sentence, or null when there is nothing to see. */
type Rule = (one: PaymentFacts, all: readonly PaymentFacts[], now: Date) => string | null;

const RULES: readonly (readonly [AnomalyCode, Rule])[] = [
  [
    'far_above_usual',
    ({ amount, usual }) =>
      usual !== null && usual.count >= LEAST_TO_COMPARE && amount.minor > FAR * usual.median.minor
        ? `It is more than three times what this programme usually pays (${usual.median.format()}).`
        : null,
  ],
  [
    'shared_account',
    ({ id, fingerprint }, all) => {
      if (fingerprint === null) return null;
      const others = all.filter((one) => one.fingerprint === fingerprint && one.id !== id).length;
      return others === 0 ? null : `${counted(others)} in this batch to the same account.`;
    },
  ],
  [
    'lookalike_account',
    ({ hasLookalike }) =>
      hasLookalike
        ? 'Another person’s account, given by another way, looks the same: same bank, same last four digits.'
        : null,
  ],
  [
    'several_to_one_person',
    ({ id, applicantId }, all) => {
      const others = all.filter((one) => one.applicantId === applicantId && one.id !== id).length;
      return others === 0 ? null : `${counted(others)} in this batch to the same person.`;
    },
  ],
  [
    'after_long_pause',
    ({ lastPaidAt }, _, now) =>
      lastPaidAt !== null && age(lastPaidAt, now) > days(LONG_PAUSE_DAYS)
        ? `The last payment to this person was ${String(Math.trunc(age(lastPaidAt, now) / days(1)))} days ago.`
        : null,
  ],
  [
    'reissued_twice',
    ({ reissues }) =>
      reissues >= 2 ? `${String(reissues)} payments before it failed or came back.` : null,
  ],
  [
    'set_up_just_now',
    ({ methodSince }, _, now) =>
      age(methodSince, now) < hours(1) ? 'The way to pay was set up less than an hour ago.' : null,
  ],
  ['outside_policy', ({ policy }) => OUTSIDE[policy]],
];

const OUTSIDE: Readonly<Record<PaymentFacts['policy'], string | null>> = {
  offered: null,
  off: 'Its programme does not offer this way now.',
  outside: 'It is outside the limits that its programme has now for one payment by this way.',
};

const age = (since: Date, now: Date): number => now.getTime() - since.getTime();

const counted = (others: number): string =>
  others === 1 ? 'One more payout goes' : `${String(others)} more payouts go`;
