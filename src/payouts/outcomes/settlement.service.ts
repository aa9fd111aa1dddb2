import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Log } from '#platform';
import { ExceptionOwners } from '../exceptions/exception-owners.service.js';
import { PayoutUpkeep } from '../payout-upkeep.service.js';
import { ProviderPoll } from './provider-poll.service.js';
import { ProviderWatch } from './provider-watch.service.js';
import { ReturnWindows } from './return-windows.service.js';

/** From on its way to settled, or back: the half of a payout's life that the provider and time decide. */
@Injectable()
export class Settlement {
  constructor(
    private readonly polling: ProviderPoll,
    private readonly watch: ProviderWatch,
    private readonly windows: ReturnWindows,
    private readonly upkeep: PayoutUpkeep,
    private readonly owners: ExceptionOwners,
    private readonly log: Log,
  ) {}

  /** Looks at every payment whose turn it is, and at what else may have moved by itself. Returns how many payments. */
  async poll(): Promise<number> {
    const looked = await this.polling.poll();
    await this.upkeep.run();
    await this.owners.assignAll().catch((error: unknown) => {
      this.log.error('exceptions could not be given to somebody', error);
    });
    return looked;
  }

  /** Looks at one payment now. Throws `RAIL_UNAVAILABLE`. */
  async observe(payoutId: Id<'payout'>): Promise<void> {
    await this.watch.look(payoutId);
  }

  /** Settles what was paid and did not come back within the return window. Returns how many. */
  async settleDue(): Promise<number> {
    let settled = 0;
    for (const id of await this.windows.passed()) {
      try {
        // One last look: what came back today must not count as settled tonight.
        await this.watch.look(id);
        if (await this.windows.close(id)) settled += 1;
      } catch (error) {
        this.log.error('payout could not be settled now', error, { subject: id });
      }
    }
    return settled;
  }
}
