import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { CardActs } from './card-acts.service.js';
import { CardTickets } from './card-tickets.js';
import { cardGraph, type CardState } from './card.states.js';
import { PayoutCards } from './payout-cards.service.js';
import { cardNotShown } from '../payouts.errors.js';
import { CardRail } from '../rails/prepaid-card/card-rail.service.js';

/** What her page needs to ask for the number. */
export interface CardPermit {
  /** The card in use now, by the provider's name. */
  readonly cardRef: string;
  readonly ticket: string;
}

/** What her page sends: what it was given after the PIN, and what the provider's script gave it. */
export interface CardShowing {
  readonly ticket: string;
  readonly nonce: string;
}

/** A card that can pay, or could from the moment it is seen. */
export const canBeSeen = (state: CardState): boolean => state === 'waiting' || state === 'active';

/**
 * The number of a card, which this service never holds: after her PIN her page gets a ticket, with the ticket a key, and
 * with the key the provider shows the number in frames of its own. Throws `PAYOUT_UNKNOWN` (not_found),
 * `CARD_NOT_SHOWN` (conflict), `RAIL_UNAVAILABLE`.
 */
@Injectable()
export class CardShowings {
  constructor(
    private readonly cards: PayoutCards,
    private readonly acts: CardActs,
    private readonly tickets: CardTickets,
    private readonly rail: CardRail,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** After her PIN, which the caller has checked. */
  async permit(applicantId: Id<'applicant'>, payoutId: string): Promise<CardPermit> {
    const card = await this.cards.hers(applicantId, payoutId);
    if (!canBeSeen(card.state)) throw cardNotShown();
    const { cardRef } = await this.rail.standing(card.firstCard);
    return { cardRef, ticket: await this.tickets.make(card) };
  }

  /** The key. A card that waits for her is switched on by this and not before: from then on she is paid. */
  async show(
    applicantId: Id<'applicant'>,
    payoutId: string,
    { ticket, nonce }: CardShowing,
  ): Promise<string> {
    const card = await this.cards.hers(applicantId, payoutId);
    if (!canBeSeen(card.state) || !(await this.tickets.isGood(card, ticket))) throw cardNotShown();
    const key = await this.rail.showing(card.firstCard, nonce);
    await this.unitOfWork.run(async () => {
      await this.audit.record({
        ...{ kind: 'access', act: 'CardNumberShown', actor: applicantId, subject: card.payoutId },
        purpose: 'to pay with it',
      });
    });
    if (cardGraph.allows(card.state, 'CardOpened')) {
      await this.acts.switchOn(card, { actor: applicantId });
    }
    return key;
  }
}
