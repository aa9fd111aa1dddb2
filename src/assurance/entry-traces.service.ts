import { Injectable } from '@nestjs/common';
import { LogStore } from '#audit';
import type { Entry } from '#ledger';
import {
  EntryTraceStore,
  type Part,
  type PayoutTrace,
  type StatementTrace,
  type Trace,
  type VoucherTrace,
} from './entry-trace.store.js';
import { SegregationStore } from './segregation.store.js';

/** Where an entry stands in the log; null while it waits for its leaf. */
export interface LeafPlace {
  readonly index: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  /** Leaves under the latest signed checkpoint, which covers it; null when none does yet. */
  readonly coveredBy: number | null;
}

/** Everything that stands behind an entry. */
export interface EntryTrace {
  readonly award: Trace | null;
  readonly parts: readonly Part[];
  readonly payout: PayoutTrace | null;
  readonly statement: StatementTrace | null;
  readonly voucher: VoucherTrace | null;
  readonly leaf: LeafPlace | null;
  readonly actorRoles: readonly string[];
  readonly approverRoles: readonly string[];
}

/** Follows an entry back: decision, people and their roles at that time, payout, leaf. */
@Injectable()
export class EntryTraces {
  constructor(
    private readonly store: EntryTraceStore,
    private readonly segregation: SegregationStore,
    private readonly log: LogStore,
  ) {}

  async of(entry: Entry): Promise<EntryTrace> {
    const { actor, approver, postedAt, sourceRef } = entry;
    const awardRef = entry.lines.find((line) => line.awardRef !== null)?.awardRef ?? null;
    const award = awardRef === null ? null : await this.store.award(awardRef);
    return {
      award,
      parts: award === null ? [] : await this.store.parts(award.applicationId),
      payout: sourceRef === null ? null : await this.store.payout(sourceRef),
      statement: await this.store.statementLine(entry.key),
      voucher: await this.store.voucher(entry.seq),
      leaf: await this.leafOf(entry.seq),
      actorRoles: await this.segregation.rolesAt(actor, postedAt),
      approverRoles: approver === null ? [] : await this.segregation.rolesAt(approver, postedAt),
    };
  }

  /** The canonical JSON whose hash is the leaf (RFC 6962: a zero byte in front). */
  async leafBody(seq: bigint): Promise<string | null> {
    return this.store.leafBody(seq);
  }

  private async leafOf(seq: bigint): Promise<LeafPlace | null> {
    const leaf = await this.log.leafOf('entry', String(seq));
    if (leaf === null) return null;
    const head = await this.log.head();
    return {
      index: leaf.idx,
      hash: leaf.hash.toString('hex'),
      coveredBy: head !== null && head.size > leaf.idx ? head.size : null,
    };
  }
}
