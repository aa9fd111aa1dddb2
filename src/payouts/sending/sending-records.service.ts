import { Injectable } from '@nestjs/common';
import { Clock, invariant } from '#kernel';
import { UnitOfWork } from '#platform';
import { attemptGraph } from './attempt.states.js';
import { Observations } from '../outcomes/observations.service.js';
import { PayoutJournal, type Act } from '../payout-journal.service.js';
import type { Payout } from '../payout.js';
import type { PayoutFact } from '../payout.states.js';
import { PayoutsStore } from '../payouts.store.js';
import type { Observed, SubmitResult } from '../rails/rail.js';
import type { AfterCall, Attempt } from './sending.js';
import { SendingStore } from './sending.store.js';
import type { Acceptance, Work } from './work.js';

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

  /** The provider was asked in this epoch: what is known of the payout holds. */
  async confirm({ claim }: Work): Promise<void> {
    await this.unitOfWork.run(() => this.store.confirm(claim));
  }

  /** The durable "about to send". Returns those of them that may be called now. */
  async mark(works: readonly Work[], callMs: number): Promise<Work[]> {
    const asked = works.map(({ claim, attempt }) => ({ claim, n: attempt.n }));
    const marked = await this.unitOfWork.run(() => this.store.mark(asked, callMs));
    return works.filter(({ payout }) => marked.has(payout.id));
  }

  /** The provider has it: whatever we feared, it was sent. */
  async adopt(work: Work, observed: Observed, pollMs: number): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      await this.observations.apply(payout, observed);
      await this.store.pause([payout.id], pollMs);
    });
  }

  /**
   * Many calls that were simply accepted, in one unit of work. Throws when one of them cannot be written down; then
   * none is, and each is finished by itself.
   */
  async finishAll(acceptances: readonly Acceptance[], pollMs: number): Promise<void> {
    const claims = acceptances.map(({ work }) => work.claim);
    await this.unitOfWork.run(async () => {
      const held = await this.store.holding(claims);
      const found = await this.payouts.byIds([...held]);
      const ours = acceptances.flatMap((acceptance) => {
        const payout = found.get(acceptance.work.payout.id);
        return payout?.state === 'sending' ? [{ ...acceptance, payout }] : [];
      });
      const accepted = await this.store.accept(
        ours.map(({ payout, work, observed: { providerRef } }) => ({
          payoutId: payout.id,
          n: work.attempt.n,
          providerRef,
        })),
      );
      invariant(accepted === ours.length, 'A call that was answered had been marked.');
      const payouts = ours.map(({ payout }) => payout);
      await this.journal.recordAll(payouts, 'PayoutAccepted', {
        actor: payouts[0]?.rail ?? 'system',
        at: this.clock.now(),
        turn: { restsForMs: pollMs },
      });
    });
  }

  /** What the call came to. */
  async finish(work: Work, result: SubmitResult, after: AfterCall, pollMs: number): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      if (payout.state !== 'sending') return;
      await this.note(work, result, after);
      const next = await this.write(payout, after.payoutFact, {
        actor: payout.rail,
        turn: { restsForMs: after.pauseMs ?? pollMs },
        ...(result.kind === 'rejected' ? { cause: result } : {}),
      });
      if (result.kind === 'accepted') await this.observations.accept(next, result);
    });
  }

  /** Nothing can be said about it now: ask again after `pauseMs`. */
  async leave(work: Work, pauseMs: number): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      const attempt = await this.current(work);
      if (payout.state === 'sending' && attempt.state === 'sent') {
        await this.lose(payout, attempt);
      }
      await this.store.pause([payout.id], pauseMs);
    });
  }

  /** Absent, quiet, and the old key protects no longer: the next claim makes a new attempt. */
  async startAnew(work: Work): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      await this.proveAbsent(payout, work, { restsForMs: 0 });
    });
  }

  /**
   * Its way is gone, and it was never sent, or it is absent and quiet: it ends, and planning makes another one for the way
   * she has. While that is not certain, or the way is hers again, it is given back.
   */
  async end(work: Work, pauseMs: number): Promise<void> {
    await this.whileOurs(work, async (payout) => {
      if (await this.store.mayEnd(work.claim)) {
        const { firstSentAt } = await this.current(work);
        const unsent =
          firstSentAt === null
            ? await this.write(payout, 'PayoutProvedAbsent', { actor: 'system' })
            : await this.proveAbsent(payout, work);
        await this.write(unsent, 'PayoutCancelled', { actor: 'system' });
      }
      await this.store.pause([payout.id], pauseMs);
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

  private async proveAbsent(payout: Payout, work: Work, turn?: Act['turn']): Promise<Payout> {
    const attempt = await this.current(work);
    const lost = payout.state === 'sending' ? await this.lose(payout, attempt) : payout;
    const { state } = await this.current(work);
    await this.store.saveAttempt(payout.id, attempt.n, {
      state: attemptGraph.after(state, 'AttemptProvedAbsent'),
      lastCode: 'absent',
    });
    return this.write(lost, 'PayoutProvedAbsent', { actor: 'system', ...(turn ? { turn } : {}) });
  }

  private async lose(payout: Payout, attempt: Attempt): Promise<Payout> {
    await this.store.saveAttempt(payout.id, attempt.n, {
      state: attemptGraph.after(attempt.state, 'AttemptOutcomeLost'),
    });
    return this.write(payout, 'PayoutOutcomeLost', { actor: 'system' });
  }

  private async current({ payout, attempt }: Pick<Work, 'payout' | 'attempt'>): Promise<Attempt> {
    const latest = await this.store.latestAttempt(payout.id);
    invariant(latest?.n === attempt.n, 'While a claim holds, its attempt is the latest.');
    return latest;
  }

  private write(payout: Payout, fact: PayoutFact, act: Omit<Act, 'at'>): Promise<Payout> {
    return this.journal.record(payout, [fact], { ...act, at: this.clock.now() });
  }

  private async whileOurs({ claim }: Work, work: (payout: Payout) => Promise<void>): Promise<void> {
    await this.unitOfWork.run(async () => {
      if ((await this.store.holding([claim])).size === 0) return;
      await work(await this.payouts.getLocked(claim.payoutId));
    });
  }
}

function codeOf(result: SubmitResult): string {
  if (result.kind === 'accepted') return 'accepted';
  return result.kind === 'rejected' ? result.rawReason : result.code;
}
