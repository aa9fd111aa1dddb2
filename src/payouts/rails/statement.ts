import type { Money } from '#kernel';
import { isRead, type SeenAmount } from './amounts.js';
import type { StrangeWord } from './strange-words.js';

/** `card_spending`: what shops took from a card above its payout or after its end, and what they gave back of that. */
export type StatementKind =
  | 'funding'
  | 'payout'
  | 'payout_reversal'
  | 'card_spending'
  | 'fee'
  | 'fee_tax'
  | 'fx'
  | 'adjustment'
  | 'unknown';

/** One line of the provider's own books. Amounts are signed as the available balance sees them. */
export interface StatementEntry {
  readonly entryId: string;
  readonly effectiveAt: Date;
  readonly kind: StatementKind;
  /** One that cannot be read is among the strange words too, and is no money here. */
  readonly amount: SeenAmount;
  /** The payment it belongs to, by the provider's name. */
  readonly providerRef: string | null;
  /** SHA-256 of the line as received, for the auditor. */
  readonly rawDigest: Uint8Array;
  readonly strange?: readonly StrangeWord[];
}

/** A line whose amount can be read: the only ones that count as money. */
export interface CountedEntry extends StatementEntry {
  readonly amount: Money;
}

/** Whether a line of a statement counts as money. */
export function isCounted(entry: StatementEntry): entry is CountedEntry {
  return isRead(entry.amount);
}
