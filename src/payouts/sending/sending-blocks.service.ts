import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { isBusy, RailUnavailable } from '../rails/rail-unavailable.js';
import type { PayoutRail } from '../rails/rail.js';
import { RailTraffic } from './rail-traffic.service.js';
import { SendOrders } from './send-orders.service.js';
import { SendingCalls, type Call } from './sending-calls.service.js';
import { SendingClaims } from './sending-claims.service.js';
import { SendingLookups, isSameBody } from './sending-lookups.service.js';
import { SendingPolicy } from './sending-policy.js';
import { isLookedUp, type SendCommand, type Work } from './work.js';

const NONE: ReadonlyMap<Id<'payout'>, SendCommand> = new Map();

/** Takes payouts of one rail up together and brings each of them as far as it comes. */
@Injectable()
export class SendingBlocks {
  constructor(
    private readonly claims: SendingClaims,
    private readonly orders: SendOrders,
    private readonly lookups: SendingLookups,
    private readonly calls: SendingCalls,
    private readonly traffic: RailTraffic,
    private readonly policy: SendingPolicy,
  ) {}

  /** Up to `most` payouts; returns how many it took up. 0: none is due, or none may be sent now. */
  async send(most: number): Promise<number> {
    const { leaseMs, mostBackOffMs: pauseMs } = this.policy;
    const rails = await this.traffic.open();
    const { works, unready } = await this.claims.take(
      { leaseMs, rails, most, pauseMs },
      (payouts) => this.orders.ordersFor(payouts),
      this.traffic,
    );
    const [first] = works;
    if (first) await this.proceed(this.orders.railOf(first.payout), works);
    return works.length + unready.length;
  }

  /** Those of whom nobody can have heard go out together; each of the others goes by itself. */
  private async proceed(rail: PayoutRail, works: readonly Work[]): Promise<void> {
    const earlier = works.filter(({ command }) => command === null).map(({ payout }) => payout);
    const commands = earlier.length === 0 ? NONE : await this.orders.commandsFor(earlier);
    const fresh: Call[] = [];
    const others: Promise<void>[] = [];
    for (const work of works) {
      const command = work.command ?? commands.get(work.payout.id);
      if (command === undefined) {
        others.push(this.calls.leave(work, new Error('Its method is gone.')));
        continue;
      }
      const call = { work, command: { ...command, key: work.attempt.key } };
      if (isFresh(call, rail)) fresh.push(call);
      else others.push(this.carefully(rail, call));
    }
    await Promise.all([...others, this.together(rail, fresh)]);
  }

  private async together(rail: PayoutRail, calls: readonly Call[]): Promise<void> {
    if (calls.length === 0) return;
    try {
      await this.calls.make(rail, calls);
    } catch (error) {
      for (const { work } of calls) await this.calls.leave(work, error);
    }
  }

  private async carefully(rail: PayoutRail, call: Call): Promise<void> {
    try {
      if (await this.lookups.isCleared(call, rail)) await this.calls.make(rail, [call]);
      else await this.traffic.passOn(rail.capabilities.id);
    } catch (error) {
      await this.calls.leave(call.work, error);
      await this.note(rail.capabilities.id, error);
    }
  }

  /** What a look-up that failed says about the rail as a whole. */
  private async note(rail: string, error: unknown): Promise<void> {
    if (!(error instanceof RailUnavailable)) return;
    if (isBusy(error))
      await this.traffic.heard(rail, [{ kind: 'busy', code: '429', ...error.later }]);
    else await this.traffic.silent(rail);
  }
}

/** It is to be sent, no provider can have heard of it, and the body is the one whose digest is stored. */
function isFresh(call: Call, rail: PayoutRail): boolean {
  if (call.work.isWayGone) return false;
  return !isLookedUp(call.work) && (call.work.command !== null || isSameBody(call, rail));
}
