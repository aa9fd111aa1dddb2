import { Injectable } from '@nestjs/common';
import { RailTraffic } from './rail-traffic.service.js';
import { SendingBlocks } from './sending-blocks.service.js';
import { SendingPolicy } from './sending-policy.js';
import { Stopwatch } from './stopwatch.js';

/** Enough to keep a provider busy while others write down what it answered. */
const SENDERS = 4;
/** A task of the queue that runs for hours would be taken for dead. */
const MOST_AT_ONCE = 50_000;

/**
 * Sends what was released, each payout exactly once. The order of steps is the whole point: claim with a
 * fence, store the key, look up what an earlier sender may have done, mark, call, settle. A time-out is never
 * taken for a failure, and money is never sent a second time to find out about the first.
 */
@Injectable()
export class Sending {
  constructor(
    private readonly blocks: SendingBlocks,
    private readonly traffic: RailTraffic,
    private readonly policy: SendingPolicy,
    private readonly stopwatch: Stopwatch,
  ) {}

  /** Works until nothing is due; returns how many payouts it took up. Safe to run in any number of processes. */
  async sweep(): Promise<number> {
    const taken = await Promise.all(Array.from({ length: SENDERS }, () => this.sendWhileDue()));
    return taken.reduce((sum, count) => sum + count, 0);
  }

  /** Money arrived at a rail's provider: what waited for it is tried now. Returns how many payouts. */
  async moneyArrived(rail: string): Promise<number> {
    return this.traffic.moneyArrived(rail);
  }

  /** Takes up one payout; false when none is due, or none may be sent now. */
  async sendNext(): Promise<boolean> {
    return (await this.blocks.send(1)) > 0;
  }

  private async sendWhileDue(): Promise<number> {
    let count = 0;
    while (count < MOST_AT_ONCE) {
      const taken = await this.blocks.send(this.policy.largestBlock);
      count += taken;
      if (taken > 0) continue;
      const pauseMs = await this.traffic.pacedFor();
      if (pauseMs === null) break;
      await this.stopwatch.wait(pauseMs);
    }
    return count;
  }
}
