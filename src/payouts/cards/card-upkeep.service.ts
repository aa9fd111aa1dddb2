import { Injectable } from '@nestjs/common';
import { Clock, days, later } from '#kernel';
import { Log } from '#platform';
import { CardVisits } from './card-visits.service.js';
import { PayoutCardsStore } from './payout-cards.store.js';

const MOST_LOOKED_AT = 5_000;
/** Shops give money back for weeks; after that a person would have to ask for it. */
const LOOK_BACK_DAYS = 180;

/** What a timetable does for cards. */
@Injectable()
export class CardUpkeep {
  constructor(
    private readonly store: PayoutCardsStore,
    private readonly visits: CardVisits,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

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
}
