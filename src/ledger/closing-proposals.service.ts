import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock } from '#kernel';
import { UnitOfWork } from '#platform';
import {
  ClosingProposalsStore,
  type ClosingKind,
  type ClosingProposal,
} from './closing-proposals.store.js';
import {
  closingSamePerson,
  nothingProposed,
  nothingToClose,
  proposalStale,
} from './ledger.errors.js';
import { LedgerService } from './ledger.service.js';
import type { AnyOrder } from './posting-order.js';

/** What is to be posted at an end: worked out anew each time, so that nobody posts what is no longer true. */
export interface Closing {
  readonly kind: ClosingKind;
  /** `2026` or `2026-01`. */
  readonly subject: string;
  /** Of every line; hex SHA-256. */
  readonly digest: string;
  /** The entries, given the number of the proposal and the two people. */
  readonly orders: (by: PostedBy) => AnyOrder[];
  readonly isEmpty: boolean;
}

export interface PostedBy {
  readonly proposal: string;
  readonly actor: string;
  readonly approver: string;
}

/** Closing entries by two people: one works them out and proposes, the other sees the same lines and posts. */
@Injectable()
export class ClosingProposals {
  constructor(
    private readonly store: ClosingProposalsStore,
    private readonly ledger: LedgerService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The one that waits to be posted, if any. */
  async waiting({
    kind,
    subject,
  }: Pick<Closing, 'kind' | 'subject'>): Promise<ClosingProposal | null> {
    const latest = await this.store.latest(kind, subject);
    return latest?.isPosted === false ? latest : null;
  }

  /** Proposes what was `seen`. Throws `CLOSING_NOTHING_LEFT` or `CLOSING_CHANGED` (conflict). */
  async propose(closing: Closing, actor: string, seen: string): Promise<void> {
    const { kind, subject, digest } = closing;
    if (closing.isEmpty) throw nothingToClose();
    if (seen !== digest) throw proposalStale();
    await this.unitOfWork.run(async () => {
      await this.store.add(kind, subject, {
        digest,
        proposedBy: actor,
        proposedAt: this.clock.now(),
      });
      await this.audit.record({
        kind: 'act',
        act: 'ClosingProposed',
        actor,
        subject: `${kind}:${subject}`,
        details: { digest },
      });
    });
  }

  /**
   * Posts what was proposed and `seen`, worked out anew under a lock. Throws `CLOSING_NOT_PROPOSED`,
   * `CLOSING_SAME_PERSON`, `CLOSING_CHANGED` (conflict), and what the books refuse.
   */
  async post(
    name: Pick<Closing, 'kind' | 'subject'>,
    workOut: () => Promise<Closing>,
    approver: string,
    seen: string,
  ): Promise<void> {
    const { kind, subject } = name;
    await this.unitOfWork.run(async () => {
      await this.store.lock(kind, subject);
      const proposal = await this.waiting(name);
      if (proposal === null) throw nothingProposed();
      if (proposal.proposedBy === approver) throw closingSamePerson();
      const closing = await workOut();
      if (closing.isEmpty) throw nothingToClose();
      if (closing.digest !== proposal.digest || seen !== closing.digest) throw proposalStale();
      await this.ledger.post(
        closing.orders({ proposal: proposal.number, actor: proposal.proposedBy, approver }),
      );
      await this.audit.record({
        kind: 'decision',
        act: 'ClosingPosted',
        actor: approver,
        subject: `${kind}:${subject}`,
        details: { digest: closing.digest, proposedBy: proposal.proposedBy },
      });
    });
  }
}
