import type { Store } from '../../store/store.js';
import { newId } from '../ids.js';
import { PLATFORM, type Balances } from '../v1/balances.js';
import type { CardRecord, Cards } from './cards.js';
import type { Authorization, CardTransaction } from './issuing-shapes.js';
import { authorizations, type Spending } from './spending.js';

export const cardLevers = ['spend', 'authorize', 'refund', 'force_capture'] as const;

export const authorizationLevers = ['capture', 'reverse'] as const;

export type CardLever = (typeof cardLevers)[number];
export type AuthorizationLever = (typeof authorizationLevers)[number];

/** A card for people: with its limit and what was used of it. */
export interface CardRow extends CardRecord {
  readonly limitMinor: number;
  readonly usedMinor: number;
}

/** The levers of card issuing, for its page, the control API and tests. */
export class IssuingDesk {
  constructor(
    private readonly store: Store,
    private readonly cardsOf: Cards,
    private readonly spending: Spending,
    private readonly balances: Balances,
  ) {}

  /** Newest first. */
  cards(): CardRow[] {
    return this.cardsOf.list().map((card) => ({
      ...card,
      limitMinor: card.spending_controls.spending_limits[0]?.amount ?? 0,
      usedMinor: this.spending.usedMinor(card.id),
    }));
  }

  get balanceMinor(): number {
    return this.balances.available(PLATFORM, 'issuing');
  }

  /** What shops took from this one card, less what they gave back. */
  netMinor(card: string): number {
    return this.spending.netMinor(card);
  }

  /** Does to a card what a till does. False when it was declined. */
  pull(card: string, lever: CardLever, amountMinor: number): boolean {
    if (lever === 'spend') return this.spend(card, amountMinor).approved;
    if (lever === 'authorize') return this.authorize(card, amountMinor).approved;
    if (lever === 'force_capture') this.forceCapture(card, amountMinor);
    else this.refund(card, amountMinor);
    return true;
  }

  spend(card: string, amountMinor: number): Authorization {
    return this.store.commit(() => this.spending.spend(card, amountMinor));
  }

  /** Newest first. */
  openAuthorizations(): Authorization[] {
    return this.store
      .all(authorizations)
      .filter(({ status }) => status === 'pending')
      .reverse();
  }

  /** What a shop does with money it asked for; it may take another amount than it asked for. */
  settle(authorization: string, lever: AuthorizationLever, amountMinor?: number): void {
    if (lever === 'capture') this.capture(authorization, amountMinor);
    else this.reverse(authorization);
  }

  /** Leaves a payment open; `capture` takes the money, `reverse` lets it go. */
  authorize(card: string, amountMinor: number): Authorization {
    return this.store.commit(() => this.spending.authorize(card, amountMinor));
  }

  capture(authorization: string, amountMinor?: number): CardTransaction {
    return this.store.commit(() => this.spending.capture(authorization, amountMinor));
  }

  /** Takes money that nobody was asked for. */
  forceCapture(card: string, amountMinor: number): CardTransaction {
    return this.store.commit(() => this.spending.forceCapture(card, amountMinor));
  }

  reverse(authorization: string): Authorization {
    return this.store.commit(() => this.spending.reverse(authorization));
  }

  refund(card: string, amountMinor: number): CardTransaction {
    return this.store.commit(() => this.spending.refund(card, amountMinor));
  }

  topUp(amountMinor: number): void {
    this.store.commit(() => {
      this.balances.move({
        holder: PLATFORM,
        balance: 'issuing',
        amountMinor,
        type: 'topup',
        source: newId('tu'),
      });
    });
  }
}
