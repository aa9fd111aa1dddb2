import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { invalidFields, notFound } from '../api-error.js';
import { newId } from '../ids.js';
import { operation, type Operation } from '../operation.js';
import type { CardRecord, Cards } from './cards.js';
import type { Authorization, CardTransaction, MerchantData } from './issuing-shapes.js';
import { PLATFORM, type Balances } from '../v1/balances.js';
import { listOf, type ListQuery } from '../v1/lists.js';
import type { Snapshots } from '../v1/snapshots.js';
import { secondsOf } from './seconds.js';

export const authorizations = table<Authorization>('issuingAuthorization');
export const cardTransactions = table<CardTransaction>('issuingTransaction');

interface SpendingQuery extends ListQuery {
  readonly card?: string;
  readonly cardholder?: string;
  readonly status?: string;
  readonly type?: string;
}

const root = '/v1/issuing';

/** A shop that could be anywhere; the service must never come to know it. */
const merchant: MerchantData = {
  category: 'grocery_stores_supermarkets',
  category_code: '5411',
  name: 'A SHOP AROUND THE CORNER',
  country: 'US',
};

/** What people do with cards: pay, leave a payment open, get money back. */
export class Spending {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly parts: {
      readonly cards: Cards;
      readonly balances: Balances;
      readonly snapshots: Snapshots;
    },
  ) {}

  /** Pays with a card; an authorization that was declined is the answer too, as at the till. */
  spend(cardId: string, amountMinor: number): Authorization {
    const authorization = this.authorize(cardId, amountMinor);
    if (authorization.approved) this.capture(authorization.id);
    return this.#authorization(authorization.id);
  }

  /** Asks for money without taking it yet, as a hotel does. */
  authorize(cardId: string, amountMinor: number): Authorization {
    checkAmount(amountMinor);
    const card = this.parts.cards.get(cardId);
    const reason = this.#refusal(card, amountMinor);
    const created = secondsOf(this.clock);
    const approved = reason === null;
    const authorization: Authorization = {
      id: newId('iauth'),
      object: 'issuing.authorization',
      amount: amountMinor,
      approved,
      card: cardId,
      cardholder: card.cardholder,
      created,
      currency: 'usd',
      livemode: false,
      merchant_data: merchant,
      metadata: {},
      request_history: [
        { amount: amountMinor, approved, created, reason: reason ?? 'webhook_approved' },
      ],
      status: approved ? 'pending' : 'closed',
    };
    if (approved) this.#hold(authorization, 'hold');
    return this.#keep('created', authorization);
  }

  /**
   * Takes the money that was asked for, or another amount: less, or more, as with a tip. Nobody is asked again, whatever
   * the card may spend. What is not taken is let go.
   */
  capture(authorizationId: string, amountMinor?: number): CardTransaction {
    const authorization = this.#authorization(authorizationId);
    if (authorization.status !== 'pending') throw invalidFields('There is nothing to take.');
    const taken = amountMinor ?? authorization.amount;
    checkAmount(taken);
    this.#hold(authorization, 'release');
    const closed = this.#keep('updated', { ...authorization, status: 'closed' });
    return this.#transaction(closed, 'capture', -taken);
  }

  /** Takes money without asking, as a till without a line does: neither limit, state nor balance can refuse it. */
  forceCapture(cardId: string, amountMinor: number): CardTransaction {
    checkAmount(amountMinor);
    const { cardholder } = this.parts.cards.get(cardId);
    return this.#transaction({ id: null, card: cardId, cardholder }, 'capture', -amountMinor);
  }

  /** Lets go what was asked for. */
  reverse(authorizationId: string): Authorization {
    const authorization = this.#authorization(authorizationId);
    if (authorization.status !== 'pending') throw invalidFields('There is nothing to let go.');
    this.#hold(authorization, 'release');
    return this.#keep('updated', { ...authorization, status: 'reversed' });
  }

  /** The shop gives money back, at most what was taken in all. */
  refund(cardId: string, amountMinor: number): CardTransaction {
    checkAmount(amountMinor);
    const card = this.parts.cards.get(cardId);
    if (amountMinor > this.netMinor(cardId))
      throw invalidFields('Nobody gives back more than was paid.');
    const about = { id: null, card: cardId, cardholder: card.cardholder };
    return this.#transaction(about, 'refund', amountMinor);
  }

  /** What shops took from this one card, less what they gave back. */
  netMinor(cardId: string): number {
    return -this.#transactions([cardId]).reduce((sum, { amount }) => sum + amount, 0);
  }

  /** What a card and the ones it stands in for took, and may still be taking. */
  usedMinor(cardId: string): number {
    const chain = this.parts.cards.withReplaced(cardId);
    const taken = -this.#transactions(chain)
      .filter(({ type }) => type === 'capture')
      .reduce((sum, { amount }) => sum + amount, 0);
    const asked = this.store
      .all(authorizations)
      .filter(({ card, status }) => chain.includes(card) && status === 'pending')
      .reduce((sum, { amount }) => sum + amount, 0);
    return taken + asked;
  }

  operations(): readonly Operation[] {
    return [
      operation<object, SpendingQuery>('get', `${root}/authorizations`, ({ query }) =>
        listOf(
          `${root}/authorizations`,
          this.store.all(authorizations).filter((row) => isAskedFor(row, query)),
          query,
        ),
      ),
      operation('get', `${root}/authorizations/{id}`, ({ id }) => this.#authorization(id)),
      operation<object, SpendingQuery>('get', `${root}/transactions`, ({ query }) =>
        listOf(
          `${root}/transactions`,
          this.store.all(cardTransactions).filter((row) => isAskedFor(row, query)),
          query,
        ),
      ),
      operation('get', `${root}/transactions/{id}`, ({ id }) => {
        const transaction = this.store.get(cardTransactions, id);
        if (!transaction) throw notFound(`issuing transaction: ${id}`);
        return transaction;
      }),
    ];
  }

  /** Why a card is declined, in the provider's words; null when it is not. */
  #refusal(card: CardRecord, amountMinor: number): string | null {
    if (card.status === 'canceled') return 'card_canceled';
    if (card.status !== 'active') return 'card_inactive';
    const limit = card.spending_controls.spending_limits.find(
      ({ interval }) => interval === 'all_time',
    );
    if (limit && this.usedMinor(card.id) + amountMinor > limit.amount) {
      return 'spending_controls';
    }
    return amountMinor > this.parts.balances.available(PLATFORM, 'issuing')
      ? 'insufficient_funds'
      : null;
  }

  /** What a till asks for leaves the balance at once, and comes back when it is taken or let go. */
  #hold({ id, amount }: Authorization, what: 'hold' | 'release'): void {
    this.parts.balances.move({
      holder: PLATFORM,
      balance: 'issuing',
      amountMinor: what === 'hold' ? -amount : amount,
      type: `issuing_authorization_${what}`,
      source: id,
    });
  }

  /** Its notice holds the whole card, where the lists hold its id. */
  #keep(what: 'created' | 'updated', authorization: Authorization): Authorization {
    this.store.put(authorizations, authorization.id, authorization);
    const object = { ...authorization, card: this.parts.cards.whole(authorization.card) };
    this.parts.snapshots.emit({ type: `issuing_authorization.${what}`, object });
    return authorization;
  }

  #authorization(id: string): Authorization {
    const authorization = this.store.get(authorizations, id);
    if (!authorization) throw notFound(`issuing authorization: ${id}`);
    return authorization;
  }

  #transactions(cards: readonly string[]): CardTransaction[] {
    return this.store.all(cardTransactions).filter(({ card }) => cards.includes(card));
  }

  #transaction(
    about: { readonly id: string | null; readonly card: string; readonly cardholder: string },
    type: CardTransaction['type'],
    amount: number,
  ): CardTransaction {
    const id = newId('ipi');
    const line = this.parts.balances.move({
      holder: PLATFORM,
      balance: 'issuing',
      amountMinor: amount,
      type: 'issuing_transaction',
      source: id,
    });
    const transaction: CardTransaction = {
      id,
      object: 'issuing.transaction',
      amount,
      authorization: about.id,
      balance_transaction: line.id,
      card: about.card,
      cardholder: about.cardholder,
      created: secondsOf(this.clock),
      currency: 'usd',
      livemode: false,
      merchant_data: merchant,
      metadata: {},
      type,
    };
    this.store.put(cardTransactions, id, transaction);
    this.parts.snapshots.emit({ type: 'issuing_transaction.created', object: transaction });
    return transaction;
  }
}

function checkAmount(amountMinor: number): void {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1) {
    throw invalidFields('The amount must be whole cents above zero.');
  }
}

function isAskedFor(
  row: { card: string; cardholder: string; status?: string; type?: string },
  query: SpendingQuery,
): boolean {
  return (
    (query.card === undefined || row.card === query.card) &&
    (query.cardholder === undefined || row.cardholder === query.cardholder) &&
    (query.status === undefined || row.status === query.status) &&
    (query.type === undefined || row.type === query.type)
  );
}
