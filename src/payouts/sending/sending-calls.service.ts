import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Log } from '#platform';
import type { PayoutRail, SubmitPayout, SubmitResult } from '../rails/rail.js';
import { inGroups } from './groups.js';
import { RailTraffic } from './rail-traffic.service.js';
import { SendingHalts } from './sending-halts.service.js';
import { SendingPolicy } from './sending-policy.js';
import { SendingRecords } from './sending-records.service.js';
import { afterCall, backOff, believed, isPlainYes, mayCall, type AfterCall } from './sending.js';
import { Stopwatch } from './stopwatch.js';
import type { Acceptance, Work } from './work.js';

/** A payout that may be sent: nobody has sent it before, or it was looked up. */
export interface Call {
  readonly work: Work;
  readonly command: SubmitPayout;
}

interface Answered {
  readonly call: Call;
  /** As it came; null when no call was made, or when it broke off on our side. */
  readonly answer: SubmitResult | null;
}

interface Outcome extends Call {
  readonly answer: SubmitResult;
  readonly result: SubmitResult;
  readonly after: AfterCall;
}

/** From "about to send" to what came of it, for the calls of one rail that go out together. */
@Injectable()
export class SendingCalls {
  constructor(
    private readonly records: SendingRecords,
    private readonly policy: SendingPolicy,
    private readonly halts: SendingHalts,
    private readonly traffic: RailTraffic,
    private readonly stopwatch: Stopwatch,
    private readonly log: Log,
  ) {}

  /** Marks them, calls at once, and writes answers down in groups as they come. What may not be called is left. */
  async make(rail: PayoutRail, calls: readonly Call[]): Promise<void> {
    const works = calls.map(({ work }) => work);
    const marked = new Set(await this.records.mark(works, 2 * this.policy.callTimeoutMs));
    for (const work of works.filter((one) => !marked.has(one))) {
      await this.records.leave(work, this.policy.backOffMs);
    }
    const sources = calls
      .filter(({ work }) => marked.has(work))
      .map((call) => this.one(rail, call));
    await inGroups(
      sources,
      () => this.stopwatch.wait(this.policy.gatherMs),
      (group) => this.settle(rail, group),
    );
  }

  /** Gives a payout back for a while, whatever has gone wrong with it. */
  async leave(work: Work, error: unknown): Promise<void> {
    this.log.error('payout could not be sent now', error, { subject: work.payout.id });
    await this.giveBack(work);
  }

  private async giveBack(work: Work): Promise<void> {
    await this.records.leave(work, this.pauseFor(work)).catch((error: unknown) => {
      // Its lease passes, and whoever claims it next looks it up.
      this.log.error('payout could not be given back', error, { subject: work.payout.id });
    });
  }

  private async one(rail: PayoutRail, call: Call): Promise<Answered> {
    const hasTime = (): boolean => mayCall(call.work.leasedUntilMs, this.stopwatch.ms, this.policy);
    if (!hasTime()) return { call, answer: null };
    try {
      return { call, answer: await rail.submit(call.command, hasTime) };
    } catch (error) {
      this.log.error('call broke off', error, { subject: call.work.payout.id });
      return { call, answer: null };
    }
  }

  private async settle(rail: PayoutRail, group: readonly Answered[]): Promise<void> {
    const outcomes: Outcome[] = [];
    for (const { call, answer } of group) {
      if (answer === null) await this.giveBack(call.work);
      else outcomes.push(this.outcomeOf(call, answer));
    }
    for (const { after, result } of outcomes) {
      // First the halt: between the two, another sender must not take the payout up again.
      if (after.halt) await this.halts.halt(haltReason(result));
    }
    await this.write(outcomes);
    const id = rail.capabilities.id;
    await this.traffic.heard(
      id,
      outcomes.map(({ answer }) => answer),
    );
    if (outcomes.some(({ after }) => after.park)) await this.traffic.park(id);
  }

  private outcomeOf(call: Call, answer: SubmitResult): Outcome {
    const { work } = call;
    const result = believed(answer, work.attempt, work.claim.at, this.policy);
    const pauseMs = result === answer ? this.pauseFor(work) : this.policy.quietMs;
    return { ...call, answer, result, after: afterCall(result, pauseMs, this.policy.parkMs) };
  }

  /** Plain yeses together, everything else one by one; and one by one too when they cannot be written together. */
  private async write(outcomes: readonly Outcome[]): Promise<void> {
    const plain = outcomes.flatMap(({ work, result }): Acceptance[] =>
      isPlainYes(result, work.payout) ? [{ work, observed: result.observed }] : [],
    );
    const isWritten = plain.length > 1 && (await this.writeTogether(plain));
    const together = new Set(isWritten ? plain.map(({ work }) => work) : []);
    for (const { work, result, after } of outcomes) {
      if (together.has(work)) continue;
      await this.records
        .finish(work, result, after, this.policy.pollMs)
        .catch((error: unknown) => this.leave(work, error));
    }
  }

  private async writeTogether(plain: readonly Acceptance[]): Promise<boolean> {
    try {
      await this.records.finishAll(plain, this.policy.pollMs);
      return true;
    } catch (error) {
      this.log.error('payouts could not be written down together', error, { count: plain.length });
      return false;
    }
  }

  private pauseFor({ claim }: Work): number {
    return backOff(claim.fence, randomInt(1_000) / 1_000, this.policy);
  }
}

function haltReason(result: SubmitResult): string {
  return result.kind === 'mismatch'
    ? 'The payment company knows a key of ours with another payment.'
    : 'The payment company does not let us pay. Look at the keys and at the account there.';
}
