import type Stripe from 'stripe';
import { sha256 } from '../../payout.js';
import { amountSeen } from '../amounts.js';
import type { StatementEntry, StatementKind } from '../statement.js';
import { strangeAmount, strangeIn, unless } from '../strange-words.js';

const KINDS: Readonly<Record<string, StatementKind>> = {
  topup: 'funding',
  topup_reversal: 'funding',
  // Money that we take out of this balance ourselves.
  payout: 'funding',
  payout_cancel: 'funding',
  payout_failure: 'funding',
  transfer: 'payout',
  transfer_cancel: 'payout_reversal',
  transfer_failure: 'payout_reversal',
  transfer_refund: 'payout_reversal',
  stripe_fee: 'fee',
  tax_fee: 'fee_tax',
  stripe_fx_fee: 'fx',
  adjustment: 'adjustment',
};

/** One line of our own balance as entries: its amount, and its fee where it has one. Other balances have other rails. */
export function entriesFrom(line: Stripe.BalanceTransaction): StatementEntry[] {
  if (line.balance_type !== 'payments') return [];
  const entry = (entryId: string, kind: StatementKind, minor: number): StatementEntry => {
    const amount = amountSeen(minor, line.currency);
    return {
      entryId,
      effectiveAt: new Date(line.created * 1_000),
      kind,
      amount,
      providerRef: paymentOf(line.source),
      rawDigest: sha256(line),
      ...strangeIn(
        kind !== 'fee' && unless(KINDS, 'statement_line', line.type),
        strangeAmount(amount),
      ),
    };
  };
  const entries = [entry(line.id, KINDS[line.type] ?? 'unknown', line.amount)];
  return line.fee === 0 ? entries : [...entries, entry(`${line.id}:fee`, 'fee', -line.fee)];
}

/** The transfer behind a line; a reversal stands for the transfer it takes back. */
function paymentOf(source: Stripe.BalanceTransaction['source']): string | null {
  if (source === null || typeof source === 'string') return source;
  if (source.object !== 'transfer_reversal') return source.id;
  return typeof source.transfer === 'string' ? source.transfer : source.transfer.id;
}
