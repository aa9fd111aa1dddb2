import { Money } from '#kernel';
import { isRead, wordOf, type SeenAmount } from '../amounts.js';
import type { Observed, ObservedState } from '../rail.js';
import { strangeAmount, strangeIn, type StrangeWord } from '../strange-words.js';

/** A card as the provider keeps it: a permission to spend up to a limit, no money of its own. */
export interface CardAtProvider {
  readonly id: string;
  readonly cardholder: string;
  readonly status: 'active' | 'inactive' | 'canceled';
  /** The status as it came, when it is a word we do not know: such a card counts as off. */
  readonly strange?: readonly StrangeWord[];
  readonly last4: string;
  /** In one currency with all that moved on it; nothing when the provider's word for it cannot be read. */
  readonly limit: Money;
  /** That word. */
  readonly unread?: string;
  /** Our payout's id; null for cards that are not ours. */
  readonly reference: string | null;
  readonly replacementFor: string | null;
  readonly replacedBy: string | null;
  readonly createdAt: Date;
  /** When we ended it, as we noted it there; null while it lives or when somebody else did. */
  readonly endedAt: Date | null;
}

/** Money that moved on a card. Of a shop, a place or a thing nothing is read. */
export interface CardMovement {
  readonly id: string;
  readonly card: string;
  /** Spent is negative, given back is positive. */
  readonly amount: Money;
  readonly at: Date;
}

/**
 * One payout's cards: the first one, and those that stood in for it after a loss. Their limits are one limit: the
 * provider counts what the replaced ones spent.
 */
export interface CardChain {
  readonly first: CardAtProvider;
  readonly last: CardAtProvider;
  readonly movements: readonly CardMovement[];
  /** Asked for at a till and not yet taken. */
  readonly pending: Money;
  /** The first amount about these cards that is none in the currency of the limit, as it came: what is said of them is not whole. */
  readonly unread?: string;
}

/** What moved on cards, as the provider tells it. */
export type SeenMovement = Omit<CardMovement, 'amount'> & { readonly amount: SeenAmount };

/** What may be counted of what moved and of what is asked for, and the first amount that may not. */
export function countable(
  { limit, unread }: CardAtProvider,
  moved: readonly SeenMovement[],
  asked: readonly SeenAmount[],
): Pick<CardChain, 'movements' | 'pending' | 'unread'> {
  const { currency } = limit;
  const counts = (amount: SeenAmount): amount is Money =>
    isRead(amount) && amount.currency === currency;
  const odd = [...moved.map(({ amount }) => amount), ...asked].find((amount) => !counts(amount));
  const word = unread ?? (odd && wordOf(odd));
  return {
    movements: moved.flatMap(({ amount, ...movement }) =>
      counts(amount) ? [{ ...movement, amount }] : [],
    ),
    pending: Money.sum(currency, asked.filter(counts)),
    ...(word === undefined ? {} : { unread: word }),
  };
}

/** What was spent in the end: never below nothing. */
export function spentOf({ first, movements }: CardChain): Money {
  const { currency } = first.limit;
  const zero = Money.zero(currency);
  const moved = Money.sum(
    currency,
    movements.map(({ amount }) => amount),
  );
  return moved.minor < 0n ? zero.minus(moved) : zero;
}

/** What no shop has and none asks for. */
export function unspentOf(chain: CardChain): Money {
  const rest = chain.first.limit.minus(spentOf(chain)).minus(chain.pending);
  return rest.minor > 0n ? rest : Money.zero(rest.currency);
}

export function isEnded({ last }: CardChain): boolean {
  return last.status === 'canceled';
}

/**
 * A card in our words: she is paid once she can use it. One that was taken away unused brings everything back; of one
 * that was used in part, the rest goes back by itself, and the payout stays paid.
 */
export function observedFrom(chain: CardChain): Observed {
  const amount = chain.unread === undefined ? chain.first.limit : { unread: chain.unread };
  return {
    providerRef: chain.first.id,
    reference: chain.first.reference,
    state: stateOf(chain),
    amount,
    reason: stateOf(chain) === 'cancelled' ? 'cancelled_at_provider' : null,
    rawReason: null,
    ...strangeIn(...(chain.last.strange ?? []), strangeAmount(amount)),
  };
}

function stateOf(chain: CardChain): ObservedState {
  const isUsed = unspentOf(chain).minor < chain.first.limit.minor;
  if (isUsed || chain.last.status === 'active') return 'posted';
  return isEnded(chain) ? 'cancelled' : 'processing';
}
