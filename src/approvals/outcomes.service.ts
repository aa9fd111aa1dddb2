import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { invariant, newId, type Id, type Money } from '#kernel';
import { Answers, Applications } from '#applications';
import { BooksService, LedgerService } from '#ledger';
import { Queue } from '#platform';
import { AwardOpenings } from './award-openings.service.js';
import type { AwardView } from './award.js';
import { awardGraph } from './award.states.js';
import type { Determination } from './determination.js';
import { AWARD_NOTICE } from './notice.service.js';
import type { Standing } from './standing.js';

/** Makes a decision true: the request's state, her answer, and for a yes the award and its encumbrance. */
@Injectable()
export class Outcomes {
  constructor(
    private readonly applications: Applications,
    private readonly answers: Answers,
    private readonly ledger: LedgerService,
    private readonly books: BooksService,
    private readonly openings: AwardOpenings,
    private readonly queue: Queue,
  ) {}

  /**
   * In the running unit of work; returns the award of a yes. Throws `BUDGET_EXCEEDED` (conflict) when the fund
   * does not have it free: the database decides that, not a figure read before.
   */
  async carryOut(
    determination: Determination,
    standing: Standing,
    by: Id<'person'>,
    words: string | undefined,
  ): Promise<AwardView | null> {
    const { applicationId, amount, outcome, reasonCode } = determination;
    if (outcome === 'approved') {
      invariant(amount !== null, 'An approval names an amount.');
      const award = await this.grant(determination, amount, standing, by);
      await this.applications.transition(applicationId, 'ApplicationApproved', by);
      await this.answers.give(applicationId, { outcome, amount, words: words ?? null });
      return award;
    }
    const fact = outcome === 'declined' ? 'ApplicationDeclined' : 'ApplicationWaitlisted';
    await this.applications.transition(applicationId, fact, by);
    await this.answers.give(applicationId, { outcome, reasonCode, words: words ?? null });
    return null;
  }

  /** What a fund has free for new awards. */
  async freeIn(fund: string, currency: Money['currency']): Promise<Money> {
    return (await this.books.fundStatus(fund, currency)).available;
  }

  private async grant(
    determination: Determination,
    amount: Money,
    { application, reviews }: Standing,
    by: Id<'person'>,
  ): Promise<AwardView> {
    const offeredAt = determination.decidedAt;
    const [proposer] = reviews;
    invariant(offeredAt !== null, 'An award follows a decision.');
    invariant(proposer !== undefined, 'An award follows a review.');
    const award: AwardView = {
      id: newId('award'),
      ledgerRef: randomUUID(),
      applicationId: application.id,
      applicantId: application.applicantId,
      determinationId: determination.id,
      state: awardGraph.initial,
      fund: determination.fund,
      amount,
      offeredAt,
      notifiedAt: null,
      acceptedAt: null,
    };
    await this.openings.open(award, determination.instalments);
    await this.encumber(award, proposer.reviewerId, by);
    await this.queue.add(AWARD_NOTICE, { award: award.id }, { key: `${award.id}:notice` });
    return award;
  }

  /** Two people stand behind it in the books: who proposed and who approved last. */
  private async encumber(award: AwardView, actor: string, approver: string): Promise<void> {
    const { fund, amount, ledgerRef: awardRef } = award;
    const order = { fund, amount, awardRef, actor, approver };
    await this.ledger.post([
      { ...order, kind: 'award.reserved', key: `${award.id}:award.reserved` },
      { ...order, kind: 'award.approved', key: `${award.id}:award.approved` },
    ]);
  }
}
