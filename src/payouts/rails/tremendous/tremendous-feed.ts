import { Money } from '#kernel';
import { sha256 } from '../../payout.js';
import { isRead, unreadAmount, wordOf, type SeenAmount } from '../amounts.js';
import type { CountedEntry, StatementEntry } from '../statement.js';
import { strangeAmount, strangeIn } from '../strange-words.js';
import { moneyFrom } from './exact-json.js';
import { dateOf, member, textOf } from './tremendous-json.js';

/**
 * The provider's movements as statement lines. It gives them no ids, so each gets one made of what never changes
 * (moment, action, order, amount) and of its place among those that are alike: such rows share their moment, so every
 * window that shows one shows all of them, and the id is the same whenever it is asked for. Rows come newest first.
 * Throws `TypeError` for a row without a moment, which has no place: a line that is left out would be money nobody looks for.
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
  const amount = amountFrom(member(row, 'amount'), member(row, 'currency_code'));
  const effectiveAt = dateOf(member(row, 'created_at'));
  if (effectiveAt === null) throw new TypeError('A movement has no moment.');
  const providerRef = textOf(member(row, 'order', 'id'));
  const entry: StatementEntry = {
    entryId,
    effectiveAt,
    kind: kindOf(amount, providerRef),
    amount,
    providerRef,
    rawDigest: sha256(row),
    ...strangeIn(strangeAmount(amount)),
  };
  if (entry.kind !== 'payout' || !isRead(amount)) return [entry];
  return linesWithFee({ ...entry, amount }, feeIn(row));
}

/** What belongs to an order and cannot be read may have paid somebody: nobody may take it for anything less. */
function kindOf(amount: SeenAmount, providerRef: string | null): StatementEntry['kind'] {
  if (!isRead(amount)) return providerRef === null ? 'unknown' : 'payout';
  if (providerRef === null) return amount.minor > 0n ? 'funding' : 'adjustment';
  return amount.minor > 0n ? 'payout_reversal' : 'payout';
}

/** The payment and its fee apart. A fee that is no amount of the same money stays where it is, and is told. */
function linesWithFee(entry: CountedEntry, fee: SeenAmount | null): StatementEntry[] {
  const { amount, entryId } = entry;
  if (fee === null) return [entry];
  if (!isRead(fee) || fee.currency !== amount.currency) {
    return [{ ...entry, ...strangeIn({ kind: 'amount', value: wordOf(fee) }) }];
  }
  if (fee.minor === 0n) return [entry];
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

/** Null when the provider says nothing of a fee. */
function feeIn(row: unknown): SeenAmount | null {
  const payment = member(row, 'order', 'payment');
  const fees = member(payment, 'fees') ?? null;
  return fees === null ? null : amountFrom(fees, member(payment, 'currency_code'));
}

function amountFrom(decimal: unknown, currencyCode: unknown): SeenAmount {
  return moneyFrom(decimal, currencyCode) ?? unreadAmount(decimal, currencyCode);
}
