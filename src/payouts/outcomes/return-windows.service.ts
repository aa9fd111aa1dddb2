import { Injectable } from '@nestjs/common';
import { Clock, days, later, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { PayoutJournal } from '../payout-journal.service.js';
import { PayoutsStore } from '../payouts.store.js';
import { RailRegistry } from '../rails/rail-registry.js';
import { SendingStore } from '../sending/sending.store.js';

const MOST_AT_ONCE = 500;

/** How long a paid payout may still come back, by the rail it left on. `paid` is the bank's word; `settled` is ours. */
@Injectable()
export class ReturnWindows {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sending: SendingStore,
    private readonly payouts: PayoutsStore,
    private readonly journal: PayoutJournal,
    private readonly rails: RailRegistry,
    private readonly clock: Clock,
  ) {}

  /** Payouts whose window has passed, the longest ago first. */
  async passed(): Promise<Id<'payout'>[]> {
    const now = this.clock.now();
    const windows = this.rails.all().map(({ capabilities: { id, returnWindowDays } }) => ({
      rail: id,
      paidBefore: later(now, -days(returnWindowDays)),
    }));
    return this.sending.pastReturnWindow(windows, MOST_AT_ONCE);
  }

  /** Settles it if it is still paid. */
  async close(id: Id<'payout'>): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const payout = await this.payouts.getLocked(id);
      if (payout.state !== 'paid') return false;
      await this.journal.record(payout, ['PayoutSettled'], {
        actor: 'system',
        at: this.clock.now(),
      });
      return true;
    });
  }
}
