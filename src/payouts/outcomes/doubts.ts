import type { Payout } from '../payout.js';
import { isAmount, isRead, wordOf, type SeenAmount } from '../rails/amounts.js';
import type { Observed } from '../rails/rail.js';
import { keptWord } from './provider-alert.js';

type Told = Pick<Payout, 'id' | 'amount'>;

/**
 * What is wrong with what a provider says of a payout, as sentences for finance: another amount than it was told, or
 * more than one payment. `known` is the payment we know, by the provider's name. Nothing is sent until somebody has
 * answered each of them, so the same facts always give the same sentence.
 */
export function doubtsAbout(told: Told, observed: Observed, known: string | null): string[] {
  const payments = paymentsOf(observed, known);
  return [
    ...(isAmount(observed.amount, told.amount) ? [] : [otherAmount(told, observed)]),
    ...(payments.length === 1 ? [] : [tooMany(told, payments)]),
  ];
}

/** Whether it is about another payment than the one we know: then it says nothing about ours. */
export function isOther({ providerRef }: Observed, known: string | null): boolean {
  return known !== null && known !== providerRef;
}

/** For finance: `$450.00`, or the provider's words where they are no amount here. */
export function amountSaid(amount: SeenAmount): string {
  if (isRead(amount)) return amount.format();
  return `"${keptWord(wordOf(amount))}" (an amount that cannot be read here)`;
}

function paymentsOf({ providerRef, others }: Observed, known: string | null): string[] {
  return [...new Set([providerRef, ...(others ?? []), known ?? providerRef])].sort();
}

function otherAmount({ id, amount }: Told, { providerRef, amount: seen }: Observed): string {
  const payment = `The provider has payment ${providerRef} of ${amountSaid(seen)}`;
  return `${payment} for payout ${id}, which is over ${amount.format()}.`;
}

function tooMany({ id }: Told, payments: readonly string[]): string {
  const count = String(payments.length);
  return `The provider has ${count} payments for payout ${id}: ${payments.join(', ')}.`;
}
