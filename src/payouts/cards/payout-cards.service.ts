import { Injectable } from '@nestjs/common';
import { Clock, later, minutes, type Id } from '#kernel';
import { CardActs } from './card-acts.service.js';
import { CardLooks } from './card-looks.service.js';
import { CardVisits } from './card-visits.service.js';
import { PayoutCardsStore, type CardRow } from './payout-cards.store.js';
import { payoutUnknown } from '../payouts.errors.js';
import type { LossReason } from '../rails/prepaid-card/card-controls.js';
import { RailUnavailable } from '../rails/rail-unavailable.js';

/** Within this a card is not looked at again: pages are opened more often than money moves. */
const JUST_NOW = minutes(1);

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
    private readonly clock: Clock,
  ) {}

  /** Hers, oldest first, as last seen. */
  async forApplicant(applicantId: Id<'applicant'>): Promise<CardView[]> {
    const views: CardView[] = [];
    for (const row of await this.store.ofApplicant(applicantId)) {
      views.push(await this.viewOf(row));
    }
    return views;
  }

  /** One of hers. Throws `PAYOUT_UNKNOWN` (not_found) for anybody else's, so that guessing tells nothing. */
  async hers(applicantId: Id<'applicant'>, payoutId: string): Promise<CardView> {
    const row = await this.store.row(payoutId);
    if (row?.applicantId !== applicantId) throw payoutUnknown();
    return this.viewOf(row);
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
   * One of hers as it is now, looked at unless that was a moment ago; as last seen while the provider does not answer.
   * Null when the look showed that it has come to nothing. Throws `PAYOUT_UNKNOWN` (not_found) like `hers`.
   */
  async fresh(
    applicantId: Id<'applicant'>,
    payoutId: string,
  ): Promise<{ readonly card: CardView | null; readonly isOld: boolean }> {
    const before = await this.hers(applicantId, payoutId);
    const wasJustSeen =
      before.lookedAt !== null && before.lookedAt > later(this.clock.now(), -JUST_NOW);
    if (wasJustSeen) return { card: before, isOld: false };
    try {
      await this.visits.look(before);
    } catch (error) {
      if (!(error instanceof RailUnavailable)) throw error;
      return { card: before, isOld: true };
    }
    const row = await this.store.row(before.payoutId);
    return { card: row && (await this.viewOf(row)), isOld: false };
  }

  private async viewOf(row: CardRow): Promise<CardView> {
    return { ...row, lastDigits: await this.looks.lastDigits(row) };
  }
}
