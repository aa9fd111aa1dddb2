import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { CardLooks, type CardAct } from './card-looks.service.js';
import { PayoutsStore } from '../payouts.store.js';
import { ProviderWatch } from '../outcomes/provider-watch.service.js';
import { CardRail, known } from '../rails/prepaid-card/card-rail.service.js';

/** A payout and the provider's name of its first card. */
interface Visited {
  readonly payoutId: Id<'payout'>;
  readonly firstCard: string;
}

/** A look at one card: first what it means for its payout, then for itself. */
@Injectable()
export class CardVisits {
  constructor(
    private readonly watch: ProviderWatch,
    private readonly rail: CardRail,
    private readonly payouts: PayoutsStore,
    private readonly looks: CardLooks,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Outside a unit of work; may be repeated. Throws `RAIL_UNAVAILABLE`. */
  async look({ payoutId, firstCard }: Visited, did?: CardAct): Promise<void> {
    const seen = await this.rail.look(firstCard, did === undefined ? 'in_line' : 'first');
    await this.watch.follow(payoutId, seen.observed);
    const standing = known(seen);
    await this.unitOfWork.run(async () => {
      const payout = await this.payouts.getLocked(payoutId);
      await this.looks.record(payout, standing, this.clock.now(), did);
    });
  }
}
