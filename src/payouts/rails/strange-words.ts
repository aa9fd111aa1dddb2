import { isRead, type SeenAmount } from './amounts.js';
import type { StrangeWord } from './rail.js';

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
