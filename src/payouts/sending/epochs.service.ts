import { Injectable } from '@nestjs/common';
import { Log } from '#platform';
import { waitBeforeComparing, type SendingEpoch } from './epoch.js';
import { EpochBeginnings } from './epoch-beginnings.service.js';
import { EpochComparison } from './epoch-comparison.service.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayoutRail } from '../rails/rail.js';
import { SendingPolicy } from './sending-policy.js';

/**
 * Reconcile before send. After a restore, a failover or a promotion the tables may be older than what the provider
 * did; a new epoch then begins, in which a rail sends only after its payments were compared with the tables, and a
 * payout only after it was looked up.
 */
@Injectable()
export class SendingEpochs {
  private running: Promise<readonly string[]> | undefined;

  constructor(
    private readonly beginnings: EpochBeginnings,
    private readonly comparison: EpochComparison,
    private readonly rails: RailRegistry,
    private readonly policy: SendingPolicy,
    private readonly log: Log,
  ) {}

  /**
   * The rails that may send now. Begins a new epoch when the server or the log tells of another history, and
   * compares what was not compared. Callers at the same moment share one answer.
   */
  ready(): Promise<readonly string[]> {
    this.running ??= this.prepare().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async prepare(): Promise<readonly string[]> {
    const rails = this.rails.all();
    const { epoch, reconciled, now } = await this.beginnings.check();
    const isReady = ({ capabilities }: PayoutRail): boolean => reconciled.includes(capabilities.id);
    const ready = rails.filter(isReady).map(({ capabilities }) => capabilities.id);
    if (epoch === null || waitBeforeComparing(epoch, now, this.policy) > 0) return ready;
    for (const rail of rails.filter((one) => !isReady(one))) {
      if (await this.couldCompare(rail, epoch)) ready.push(rail.capabilities.id);
    }
    return ready;
  }

  /** A provider that does not answer keeps its own rails waiting and no others. */
  private async couldCompare(rail: PayoutRail, epoch: SendingEpoch): Promise<boolean> {
    const subject = rail.capabilities.id;
    try {
      await this.comparison.compare(rail, epoch);
      return true;
    } catch (error) {
      this.log.error('payments could not be compared', error, { subject });
      return false;
    }
  }
}
