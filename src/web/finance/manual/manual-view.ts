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
  failed: 'Could not be done',
  returned: 'Came back',
  cancelled: 'Called back',
};

/** A payment by hand as staff see it in lists: nothing about whom. */
export function manualModel(payment: ManualPayment, now: Date, me: string): ViewModel {
  const { id, reference, way, amount, state, instructedAt, proofDigest, carriedOutBy } = payment;
  const age = ageInDays(payment.confirmedAt ?? instructedAt, now);
  return {
    ...{ id, payout: reference, instructedAt, proofDigest, age },
    way: WAYS[way],
    amount: amount.format(),
    state: STATES[state],
    isOpen: state === 'open',
    isToConfirm: state === 'carried_out',
    isMine: carriedOutBy === me,
    isConfirmed: state === 'confirmed',
    isStale: isStale(payment, now),
    // A week is what the applicant was told.
    isLate: state !== 'confirmed' && age > 7,
  };
}

export const whyOptions: readonly ViewModel[] = Object.entries(WHY).map(
  ([value, label], index) => ({ id: index === 0 ? 'reason' : `reason-${value}`, value, label }),
);
