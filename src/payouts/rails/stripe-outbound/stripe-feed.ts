import type Stripe from 'stripe';
import { sha256 } from '../../payout.js';
import { amountSeen } from '../amounts.js';
import type { StatementEntry, StatementKind } from '../statement.js';
import { strangeAmount, strangeIn, unless } from '../strange-words.js';

type Entry = Stripe.V2.MoneyManagement.TransactionEntry;

const KINDS: Readonly<Record<string, StatementKind>> = {
  received_credit: 'funding',
  received_credit_reversal: 'funding',
  inbound_transfer: 'funding',
  inbound_transfer_reversal: 'funding',
  outbound_payment: 'payout',
  outbound_payment_reversal: 'payout_reversal',
  stripe_fee: 'fee',
  stripe_fee_tax: 'fee_tax',
  currency_conversion: 'fx',
  adjustment: 'adjustment',
};

/**
 * One line of the provider's books, or null when the available balance does not move (a pending amount that
 * posts): the books here move once, when the payment is accepted.
 */
export function statementEntryFrom(entry: Entry): StatementEntry | null {
  const { value, currency } = entry.balance_impact.available;
  const amount = amountSeen(value, currency);
  if (value === 0) return null;
  const { category, flow } = entry.transaction_details;
  const kind = KINDS[category] ?? 'unknown';
  return {
    entryId: entry.id,
    effectiveAt: new Date(entry.effective_at),
    // A payment that failed is taken back under its own category.
    kind: kind === 'payout' && value > 0 ? 'payout_reversal' : kind,
    amount,
    providerRef: flow ? refOf(flow) : null,
    rawDigest: sha256(entry),
    ...strangeIn(unless(KINDS, 'statement_line', category), strangeAmount(amount)),
  };
}

function refOf(flow: NonNullable<Entry['transaction_details']['flow']>): string | null {
  const { type, ...refs } = flow;
  return Object.entries(refs).find(([name]) => name === type)?.[1] ?? null;
}
