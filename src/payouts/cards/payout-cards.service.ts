import { Injectable } from '@nestjs/common';
import { Clock, days, later, type Id } from '#kernel';
import { Log } from '#platform';
import { CardLooks } from './card-looks.service.js';
import { CardVisits } from './card-visits.service.js';
import { cardGraph, type CardFact } from './card.states.js';
import { PayoutCardsStore, type CardRow } from './payout-cards.store.js';
import { payoutUnknown } from '../payouts.errors.js';
import type { LossReason } from '../rails/prepaid-card/card-controls.js';
import { PrepaidCardRail } from '../rails/prepaid-card/prepaid-card.rail.js';

const MOST_SHOWN = 500;
const MOST_LOOKED_AT = 5_000;
/** Shops give money back for weeks; after that a person would have to ask for it. */
const LOOK_BACK_DAYS = 180;

/** A card as its person or finance sees it. */
export interface CardView extends CardRow {
  /** Two digits to recognise it by; null before the first look. */
  readonly lastDigits: string | null;
}

/** What happens to a card after it was paid out. Every act is the provider's first, and is then looked at. */
@Injectable()
export class PayoutCards {
  constructor(
    private readonly store: PayoutCardsStore,
    private readonly visits: CardVisits,
    private readonly looks: CardLooks,
    private readonly rail: PrepaidCardRail,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Hers, oldest first, as last seen. */
  async forApplicant(applicantId: Id<'applicant'>): Promise<CardView[]> {
    const views: CardView[] = [];
    for (const row of await this.store.ofApplicant(applicantId)) {
      views.push({ ...row, lastDigits: await this.looks.lastDigits(row) });
    }
    return views;
  }

  /** One of hers. Throws `PAYOUT_UNKNOWN` (not_found) for anybody else's, so that guessing tells nothing. */
  async hers(applicantId: Id<'applicant'>, payoutId: Id<'payout'>): Promise<CardView> {
    const row = await this.get(payoutId);
    if (row.applicantId !== applicantId) throw payoutUnknown();
    return { ...row, lastDigits: await this.looks.lastDigits(row) };
  }

  /** Any card, for finance. Throws `PAYOUT_UNKNOWN` (not_found). */
  async get(payoutId: Id<'payout'>): Promise<CardRow> {
    const row = await this.store.row(payoutId);
    if (!row) throw payoutUnknown();
    return row;
  }

  /** Cards that can still spend, the longest paid first. */
  async live(): Promise<CardRow[]> {
    return this.store.live(MOST_SHOWN);
  }

  /** From this moment it pays nothing. Throws `STATE_EDGE_MISSING` (conflict), `RAIL_UNAVAILABLE`. */
  async freeze(applicantId: Id<'applicant'>, payoutId: Id<'payout'>): Promise<void> {
    const card = await this.ready(applicantId, payoutId, 'CardFrozen');
    await this.rail.turn(card.firstCard, 'inactive');
    await this.visits.look(card, { fact: 'CardFrozen', actor: applicantId });
  }

  /** Throws like `freeze`. */
  async unfreeze(applicantId: Id<'applicant'>, payoutId: Id<'payout'>): Promise<void> {
    const card = await this.ready(applicantId, payoutId, 'CardUnfrozen');
    await this.rail.turn(card.firstCard, 'active');
    await this.visits.look(card, { fact: 'CardUnfrozen', actor: applicantId });
  }

  /** A new card for the rest; the old one is dead. Throws like `freeze`. */
  async replace(
    applicantId: Id<'applicant'>,
    payoutId: Id<'payout'>,
    reason: LossReason,
  ): Promise<void> {
    const card = await this.ready(applicantId, payoutId, 'CardReplaced');
    await this.rail.replace(card.firstCard, reason);
    await this.visits.look(card, { fact: 'CardReplaced', actor: applicantId });
  }

  /** She wants what is left in another way. Throws like `freeze`. */
  async giveBack(applicantId: Id<'applicant'>, payoutId: Id<'payout'>): Promise<void> {
    await this.ready(applicantId, payoutId, 'CardEnded');
    await this.end(payoutId, applicantId);
  }

  /** Ends a card; what is left is owed on the award again. Throws `STATE_EDGE_MISSING` (conflict), `RAIL_UNAVAILABLE`. */
  async end(payoutId: Id<'payout'>, actor: Id<'person'> | Id<'applicant'>): Promise<void> {
    const card = await this.get(payoutId);
    cardGraph.after(card.state, 'CardEnded');
    await this.rail.end(card.firstCard);
    await this.visits.look(card, { fact: 'CardEnded', actor });
  }

  /**
   * The address of the provider's page with the number, good once. A card that waits for her is switched on by this:
   * from then on she is paid. Throws `RAIL_UNAVAILABLE`.
   */
  async open(applicantId: Id<'applicant'>, payoutId: Id<'payout'>): Promise<string> {
    const card = await this.hers(applicantId, payoutId);
    if (cardGraph.allows(card.state, 'CardOpened')) {
      await this.rail.turn(card.firstCard, 'active');
      await this.visits.look(card, { fact: 'CardOpened', actor: applicantId });
    }
    return this.rail.showing(card.firstCard);
  }

  /** Looks at every card whose money may have moved. Returns how many. */
  async lookAtAll(): Promise<number> {
    const since = later(this.clock.now(), -days(LOOK_BACK_DAYS));
    const cards = await this.store.toLookAt(since, MOST_LOOKED_AT);
    for (const card of cards) {
      await this.visits.look(card).catch((error: unknown) => {
        this.log.error('card could not be looked at', error, { subject: card.payoutId });
      });
    }
    return cards.length;
  }

  private async ready(
    applicantId: Id<'applicant'>,
    payoutId: Id<'payout'>,
    fact: CardFact,
  ): Promise<CardView> {
    const card = await this.hers(applicantId, payoutId);
    cardGraph.after(card.state, fact);
    return card;
  }
}
