import { Money } from '#kernel';
import { sha256 } from '../../payout.js';
import type { StatementEntry } from '../rail.js';
import { moneyFrom } from './exact-json.js';
import { dateOf, member, textOf } from './tremendous-json.js';

/**
 * The provider's movements as statement lines. It gives them no ids, so each gets one made of what never changes
 * (moment, action, order, amount) and of its place among those that are alike: such rows share their moment, so every
 * window that shows one shows all of them, and the id is the same whenever it is asked for. Rows come newest first.
 * Throws `TypeError` for a row that cannot be read: a line that is left out would be money nobody looks for.
 */
export function entriesFrom(newestFirst: readonly unknown[]): StatementEntry[] {
  const seen = new Map<string, number>();
  return newestFirst.toReversed().flatMap((row) => {
    const name = nameOf(row);
    const ordinal = seen.get(name) ?? 0;
    seen.set(name, ordinal + 1);
    return linesOf(row, `${name}-${String(ordinal)}`);
  });
}

function nameOf(row: unknown): string {
  const parts = [
    member(row, 'created_at'),
    member(row, 'action'),
    member(row, 'order', 'id') ?? null,
    member(row, 'amount'),
  ].map((part) => (part === undefined ? null : part));
  return `trm_${Buffer.from(sha256(parts)).toString('hex').slice(0, 32)}`;
}

/** One line, or two when the price of an order holds the provider's fee. */
function linesOf(row: unknown, entryId: string): StatementEntry[] {
  const amount = moneyFrom(member(row, 'amount'), member(row, 'currency_code'));
  const effectiveAt = dateOf(member(row, 'created_at'));
  if (amount === null || effectiveAt === null) throw new TypeError('A movement is unreadable.');
  const providerRef = textOf(member(row, 'order', 'id'));
  const entry: StatementEntry = {
    entryId,
    effectiveAt,
    kind: kindOf(amount, providerRef),
    amount,
    providerRef,
    rawDigest: sha256(row),
  };
  const fee = feeIn(row, amount);
  if (entry.kind !== 'payout' || fee.minor === 0n) return [entry];
  return [
    { ...entry, amount: amount.plus(fee) },
    {
      ...entry,
      entryId: `${entryId}-fee`,
      kind: 'fee',
      amount: Money.zero(fee.currency).minus(fee),
    },
  ];
}

function kindOf(amount: Money, providerRef: string | null): StatementEntry['kind'] {
  if (providerRef === null) return amount.minor > 0n ? 'funding' : 'adjustment';
  return amount.minor > 0n ? 'payout_reversal' : 'payout';
}

function feeIn(row: unknown, amount: Money): Money {
  const payment = member(row, 'order', 'payment');
  return (
    moneyFrom(member(payment, 'fees'), member(payment, 'currency_code')) ??
    Money.zero(amount.currency)
  );
}
