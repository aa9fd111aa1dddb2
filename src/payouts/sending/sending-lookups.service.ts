import { Injectable } from '@nestjs/common';
import type { Observed, PayoutRail, SubmitPayout } from '../rails/rail.js';
import type { Call } from './sending-calls.service.js';
import { SendingPolicy } from './sending-policy.js';
import { SendingRecords } from './sending-records.service.js';
import { afterAbsence, untilQuiet } from './sending.js';
import { isLookedUp, type Work } from './work.js';

/** Looks up at the provider what may have been sent before, and decides whether it may be sent now. */
@Injectable()
export class SendingLookups {
  constructor(
    private readonly records: SendingRecords,
    private readonly policy: SendingPolicy,
  ) {}

  /** Whether it may be sent now; if not, it was given back or what was found was taken over. */
  async isCleared(call: Call, rail: PayoutRail): Promise<boolean> {
    const { work, command } = call;
    if (work.isWayGone) {
      await this.end(call, rail);
      return false;
    }
    if (isLookedUp(work)) {
      if (!(await this.isAbsent(call, rail))) return false;
      await this.records.confirm(work);
    }
    if (work.attempt.firstSentAt === null && !isSameBody(call, rail)) {
      await this.records.replaceDigest(work, rail.bodyDigest(command));
    }
    return true;
  }

  /** Finds out what an earlier call, perhaps of a lost history, did. True: nothing, and the key may be used. */
  private async isAbsent(call: Call, rail: PayoutRail): Promise<boolean> {
    const { work } = call;
    if (await this.isFound(call, rail)) return false;
    // An earlier attempt was given up properly; this one's key was never used.
    if (work.attempt.firstSentAt === null) return true;
    const { idempotency } = rail.capabilities;
    // A key that stood for another body is as good as forgotten.
    const trust = isSameBody(call, rail) ? idempotency : { ...idempotency, lifetimeHours: 0 };
    const next = afterAbsence(work.attempt, work.claim.at, trust, this.policy);
    if (next.kind === 'same_key') return true;
    if (next.kind === 'wait') await this.records.leave(work, next.waitMs);
    else await this.records.startAnew(work);
    return false;
  }

  /** Nobody is paid by a way that is gone: what the provider has is taken over, and what it has not ends when it is quiet. */
  private async end(call: Call, rail: PayoutRail): Promise<void> {
    const { work } = call;
    if (isLookedUp(work)) {
      if (await this.isFound(call, rail)) return;
      await this.records.confirm(work);
    }
    const waitMs = untilQuiet(work.attempt, work.claim.at, this.policy);
    if (waitMs > 0) await this.records.leave(work, waitMs);
    else await this.records.end(work, this.policy.backOffMs);
  }

  /** Whether the provider has it; then it was taken over. */
  private async isFound({ work, command }: Call, rail: PayoutRail): Promise<boolean> {
    const observed = await this.lookUp(work, rail, command);
    if (observed) await this.records.adopt(work, observed, this.policy.pollMs);
    return observed !== null;
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
}

/** Whether a command is the one whose digest is stored. */
export function isSameBody({ work: { attempt }, command }: Call, rail: PayoutRail): boolean {
  return Buffer.compare(attempt.bodyDigest, rail.bodyDigest(command)) === 0;
}
