import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { CardActs } from './card-acts.service.js';
import { CardLooks } from './card-looks.service.js';
import { CardVisits } from './card-visits.service.js';
import { cardGraph } from './card.states.js';
import { PayoutCardsStore, type CardRow } from './payout-cards.store.js';
import { payoutUnknown } from '../payouts.errors.js';
import type { LossReason } from '../rails/prepaid-card/card-controls.js';
import { PrepaidCardRail } from '../rails/prepaid-card/prepaid-card.rail.js';

/** A card as its person sees it. */
export interface CardView extends CardRow {
  /** Two digits to recognise it by; null before the first look. */
  readonly lastDigits: string | null;
}

/** What she can do with her card. Each act is the provider's first; see `CardActs` for what it throws. */
@Injectable()
export class PayoutCards {
  constructor(
    private readonly store: PayoutCardsStore,
    private readonly acts: CardActs,
    private readonly visits: CardVisits,
    private readonly looks: CardLooks,
    private readonly rail: PrepaidCardRail,
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
  async hers(applicantId: Id<'applicant'>, payoutId: string): Promise<CardView> {
    const row = await this.store.row(payoutId);
    if (row?.applicantId !== applicantId) throw payoutUnknown();
    return { ...row, lastDigits: await this.looks.lastDigits(row) };
  }

  async freeze(applicantId: Id<'applicant'>, payoutId: string): Promise<void> {
    await this.acts.freeze(await this.hers(applicantId, payoutId), { actor: applicantId });
  }

  async unfreeze(applicantId: Id<'applicant'>, payoutId: string): Promise<void> {
    await this.acts.unfreeze(await this.hers(applicantId, payoutId), { actor: applicantId });
  }

  async replace(applicantId: Id<'applicant'>, payoutId: string, reason: LossReason): Promise<void> {
    await this.acts.replace(await this.hers(applicantId, payoutId), reason, { actor: applicantId });
  }

  /** She wants what is left in another way. */
  async giveBack(applicantId: Id<'applicant'>, payoutId: string): Promise<void> {
    await this.acts.end(await this.hers(applicantId, payoutId), { actor: applicantId });
  }

  /**
   * The address of the provider's page with the number, good once. A card that waits for her is switched on by this:
   * from then on she is paid. Throws `RAIL_UNAVAILABLE`.
   */
  async open(applicantId: Id<'applicant'>, payoutId: string): Promise<string> {
    const card = await this.hers(applicantId, payoutId);
    if (cardGraph.allows(card.state, 'CardOpened')) {
      await this.acts.switchOn(card, { actor: applicantId });
    }
    return this.rail.showing(card.firstCard);
  }

  /** Asks the provider about one of hers, so that what is left is true now. Throws `RAIL_UNAVAILABLE`. */
  async lookAt(card: CardRow): Promise<void> {
    await this.visits.look(card);
  }
}
