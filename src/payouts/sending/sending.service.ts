import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Log } from '#platform';
import { SendOrders } from './send-orders.service.js';
import type { Observed, PayoutRail, SubmitPayout, SubmitResult } from '../rails/rail.js';
import { RailTraffic } from './rail-traffic.service.js';
import { SendingHalts } from './sending-halts.service.js';
import { SendingPolicy } from './sending-policy.js';
import { SendingRecords, type Work } from './sending-records.service.js';
import { afterAbsence, afterCall, backOff, believed } from './sending.js';

/** Enough to keep a provider busy without being asked to slow down. */
const SENDERS = 4;
const MOST_AT_ONCE = 10_000;

/**
 * Sends what was released, each payout exactly once. The order of steps is the whole point: claim with a
 * fence, store the key, look up what an earlier sender may have done, mark, call, settle. A time-out is never
 * taken for a failure, and money is never sent a second time to find out about the first.
 */
@Injectable()
export class Sending {
  constructor(
    private readonly records: SendingRecords,
    private readonly orders: SendOrders,
    private readonly policy: SendingPolicy,
    private readonly halts: SendingHalts,
    private readonly traffic: RailTraffic,
    private readonly log: Log,
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
    const rails = await this.traffic.open();
    const terms = { leaseMs: this.policy.leaseMs, rails };
    const work = await this.records.take(
      terms,
      (payout) => this.orders.digestFor(payout),
      (rail) => this.traffic.admit(rail),
    );
    if (!work) return false;
    try {
      await this.proceed(work);
    } catch (error) {
      this.log.error('payout could not be sent now', error, { subject: work.payout.id });
      await this.records.leave(work, this.pauseFor(work));
      if (isUnavailable(error)) await this.traffic.silent(work.payout.rail);
    }
    return true;
  }

  private async sendWhileDue(): Promise<number> {
    let count = 0;
    while (count < MOST_AT_ONCE) {
      if (await this.sendNext()) {
        count += 1;
        continue;
      }
      const pauseMs = await this.traffic.pacedFor();
      if (pauseMs === null) break;
      await wait(pauseMs);
    }
    return count;
  }

  private async proceed(work: Work): Promise<void> {
    const { payout, attempt } = work;
    const rail = this.orders.railOf(payout);
    const command = await this.orders.commandFor(payout, attempt.key);
    const isSameBody = Buffer.compare(attempt.bodyDigest, rail.bodyDigest(command)) === 0;
    if (work.since !== null || work.claim.isHearsay) {
      const isCleared = await this.clearUp(work, rail, command, isSameBody);
      if (!isCleared) return;
      await this.records.confirm(work);
    }
    if (attempt.firstSentAt === null && !isSameBody) {
      await this.records.replaceDigest(work, rail.bodyDigest(command));
    }
    // The SDK may repeat a call once over a closed connection, so the lease must outlast two.
    if (!(await this.records.mark(work, 2 * this.policy.callTimeoutMs))) {
      await this.records.leave(work, this.policy.backOffMs);
      return;
    }
    await this.call(work, rail, command);
  }

  /** Finds out what an earlier call, perhaps of a lost history, did. True: nothing, and the key may be used. */
  private async clearUp(
    work: Work,
    rail: PayoutRail,
    command: SubmitPayout,
    isSameBody: boolean,
  ): Promise<boolean> {
    const observed = await this.lookUp(work, rail, command);
    if (observed) {
      await this.records.adopt(work, observed, this.policy.pollMs);
      return false;
    }
    // An earlier attempt was given up properly; this one's key was never used.
    if (work.attempt.firstSentAt === null) return true;
    const { idempotency } = rail.capabilities;
    // A key that stood for another body is as good as forgotten.
    const trust = isSameBody ? idempotency : { ...idempotency, lifetimeHours: 0 };
    const next = afterAbsence(work.attempt, work.claim.at, trust, this.policy);
    if (next.kind === 'same_key') return true;
    if (next.kind === 'wait') await this.records.leave(work, next.waitMs);
    else await this.records.startAnew(work);
    return false;
  }

  private async lookUp(
    { payout, attempt, since }: Work,
    rail: PayoutRail,
    { key, reference, recipient }: SubmitPayout,
  ): Promise<Observed | null> {
    // Found once already, when payments were compared after a restore.
    if (attempt.providerRef !== null) return rail.fetch(attempt.providerRef);
    return rail.lookup({ reference, key, recipient, since: since ?? payout.createdAt });
  }

  private async call(work: Work, rail: PayoutRail, command: SubmitPayout): Promise<void> {
    const answer = await rail.submit(command);
    const result = believed(answer, work.attempt, work.claim.at, this.policy);
    const pauseMs = result === answer ? this.pauseFor(work) : this.policy.quietMs;
    const after = afterCall(result, pauseMs, this.policy.parkMs);
    // First the halt: between the two, another sender must not take the payout up again.
    if (after.halt) await this.halts.halt(haltReason(result));
    await this.records.finish(work, result, after, this.policy.pollMs);
    await this.traffic.heard(work.payout.rail, answer);
    if (after.park) await this.traffic.park(work.payout.rail);
  }

  private pauseFor({ claim }: Work): number {
    return backOff(claim.fence, randomInt(1_000) / 1_000, this.policy);
  }
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'RAIL_UNAVAILABLE';

function haltReason(result: SubmitResult): string {
  return result.kind === 'mismatch'
    ? 'The payment company knows a key of ours with another payment.'
    : 'The payment company does not let us pay. Look at the keys and at the account there.';
}
