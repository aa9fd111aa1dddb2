import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { attemptGraph } from '../sending/attempt.states.js';
import { ClaimKeeping } from '../claims/claim-keeping.service.js';
import { HeldPayments } from './held-payments.service.js';
import { PayoutJournal } from '../payout-journal.service.js';
import { factsAbout, type Payout } from '../payout.js';
import type { PayoutFact } from '../payout.states.js';
import type { Observed, SubmitResult } from '../rails/rail.js';
import { SendingHalts } from '../sending/sending-halts.service.js';
import { attemptFactFor } from '../sending/sending.js';
import { SendingStore } from '../sending/sending.store.js';
import { doubtsAbout, isOther } from './doubts.js';

/** Brings a payout to what the provider says. Whoever asked: the answer is applied the same way, once. */
@Injectable()
export class Observations {
  constructor(
    private readonly journal: PayoutJournal,
    private readonly store: SendingStore,
    private readonly held: HeldPayments,
    private readonly halts: SendingHalts,
    private readonly claims: ClaimKeeping,
    private readonly clock: Clock,
  ) {}

  /** A call was accepted: what the provider says of it, and its link if it has one, sealed in the same unit of work. */
  async accept(payout: Payout, result: SubmitResult & { kind: 'accepted' }): Promise<void> {
    if (result.claim !== undefined) await this.claims.keep(payout, result.claim);
    await this.claims.follow(payout, result.observed);
    await this.apply(payout, result.observed);
  }

  /** Applies an answer to a locked payout, in the running unit of work; an old or repeated one changes nothing. */
  async apply(payout: Payout, observed: Observed): Promise<Payout> {
    const known = (await this.store.latestAttempt(payout.id))?.providerRef ?? null;
    // No more money leaves until somebody has said what is the matter.
    for (const doubt of doubtsAbout(payout, observed, known)) await this.halts.haltOnce(doubt);
    if (isOther(observed, known)) return payout;
    await this.held.follow(payout, observed);
    const facts = factsAbout(payout, observed);
    if (facts.length === 0) return payout;
    const next = await this.journal.record(payout, facts, {
      actor: payout.rail,
      at: this.clock.now(),
      cause: { reason: observed.reason, rawReason: observed.rawReason },
    });
    await this.followUp(payout.id, facts, observed.providerRef);
    await this.claims.follow(next, observed);
    return next;
  }

  /** Moves the attempt behind a payout along with it. */
  private async followUp(
    payoutId: Id<'payout'>,
    facts: readonly PayoutFact[],
    providerRef: string,
  ): Promise<void> {
    const attempt = await this.store.latestAttempt(payoutId);
    if (!attempt) return;
    const moves = facts.map(attemptFactFor).filter((fact) => fact !== null);
    const state = moves.reduce((reached, fact) => attemptGraph.after(reached, fact), attempt.state);
    await this.store.saveAttempt(payoutId, attempt.n, { state, providerRef });
  }
}
