import type Stripe from 'stripe';
import { cardFrom, idOf, movementFrom } from './card-answers.js';
import type { StripeCalls } from '../stripe-api/stripe-calls.js';
import { amountSeen, type SeenAmount } from '../amounts.js';
import { countable, type CardAtProvider, type CardChain, type SeenMovement } from './card.js';

type Authorization = Stripe.Issuing.Authorization;

/** Longer chains than anybody loses cards; a circle in the provider's answer would otherwise never end. */
const MOST_CARDS = 50;
const PAGE = 100;

/** Puts a payout's cards together from what the provider says. Throws what the library throws. */
export class CardChains {
  private readonly stripe: Stripe;

  constructor(private readonly calls: StripeCalls) {
    this.stripe = calls.stripe;
  }

  /** The chain that begins with this card. */
  async from(firstId: string): Promise<CardChain> {
    const first = await this.card(firstId);
    const cards = [first];
    for (let last = first; last.replacedBy !== null && cards.length < MOST_CARDS;) {
      last = await this.card(last.replacedBy);
      cards.push(last);
    }
    const moved: SeenMovement[] = [];
    const asked: Authorization[] = [];
    for (const { id } of cards) {
      moved.push(...(await this.movements({ card: id })));
      asked.push(...(await this.pending({ card: id })));
    }
    return { first, last: cards.at(-1) ?? first, ...countable(first, moved, asked.map(askedFor)) };
  }

  /** Every chain of ours. Three lists, whatever their number: for statements, not for one card. */
  async all(): Promise<CardChain[]> {
    const cards = new Map<string, CardAtProvider>();
    await this.list({}, cards);
    return this.chainsOf(cards, {});
  }

  /**
   * Those that may still take money, without the history of those that ended: for each payment. What is looked at grows
   * with the cards in people's hands, not with all that were ever made.
   */
  async live(): Promise<CardChain[]> {
    const cards = new Map<string, CardAtProvider>();
    await this.list({ status: 'active' }, cards);
    await this.list({ status: 'inactive' }, cards);
    for (const card of [...cards.values()]) await this.addReplaced(card, cards);
    const begun = [...cards.values()].map(({ createdAt }) => createdAt.getTime() / 1_000);
    return begun.length === 0 ? [] : this.chainsOf(cards, { created: { gte: Math.min(...begun) } });
  }

  /** The first card of the chain this one belongs to. */
  async firstOf(id: string): Promise<string> {
    let card = await this.card(id);
    for (let step = 1; card.replacementFor !== null && step < MOST_CARDS; step += 1) {
      card = await this.card(card.replacementFor);
    }
    return card.id;
  }

  async card(id: string): Promise<CardAtProvider> {
    return cardFrom(await this.stripe.issuing.cards.retrieve(id, {}, this.calls.options()));
  }

  private async list(
    about: Pick<Stripe.Issuing.CardListParams, 'status'>,
    into: Map<string, CardAtProvider>,
  ): Promise<void> {
    const list = this.stripe.issuing.cards.list({ ...about, limit: PAGE }, this.calls.options());
    for await (const card of list) into.set(card.id, cardFrom(card));
  }

  /** The cards it stands in for. */
  private async addReplaced(
    card: CardAtProvider,
    into: Map<string, CardAtProvider>,
  ): Promise<void> {
    for (let id = card.replacementFor; id !== null && !into.has(id);) {
      const replaced = await this.card(id);
      into.set(id, replaced);
      id = replaced.replacementFor;
    }
  }

  private async chainsOf(
    cards: ReadonlyMap<string, CardAtProvider>,
    since: Pick<Stripe.Issuing.TransactionListParams, 'created'>,
  ): Promise<CardChain[]> {
    const moved = Map.groupBy(await this.movements(since), ({ card }) => card);
    const asked = Map.groupBy(await this.pending({}), ({ card }) => idOf(card));
    const firsts = [...cards.values()].filter(
      ({ replacementFor, reference }) => replacementFor === null && reference !== null,
    );
    return firsts.map((first) => chainIn(first, { cards, moved, asked }));
  }

  private async movements(
    about: Pick<Stripe.Issuing.TransactionListParams, 'card' | 'created'>,
  ): Promise<SeenMovement[]> {
    const found: SeenMovement[] = [];
    const list = this.stripe.issuing.transactions.list(
      { ...about, limit: PAGE },
      this.calls.options(),
    );
    for await (const transaction of list) found.push(movementFrom(transaction));
    return found;
  }

  private async pending(about: { readonly card?: string }): Promise<Authorization[]> {
    const found: Authorization[] = [];
    const list = this.stripe.issuing.authorizations.list(
      { ...about, status: 'pending', limit: PAGE },
      this.calls.options(),
    );
    for await (const authorization of list) found.push(authorization);
    return found;
  }
}

/** What the lists say of all cards, by the id of each. */
interface Listed {
  readonly cards: ReadonlyMap<string, CardAtProvider>;
  readonly moved: ReadonlyMap<string, readonly SeenMovement[]>;
  readonly asked: ReadonlyMap<string | null, readonly Authorization[]>;
}

const askedFor = ({ amount, currency }: Authorization): SeenAmount => amountSeen(amount, currency);

function chainIn(first: CardAtProvider, { cards, moved, asked }: Listed): CardChain {
  const chain = [first];
  for (let next = cards.get(first.replacedBy ?? ''); next && chain.length < MOST_CARDS;) {
    chain.push(next);
    next = cards.get(next.replacedBy ?? '');
  }
  return {
    first,
    last: chain.at(-1) ?? first,
    ...countable(
      first,
      chain.flatMap(({ id }) => moved.get(id) ?? []),
      chain.flatMap(({ id }) => asked.get(id) ?? []).map(askedFor),
    ),
  };
}
