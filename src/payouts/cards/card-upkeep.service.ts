import { Injectable } from '@nestjs/common';
import { Clock, days, later } from '#kernel';
import { Log } from '#platform';
import { isBusy } from '../rails/rail-unavailable.js';
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

  /**
   * Looks at every card whose money may have moved, those first that were not looked at for longest. A company that is
   * busy is asked no more: the next run begins where this one ends. Returns how many were looked at.
   */
  async lookAtAll(): Promise<number> {
    const since = later(this.clock.now(), -days(LOOK_BACK_DAYS));
    let looked = 0;
    for (const card of await this.store.toLookAt(since, MOST_LOOKED_AT)) {
      try {
        await this.visits.look(card);
        looked += 1;
      } catch (error) {
        this.log.error('card could not be looked at', error, { subject: card.payoutId });
        if (isBusy(error)) break;
      }
    }
    return looked;
  }
}
