import { Injectable } from '@nestjs/common';
import { newId, type Id } from '#kernel';
import { AuditTrail } from '#audit';
import type { Approval, Determination, Proposal } from './determination.js';
import { determinationGraph, type DeterminationFact } from './determination.states.js';
import { DeterminationsStore } from './determinations.store.js';
import type { Standing } from './standing.js';

/** Writes determinations and approvals down, each with its line in the log. In the running unit of work. */
@Injectable()
export class DeterminationBook {
  constructor(
    private readonly store: DeterminationsStore,
    private readonly audit: AuditTrail,
  ) {}

  /** A new determination, open for approvals to its digest. */
  async open(
    { application, programme, policy }: Standing,
    { requirement, ...proposal }: Proposal,
    openedBy: Id<'person'>,
    now: Date,
  ): Promise<Determination> {
    const determination: Determination = {
      ...proposal,
      id: newId('determination'),
      applicationId: application.id,
      round: application.round,
      state: determinationGraph.initial,
      fund: programme.fund,
      instalments: programme.instalments,
      policyId: policy.id,
      approvalsNeeded: requirement.approvals,
      directorNeeded: requirement.director,
      openedBy,
      openedAt: now,
      decidedAt: null,
      approvals: [],
    };
    await this.store.insert(determination, programme.currency);
    await this.record('DeterminationProposed', determination, openedBy);
    return determination;
  }

  /** One more yes. */
  async approve(determination: Determination, approval: Approval): Promise<Determination> {
    await this.store.insertApproval(determination, approval);
    const approved = { ...determination, approvals: [...determination.approvals, approval] };
    await this.record('ApprovalGiven', approved, approval.personId);
    return approved;
  }

  /** Sets a determination aside, with every approval given to it. */
  async void(
    determination: Determination,
    by: Id<'person'>,
    fact: Extract<DeterminationFact, 'DeterminationVoided' | 'LeftWaitlist'>,
  ): Promise<void> {
    const voided = { ...determination, state: determinationGraph.after(determination.state, fact) };
    await this.store.save(voided);
    await this.record(fact, voided, by);
  }

  /** Enough people said yes. */
  async close(determination: Determination, by: Id<'person'>, now: Date): Promise<Determination> {
    const decided = {
      ...determination,
      state: determinationGraph.after(determination.state, 'DeterminationDecided'),
      decidedAt: now,
    };
    await this.store.save(decided);
    await this.record('DeterminationDecided', decided, by);
    return decided;
  }

  private async record(act: string, determination: Determination, actor: string): Promise<void> {
    await this.audit.record({
      kind: 'decision',
      act,
      actor,
      subject: determination.applicationId,
      details: {
        determination: determination.id,
        outcome: determination.outcome,
        amount: determination.amount?.toDecimal() ?? null,
        reason: determination.reasonCode,
        approvals: determination.approvals.length,
        needed: determination.approvalsNeeded,
        policy: determination.policyId,
      },
    });
  }
}
