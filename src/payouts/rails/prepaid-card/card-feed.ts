import type Stripe from 'stripe';
import { sha256 } from '../../payout.js';
import { Money, type Currency } from '#kernel';
import type { RailBalance } from '../rail.js';
import type { CountedEntry, StatementEntry, StatementKind } from '../statement.js';
import { idOf, instantOf } from './card-answers.js';
import { amountSeen } from '../amounts.js';
import { moneyOf } from '../stripe-api/stripe-results.js';
import { strangeAmount, strangeIn, unless } from '../strange-words.js';
import {
  isEnded,
  spentOf,
  type CardAtProvider,
  type CardChain,
  type CardMovement,
} from './card.js';

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

/** What a movement means beyond the limit's own line, which has left when the card was made. */
interface Part {
  readonly kind: 'card_spending' | 'payout_reversal';
  readonly entryId: string;
  readonly at: Date;
  readonly amount: Money;
}

/**
 * A payout's lines: the limit when its first card was made, and the rest when the last one ended. What shops took above
 * the limit or after the end are lines of their own, and so is what came back later. Where an amount about its cards
 * cannot be read, one line says so and none is made up.
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
  const endedAt = last.endedAt ?? last.createdAt;
  const isBefore = ({ at }: { at: Date }): boolean =>
    !isEnded(chain) || last.endedAt === null || at <= endedAt;
  const inTime = movements.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const before = inTime.filter(isBefore);
  const atEnd = spentOf({ ...chain, movements: before });
  const kept = atEnd.isMoreThan(first.limit) ? first.limit : atEnd;
  const rest = isEnded(chain) ? first.limit.minus(kept) : Money.zero(first.limit.currency);
  const moved = [
    ...partsOver(first.limit, before),
    ...partsAfter(atEnd.minus(kept), inTime.slice(before.length)),
  ];
  return [
    line(first.id, first.createdAt, taken(first.limit), 'payout'),
    ...(rest.minor === 0n ? [] : [line(`${last.id}:rest`, endedAt, rest, 'payout_reversal')]),
    ...moved.map(({ entryId, at, amount, kind }) => line(entryId, at, amount, kind)),
  ];
}

/** Of a card that lives: what each movement adds to what is above the limit, or takes from it. */
function partsOver(limit: Money, movements: readonly CardMovement[]): Part[] {
  const zero = Money.zero(limit.currency);
  const above = (spent: Money): Money => (spent.isMoreThan(limit) ? spent.minus(limit) : zero);
  let spent = zero;
  return movements.flatMap(({ id, at, amount }) => {
    const was = above(spent);
    spent = spent.minus(amount);
    const part = was.minus(above(spent));
    if (part.minor === 0n) return [];
    return [{ kind: 'card_spending' as const, entryId: `${id}:over`, at, amount: part }];
  });
}

/** Of a card that ended: what is taken is too much; what is given back is that first, and then a part of the payout. */
function partsAfter(overAtEnd: Money, movements: readonly CardMovement[]): Part[] {
  let over = overAtEnd;
  return movements.flatMap(({ id, at, amount }) => {
    const spending = amount.isMoreThan(over) ? over : amount;
    over = over.minus(spending);
    const back = amount.minus(spending);
    return [
      {
        kind: 'card_spending' as const,
        entryId: back.minor === 0n ? id : `${id}:over`,
        at,
        amount: spending,
      },
      { kind: 'payout_reversal' as const, entryId: id, at, amount: back },
    ].filter((part) => part.amount.minor !== 0n);
  });
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
