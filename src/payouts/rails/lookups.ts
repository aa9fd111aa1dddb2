import type { Observed } from './rail.js';

/** What a look-up found under one reference, those that stand before those that came to nothing: the first is the answer. */
export function standingFirst<Payment>(
  found: readonly Payment[],
  stands: (payment: Payment) => boolean,
): Payment[] {
  return [...found.filter(stands), ...found.filter((payment) => !stands(payment))];
}

/** The answer of a look-up that found others besides: their names go with it, so that nobody can overlook them. */
export function withOthers(
  observed: Observed,
  others: readonly { readonly id: string }[],
): Observed {
  return others.length === 0 ? observed : { ...observed, others: others.map(({ id }) => id) };
}
