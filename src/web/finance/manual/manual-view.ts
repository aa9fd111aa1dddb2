import { isStale, type ManualPayment } from '#payouts';
import type { ViewModel } from '#platform';
import { ageInDays } from '../finance-times.js';
import { WHY } from './manual-forms.js';

export const MANUAL = '/finance/manual';

const WAYS: Readonly<Record<ManualPayment['way'], string>> = {
  check: 'Check',
  cash: 'Cash by a partner',
  vendor: 'Bill of a vendor',
};

const STATES: Readonly<Record<ManualPayment['state'], string>> = {
  open: 'To be paid',
  carried_out: 'Paid, to be confirmed',
  confirmed: 'Confirmed',
  came_back: 'Said to be back, to be confirmed',
  failed: 'Could not be done',
  returned: 'Came back',
  cancelled: 'Called back',
};

/** A payment by hand as staff see it in lists: nothing about whom. */
export function manualModel(payment: ManualPayment, now: Date, me: string): ViewModel {
  const { id, reference, way, amount, state, instructedAt, proofDigest, carriedOutBy } = payment;
  const isSaidBack = state === 'came_back';
  const age = ageInDays(payment.back?.at ?? payment.confirmedAt ?? instructedAt, now);
  return {
    ...{ id, payout: reference, instructedAt, proofDigest, age },
    way: WAYS[way],
    amount: amount.format(),
    state: STATES[state],
    isOpen: state === 'open',
    isToConfirm: state === 'carried_out',
    isSaidBack,
    /** Whether the proof that waits is of the person who looks. */
    isMine: (isSaidBack ? payment.back?.by : carriedOutBy) === me,
    isConfirmed: state === 'confirmed',
    isStale: isStale(payment, now),
    // A week is what the applicant was told; a proof waits no longer than that either.
    isLate: state !== 'confirmed' && age > 7,
  };
}

/** What was said about its coming back; null when nobody says so. */
export function returnModel({ back }: ManualPayment, me: string): ViewModel | null {
  if (back === null) return null;
  const { at, proofDigest } = back;
  return { at, proofDigest, reason: whyText(back.reason), isMine: back.by === me };
}

const whyText = (reason: string): string =>
  Object.entries(WHY).find(([value]) => value === reason)?.[1] ?? WHY.unknown;

const FILE_ENDINGS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'application/pdf': 'pdf' } as const;

export const fileNameOf = (name: string, type: keyof typeof FILE_ENDINGS): string =>
  `${name}.${FILE_ENDINGS[type]}`;

export const whyOptions: readonly ViewModel[] = Object.entries(WHY).map(
  ([value, label], index) => ({ id: index === 0 ? 'reason' : `reason-${value}`, value, label }),
);
