import { isRead, type SeenAmount } from './amounts.js';

/**
 * A word of the provider that this version does not know, as it came. Nothing is concluded from it; a person is told.
 */
export interface StrangeWord {
  readonly kind:
    | 'payment_state'
    | 'amount'
    | 'reason'
    | 'recipient_state'
    | 'statement_line'
    /** A part of a payment was taken back by hand. */
    | 'part_taken_back'
    /** The money of a payment that came to nothing is not given back. */
    | 'way_back';
  readonly value: string;
}

/** For an answer: nothing when every word in it is known, so that equal answers stay equal. */
export function strangeIn(...words: readonly (StrangeWord | false | null)[]): {
  readonly strange?: readonly StrangeWord[];
} {
  const strange = words.filter((word): word is StrangeWord => word !== false && word !== null);
  return strange.length === 0 ? {} : { strange };
}

/** The word itself when the list does not hold it. */
export function unless(
  known: readonly string[] | Readonly<Record<string, unknown>>,
  kind: StrangeWord['kind'],
  value: string | null,
): StrangeWord | null {
  if (value === null) return null;
  const isKnown = Array.isArray(known) ? known.includes(value) : Object.hasOwn(known, value);
  return isKnown ? null : { kind, value };
}

/** The words of an amount that cannot be read. */
export function strangeAmount(amount: SeenAmount): StrangeWord | null {
  return isRead(amount) ? null : { kind: 'amount', value: amount.unread };
}
