import { Injectable } from '@nestjs/common';
import { arrivalsAmong, RailRegistry, TopUpArrivals, TopUps } from '#payouts';
import { Log } from '#platform';
import { StatementStore } from './statement.store.js';

/** Books top-ups that the statement shows and the journal does not. */
@Injectable()
export class ProviderArrivals {
  constructor(
    private readonly store: StatementStore,
    private readonly rails: RailRegistry,
    private readonly topUps: TopUps,
    private readonly arrivals: TopUpArrivals,
    private readonly log: Log,
  ) {}

  /**
   * Outside a unit of work: each arrival is an act by itself, and one that the books refuse fails no other, stays on its
   * way and is seen there. Safe to repeat.
   */
  async book(rail: string): Promise<void> {
    const onTheWay = await this.topUps.onTheWay(this.rails.get(rail).capabilities.purse);
    if (onTheWay.length === 0) return;
    const lines = await this.store.unbookedFunding(rail);
    for (const { topUp, line } of arrivalsAmong(onTheWay, lines)) {
      await this.arrivals.book(topUp, { line }).catch((error: unknown) => {
        this.log.error('an arrival could not be booked', error, { subject: topUp.id });
      });
    }
  }
}
