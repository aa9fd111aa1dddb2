import type Stripe from 'stripe';
import { sha256 } from '../../payout.js';
import { Money, type Currency } from '#kernel';
import type { CountedEntry, RailBalance, StatementEntry, StatementKind } from '../rail.js';
import { idOf, instantOf } from './card-answers.js';
import { amountSeen } from '../amounts.js';
import { moneyOf } from '../stripe-api/stripe-results.js';
import { strangeAmount, strangeIn, unless } from '../strange-words.js';
import { isEnded, spentOf, type CardAtProvider, type CardChain } from './card.js';

/**
 * The issuing balance is one pool, and a card takes its money out of it only at a till. What is promised to a card is
 * not ours any more, so the books (and these lines) count it as gone when the card is made, and as back when the
 * rest of an ended card is free again: what cards may still take is on its way out. What a till asks for has left the
 * pool already (`issuing_authorization_hold`), and is a part of what that card may take: it counts once. A chain whose
 * amounts cannot be read, or are of other money, counts here as little as its lines do.
 */
export function balanceOf(pool: Money, chains: readonly CardChain[]): RailBalance {
  const { currency } = pool;
  const counted = chains.filter(
    ({ unread, first }) => unread === undefined && first.limit.currency === currency,
  );
  const pendingOut = Money.sum(currency, counted.map(stillOpen));
  const held = Money.sum(
    currency,
    counted.map(({ pending }) => pending),
  );
  return { available: pool.plus(held).minus(pendingOut), pendingOut };
}

function stillOpen(chain: CardChain): Money {
  const rest = chain.first.limit.minus(spentOf(chain));
  return isEnded(chain) || rest.minor < 0n ? Money.zero(rest.currency) : rest;
}

/**
 * A payout's lines: the limit when its first card was made, the rest when the last one ended, and what came after. Where
 * an amount about its cards cannot be read, one line says so and none is made up.
 */
export function cardLines(chain: CardChain): StatementEntry[] {
  return chain.unread === undefined ? linesOf(chain) : [unreadLine(chain.first, chain.unread)];
}

function unreadLine({ id, createdAt }: CardAtProvider, unread: string): StatementEntry {
  return {
    entryId: id,
    effectiveAt: createdAt,
    kind: 'payout',
    amount: { unread },
    providerRef: id,
    rawDigest: sha256({ entryId: id, amount: unread }),
    ...strangeIn(strangeAmount({ unread })),
  };
}

function linesOf(chain: CardChain): CountedEntry[] {
  const { first, last, movements } = chain;
  const line = (
    entryId: string,
    effectiveAt: Date,
    amount: Money,
    kind: StatementKind,
  ): CountedEntry => ({
    entryId,
    effectiveAt,
    kind,
    amount,
    providerRef: first.id,
    rawDigest: sha256({ entryId, amount: String(amount.minor) }),
  });
  const made = line(first.id, first.createdAt, taken(first.limit), 'payout');
  if (!isEnded(chain)) return [made];
  const endedAt = last.endedAt ?? last.createdAt;
  const isBefore = ({ at }: { at: Date }): boolean => last.endedAt === null || at <= endedAt;
  const rest = first.limit.minus(spentOf({ ...chain, movements: movements.filter(isBefore) }));
  const after = movements.filter((movement) => !isBefore(movement));
  return [
    made,
    ...(rest.minor === 0n ? [] : [line(`${last.id}:rest`, endedAt, rest, 'payout_reversal')]),
    ...after.map(({ id, at, amount }) =>
      line(id, at, amount, amount.minor < 0n ? 'payout' : 'payout_reversal'),
    ),
  ];
}

/** What cards did is told by their own lines. */
const OF_CARDS = /^issuing_(transaction|authorization)/;

const KINDS: Readonly<Record<string, StatementKind>> = {
  topup: 'funding',
  topup_reversal: 'funding',
  transfer: 'funding',
  stripe_fee: 'fee',
  tax_fee: 'fee_tax',
  adjustment: 'adjustment',
};

/** A line of the pool that no card made; null for others and for balances that are not the pool. */
export function poolLine(row: Stripe.BalanceTransaction): StatementEntry | null {
  if (row.balance_type !== 'issuing' || OF_CARDS.test(row.type)) return null;
  const amount = amountSeen(row.net, row.currency);
  return {
    entryId: row.id,
    effectiveAt: instantOf(row.created),
    kind: KINDS[row.type] ?? 'unknown',
    amount,
    providerRef: idOf(row.source),
    rawDigest: sha256(JSON.parse(JSON.stringify(row))),
    ...strangeIn(unless(KINDS, 'statement_line', row.type), strangeAmount(amount)),
  };
}

/** What the pool holds in a currency. */
export function poolOf(balance: Stripe.Balance, currency: Currency): Money {
  const available = balance.issuing?.available ?? [];
  const part = available.find((one) => one.currency === currency.toLowerCase());
  return part ? moneyOf(part.amount, part.currency) : Money.zero(currency);
}

const taken = (amount: Money): Money => Money.zero(amount.currency).minus(amount);
