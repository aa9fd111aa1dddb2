import { Injectable } from '@nestjs/common';
import { Awards, type InstalmentFact } from '#approvals';
import { AuditTrail } from '#audit';
import { invariant } from '#kernel';
import { LedgerService } from '#ledger';
import { apply, type Cause, type Payout, type PayoutPosting } from './payout.js';
import { PayoutNews } from './payout-news.service.js';
import type { PayoutFact } from './payout.states.js';
import { PayoutsStore } from './payouts.store.js';
import { VARIANTS } from './rails/purses.js';
import { RailRegistry } from './rails/rail-registry.js';

/** Who made a fact true, when, and why if the provider said so. */
export interface Act {
  /** A person's or applicant's id, `system`, or the rail. */
  readonly actor: string;
  readonly at: Date;
  readonly cause?: Cause;
}

const INSTALMENT: Partial<Record<PayoutFact, InstalmentFact>> = {
  PayoutReleased: 'InstalmentReleased',
  PayoutPaid: 'InstalmentPaid',
  PayoutRefused: 'PaymentFailed',
  PayoutFailed: 'PaymentFailed',
  PayoutExpired: 'PaymentFailed',
  PayoutUndeliverable: 'PaymentFailed',
  PayoutReturned: 'PaymentCameBack',
  PayoutMisdirected: 'PaymentMisdirected',
};

/**
 * Writes facts about payouts down: state, books, instalment, audit line and news together, in the running unit
 * of work, or not at all. The one place where a payout changes its state.
 */
@Injectable()
export class PayoutJournal {
  constructor(
    private readonly store: PayoutsStore,
    private readonly ledger: LedgerService,
    private readonly awards: Awards,
    private readonly audit: AuditTrail,
    private readonly news: PayoutNews,
    private readonly rails: RailRegistry,
  ) {}

  /** Applies facts in order to a locked payout. Throws `STATE_EDGE_MISSING` (conflict). */
  async record(payout: Payout, facts: readonly PayoutFact[], act: Act): Promise<Payout> {
    let current = payout;
    for (const fact of facts) current = await this.one(current, fact, act);
    return current;
  }

  private async one(payout: Payout, fact: PayoutFact, act: Act): Promise<Payout> {
    const { next, posting } = apply(payout, fact, act.at, act.cause);
    await this.store.save(next);
    if (posting) await this.post(next, posting, act);
    const mark = instalmentFact(payout, fact);
    if (mark) await this.awards.markInstalment(payout.instalmentId, mark, act.actor);
    await this.audit.record({
      kind: 'act',
      act: fact,
      actor: act.actor,
      subject: payout.id,
      details: { state: next.state, reason: next.reason, batch: next.batchId },
    });
    await this.news.tell(next, fact);
    return next;
  }

  /** Keys are the payout's own, so that a fact heard twice is booked once; the account is that of the rail's purse. */
  private async post(payout: Payout, kind: PayoutPosting, act: Act): Promise<void> {
    const order = {
      kind,
      ...(kind === 'payout.settled' ? {} : { variant: this.variantOf(payout) }),
      key: `${payout.id}:${kind}`,
      fund: payout.fund,
      amount: payout.amount,
      awardRef: payout.ledgerRef,
      sourceRef: payout.id,
    };
    if (kind !== 'payout.initiated') {
      await this.ledger.post([{ ...order, actor: act.actor }]);
      return;
    }
    const people = payout.batchId === null ? null : await this.store.peopleBehind(payout.batchId);
    invariant(
      people?.releasedBy != null,
      'Money leaves only after one person prepared and another one released it.',
    );
    await this.ledger.post([{ ...order, actor: people.preparedBy, approver: people.releasedBy }]);
  }

  private variantOf({ rail }: Payout): string {
    return VARIANTS[this.rails.get(rail).capabilities.purse];
  }
}

function instalmentFact(payout: Payout, fact: PayoutFact): InstalmentFact | undefined {
  const isTakenBack = fact === 'PayoutCancelled' && payout.state === 'released';
  return isTakenBack ? 'PaymentFailed' : INSTALMENT[fact];
}
