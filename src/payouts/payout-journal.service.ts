import { Injectable } from '@nestjs/common';
import { Awards, type InstalmentFact } from '#approvals';
import { AuditTrail } from '#audit';
import { invariant, type Id, type Money } from '#kernel';
import { LedgerService, type PostingOrder } from '#ledger';
import { apply, type Cause, type Decision, type Payout, type PayoutPosting } from './payout.js';
import { PayoutNews } from './payout-news.service.js';
import type { PayoutFact } from './payout.states.js';
import { PayoutsStore, type Turn } from './payouts.store.js';
import { VARIANTS } from './rails/purses.js';
import { RailRegistry } from './rails/rail-registry.js';

/** Who made a fact true, when, and why if the provider said so. */
export interface Act {
  /** A person's or applicant's id, `system`, or the rail. */
  readonly actor: string;
  readonly at: Date;
  readonly cause?: Cause;
  /** Whose turn it is then, where that changes with it: the row is written once. */
  readonly turn?: Turn;
}

/** The two people without whom no money leaves. */
interface Behind {
  readonly preparedBy: Id<'person'>;
  readonly releasedBy: Id<'person'>;
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
    let current: readonly Payout[] = [payout];
    for (const fact of facts) current = await this.recordAll(current, fact, act);
    const [reached] = current;
    invariant(reached !== undefined, 'A fact leaves a payout where there was one.');
    return reached;
  }

  /**
   * Applies one fact to many locked payouts, each kind of line in one statement. All of it is written or nothing.
   * Throws `STATE_EDGE_MISSING` (conflict).
   */
  async recordAll(payouts: readonly Payout[], fact: PayoutFact, act: Act): Promise<Payout[]> {
    if (payouts.length === 0) return [];
    const decisions = payouts.map((payout) => apply(payout, fact, act.at, act.cause));
    const reached = decisions.map(({ next }) => next);
    await this.store.saveAll(reached, act.turn);
    await this.post(decisions, act);
    for (const payout of payouts) {
      const mark = instalmentFact(payout, fact);
      if (mark) await this.awards.markInstalment(payout.instalmentId, mark, act.actor);
    }
    await this.audit.recordAll(
      reached.map(({ id, state, reason, batchId }) => ({
        kind: 'act',
        act: fact,
        actor: act.actor,
        subject: id,
        details: { state, reason, batch: batchId },
      })),
    );
    await this.news.tell(reached, fact);
    return reached;
  }

  private async post(decisions: readonly Decision[], act: Act): Promise<void> {
    const people = new Map<string, Behind>();
    const orders: PostingOrder[] = [];
    for (const { next, posting } of decisions) {
      if (posting !== null) orders.push(await this.orderFor(next, posting, act, people));
    }
    await this.ledger.post(orders);
  }

  /** Keys are the payout's own, so that a fact heard twice is booked once; the account is that of the rail's purse. */
  private async orderFor(
    payout: Payout,
    kind: PayoutPosting,
    act: Act,
    people: Map<string, Behind>,
  ): Promise<PostingOrder> {
    const order = {
      ...(kind === 'payout.settled' ? {} : { variant: this.variantOf(payout) }),
      key: `${payout.id}:${kind}`,
      fund: payout.fund,
      amount: kind === 'payout.returned' ? await this.stillOut(payout) : payout.amount,
      awardRef: payout.ledgerRef,
      sourceRef: payout.id,
    };
    if (kind !== 'payout.initiated') return { ...order, kind, actor: act.actor };
    const { preparedBy, releasedBy } = await this.peopleBehind(payout.batchId, people);
    return { ...order, kind, actor: preparedBy, approver: releasedBy };
  }

  /** Asked once for each batch; `known` holds those that were. */
  private async peopleBehind(
    batchId: Payout['batchId'],
    known: Map<string, Behind>,
  ): Promise<Behind> {
    const found =
      batchId === null ? null : (known.get(batchId) ?? (await this.store.peopleBehind(batchId)));
    invariant(
      batchId !== null && found?.releasedBy != null,
      'Money leaves only after one person prepared and another one released it.',
    );
    const behind = { preparedBy: found.preparedBy, releasedBy: found.releasedBy };
    known.set(batchId, behind);
    return behind;
  }

  /** What an ended card did not spend went back before. */
  private async stillOut({ id, amount }: Payout): Promise<Money> {
    return amount.minus(await this.store.backFromCard(id, amount.currency));
  }

  private variantOf({ rail }: Payout): string {
    return VARIANTS[this.rails.get(rail).capabilities.purse];
  }
}

function instalmentFact(payout: Payout, fact: PayoutFact): InstalmentFact | undefined {
  const isTakenBack = fact === 'PayoutCancelled' && payout.state === 'released';
  return isTakenBack ? 'PaymentFailed' : INSTALMENT[fact];
}
