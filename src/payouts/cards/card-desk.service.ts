import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { CardActs } from './card-acts.service.js';
import type { CardReason, EndingReason } from './card-ending.js';
import { cardGraph } from './card.states.js';
import { PayoutCardsStore, type CardRow } from './payout-cards.store.js';
import { endingSamePerson, endingUnknown, payoutUnknown } from '../payouts.errors.js';
import type { CardMovement } from '../rails/prepaid-card/card.js';
import type { LossReason } from '../rails/prepaid-card/card-controls.js';
import { CardRail } from '../rails/prepaid-card/card-rail.service.js';

const MOST_SHOWN = 500;

type PersonId = Id<'person'>;

/**
 * Finance's side of cards. One person freezes, switches on again and replaces; to end a card, which moves money back to
 * the award, takes two. What `CardActs` throws, and `PAYOUT_UNKNOWN` (not_found).
 */
@Injectable()
export class CardDesk {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: PayoutCardsStore,
    private readonly acts: CardActs,
    private readonly rail: CardRail,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Cards that have not come to their end, the oldest first. */
  async live(): Promise<CardRow[]> {
    return this.store.live(MOST_SHOWN);
  }

  async get(payoutId: string): Promise<CardRow> {
    const row = await this.store.row(payoutId);
    if (!row) throw payoutUnknown();
    return row;
  }

  /** What was spent and given back: amounts and moments, never where. Throws `RAIL_UNAVAILABLE`. */
  async spending({ firstCard }: CardRow): Promise<readonly CardMovement[]> {
    return this.rail.spending(firstCard);
  }

  async freeze(payoutId: string, actor: PersonId, reason: CardReason): Promise<void> {
    await this.acts.freeze(await this.get(payoutId), { actor, reason });
  }

  async unfreeze(payoutId: string, actor: PersonId, reason: CardReason): Promise<void> {
    await this.acts.unfreeze(await this.get(payoutId), { actor, reason });
  }

  async replace(payoutId: string, actor: PersonId, loss: LossReason): Promise<void> {
    await this.acts.replace(await this.get(payoutId), loss, { actor, reason: loss });
  }

  /** Nothing happens to the card before another person agrees. Throws `STATE_EDGE_MISSING` (conflict). */
  async askToEnd(payoutId: string, askedBy: PersonId, reason: EndingReason): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { state, payoutId: id } = await this.get(payoutId);
      cardGraph.after(state, 'CardEnded');
      const isNew = await this.store.askToEnd(id, { askedBy, askedAt: this.clock.now(), reason });
      if (isNew) await this.note('CardEndingAskedFor', id, askedBy, reason);
    });
  }

  /** The second person agrees: the card ends now. Throws `CARD_ENDING_SAME_PERSON`, `CARD_ENDING_UNKNOWN` (conflict). */
  async agreeToEnd(payoutId: string, person: PersonId): Promise<void> {
    const card = await this.get(payoutId);
    if (!card.ending) throw endingUnknown();
    const { askedBy, reason } = card.ending;
    if (askedBy === person) throw endingSamePerson();
    await this.acts.end(card, { actor: person, reason });
  }

  /** The card stays. Whoever asked may take it back, too. Throws `CARD_ENDING_UNKNOWN` (conflict). */
  async refuseToEnd(payoutId: string, person: PersonId): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { ending, payoutId: id } = await this.get(payoutId);
      if (!ending || !(await this.store.dropEnding(id))) throw endingUnknown();
      await this.note('CardEndingRefused', id, person, ending.reason);
    });
  }

  private async note(
    act: string,
    subject: Id<'payout'>,
    actor: PersonId,
    reason: EndingReason,
  ): Promise<void> {
    await this.audit.record({ kind: 'decision', act, actor, subject, details: { reason } });
  }
}
