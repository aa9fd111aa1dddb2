import { Injectable } from '@nestjs/common';
import { Clock, invariant } from '#kernel';
import { UnitOfWork } from '#platform';
import { attemptGraph } from './attempt.states.js';
import { Observations } from '../outcomes/observations.service.js';
import { PayoutJournal } from '../payout-journal.service.js';
import type { Payout } from '../payout.js';
import type { PayoutFact } from '../payout.states.js';
import { PayoutsStore } from '../payouts.store.js';
import type { Observed, SubmitResult } from '../rails/rail.js';
import type { AfterCall, Attempt } from './sending.js';
import { SendingStore, type Claim } from './sending.store.js';

/** A claimed payout with the attempt it is at. */
export interface Work {
  readonly claim: Claim;
  readonly payout: Payout;
  readonly attempt: Attempt;
  /** When the provider may first have heard of this payout; null when it never did. */
  readonly since: Date | null;
}

/** For how long and for which rails: one that is switched off must not stand in the way of the others. */
export interface ClaimTerms {
  readonly leaseMs: number;
  readonly rails: readonly string[];
}

const OPEN: readonly Attempt['state'][] = ['created', 'sent', 'unknown'];

/**
 * The units of work between which the sender calls the provider. Each names its fence: when somebody else has
 * taken the payout over meanwhile, it writes nothing, and the new owner looks the payment up.
 */
@Injectable()
export class SendingRecords {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SendingStore,
    private readonly payouts: PayoutsStore,
    private readonly journal: PayoutJournal,
    private readonly observations: Observations,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims the next payout and makes sure that its attempt is stored: key and digest of the exact body, before
   * any call. `admit` has the last word, in the same unit of work: without it the claim was never made. Null when nothing
   * is due or nothing was admitted.
   */
  async take(
    { leaseMs, rails }: ClaimTerms,
    digestOf: (payout: Payout) => Promise<Uint8Array>,
    admit: (rail: string) => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<Work | null> {
    try {
      return await this.unitOfWork.run(async () => {
        const work = await this.prepare(await this.store.claimNext(leaseMs, rails), digestOf);
        if (work && !(await admit(work.payout.rail))) throw new NotAdmitted();
        return work;
      });
    } catch (error) {
      if (error instanceof NotAdmitted) return null;
      throw error;
    }
  }

  private async prepare(
    claim: Claim | null,
    digestOf: (payout: Payout) => Promise<Uint8Array>,
  ): Promise<Work | null> {
    if (!claim) return null;
    const found = await this.payouts.getLocked(claim.payoutId);
    const payout =
      found.state === 'released' ? await this.write(found, ['PayoutClaimed'], 'system') : found;
    const attempts = await this.store.attempts(payout.id);
    const since = attempts.find(({ firstSentAt }) => firstSentAt !== null)?.firstSentAt ?? null;
    const latest = attempts.at(-1);
    if (latest && OPEN.includes(latest.state)) return { claim, payout, attempt: latest, since };
    const digest = await digestOf(payout);
    const attempt = await this.store.addAttempt(payout.id, attempts.length + 1, digest);
    return { claim, payout, attempt, since };
  }

  /** The provider was asked in this epoch: what is known of the payout holds. */
  async confirm({ claim }: Work): Promise<void> {
    await this.unitOfWork.run(() => this.store.confirm(claim));
  }

  /** The durable "about to send". False: do not call. */
  async mark({ claim, attempt }: Work, callMs: number): Promise<boolean> {
    return this.unitOfWork.run(() => this.store.mark(claim, attempt.n, callMs));
  }

  /** The provider has it: whatever we feared, it was sent. */
  async adopt(work: Work, observed: Observed, pollMs: number): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      await this.observations.apply(payout, observed);
      await this.store.pause(payout.id, pollMs);
    });
  }

  /** What the call came to. */
  async finish(work: Work, result: SubmitResult, after: AfterCall, pollMs: number): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      if (payout.state !== 'sending') return;
      await this.note(work, result, after);
      const rejected = result.kind === 'rejected' ? result : null;
      const next = after.payoutFact
        ? await this.write(payout, [after.payoutFact], payout.rail, rejected ?? undefined)
        : payout;
      if (result.kind === 'accepted') await this.observations.accept(next, result);
      await this.store.letGo(work.claim, after.pauseMs ?? pollMs);
    });
  }

  /** Nothing can be said about it now: ask again after `pauseMs`. */
  async leave(work: Work, pauseMs: number): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      const attempt = await this.current(work);
      if (payout.state === 'sending' && attempt.state === 'sent') {
        await this.lose(payout, attempt);
      }
      await this.store.letGo(work.claim, pauseMs);
    });
  }

  /** Absent, quiet, and the old key protects no longer: the next claim makes a new attempt. */
  async startAnew(work: Work): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      const attempt = await this.current(work);
      const lost = payout.state === 'sending' ? await this.lose(payout, attempt) : payout;
      const { state } = await this.current(work);
      await this.store.saveAttempt(payout.id, attempt.n, {
        state: attemptGraph.after(state, 'AttemptProvedAbsent'),
        lastCode: 'absent',
      });
      await this.write(lost, ['PayoutProvedAbsent'], 'system');
      await this.store.letGo(work.claim, 0);
    });
  }

  /** The body changed although the key was never used: it may still be replaced. */
  async replaceDigest(work: Work, digest: Uint8Array): Promise<void> {
    invariant(work.attempt.firstSentAt === null, 'A body that was sent stays as it was.');
    await this.whileOurs(work, () => this.store.setDigest(work.payout.id, work.attempt.n, digest));
  }

  private async note(
    { payout, attempt }: Work,
    result: SubmitResult,
    after: AfterCall,
  ): Promise<void> {
    const { state } = await this.current({ payout, attempt });
    await this.store.saveAttempt(payout.id, attempt.n, {
      ...(after.attemptFact ? { state: attemptGraph.after(state, after.attemptFact) } : {}),
      ...(result.kind === 'accepted' ? { providerRef: result.observed.providerRef } : {}),
      lastCode: codeOf(result),
    });
  }

  private async lose(payout: Payout, attempt: Attempt): Promise<Payout> {
    await this.store.saveAttempt(payout.id, attempt.n, {
      state: attemptGraph.after(attempt.state, 'AttemptOutcomeLost'),
    });
    return this.write(payout, ['PayoutOutcomeLost'], 'system');
  }

  private async current({ payout, attempt }: Pick<Work, 'payout' | 'attempt'>): Promise<Attempt> {
    const latest = await this.store.latestAttempt(payout.id);
    invariant(latest?.n === attempt.n, 'While a claim holds, its attempt is the latest.');
    return latest;
  }

  private write(
    payout: Payout,
    facts: readonly PayoutFact[],
    actor: string,
    cause?: Pick<Payout, 'reason' | 'rawReason'>,
  ): Promise<Payout> {
    const act = { actor, at: this.clock.now() };
    return this.journal.record(payout, facts, cause ? { ...act, cause } : act);
  }

  private async whileOurs({ claim }: Work, work: (payout: Payout) => Promise<void>): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (!(await this.store.holds(claim))) return;
      await work(await this.payouts.getLocked(claim.payoutId));
    });
  }
}

/** Undoes a claim. */
class NotAdmitted extends Error {}

function codeOf(result: SubmitResult): string {
  if (result.kind === 'accepted') return 'accepted';
  return result.kind === 'rejected' ? result.rawReason : result.code;
}
