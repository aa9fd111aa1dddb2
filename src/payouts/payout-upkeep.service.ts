import { Injectable } from '@nestjs/common';
import { Log } from '#platform';
import { Batches } from './batches/batches.service.js';
import { HostedMethods } from './methods/hosted-methods.service.js';
import { Methods } from './methods/methods.service.js';
import { ProviderNotices } from './outcomes/notices.service.js';
import { PayoutPlanning } from './planning.service.js';

/** Finds what a lost notice or a crash between two steps left lying; each part runs whatever became of the others. */
@Injectable()
export class PayoutUpkeep {
  constructor(
    private readonly methods: Methods,
    private readonly hosted: HostedMethods,
    private readonly planning: PayoutPlanning,
    private readonly batches: Batches,
    private readonly notices: ProviderNotices,
    private readonly log: Log,
  ) {}

  /** Notices that wait, recipients still being looked at, due instalments without a payout, batches behind their payouts. */
  async run(): Promise<void> {
    const parts = [
      () => this.notices.handleWaiting(),
      () => this.methods.refresh(),
      () => this.hosted.sweep(),
      () => this.planning.planDue(),
      () => this.batches.advanceAll(),
    ];
    for (const part of parts) {
      await part().catch((error: unknown) => {
        this.log.error('payout upkeep was held up', error);
      });
    }
  }
}
