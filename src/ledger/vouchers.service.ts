import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, invariant, newId, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import {
  notYourVoucher,
  ownVoucher,
  proposedAlready,
  refused,
  undoneElsewhere,
  voucherReused,
} from './ledger.errors.js';
import { LedgerService } from './ledger.service.js';
import type { AnyOrder, PostingResult } from './posting-order.js';
import { isReversedByHand } from './voucher-kinds.js';
import {
  asksForTheSame,
  assertNeutral,
  kindOf,
  type Rehearsal,
  type Voucher,
  type VoucherDraft,
} from './voucher.js';
import { voucherGraph, type VoucherFact, type VoucherState } from './voucher.states.js';
import { VoucherStore, type KindFacts } from './voucher.store.js';

/** A rehearsal of a voucher, and whether a second person must post it. */
export interface VoucherRehearsal extends Rehearsal {
  readonly needsSecond: boolean;
}

/** What changes together with an entry of a kind: states of an award or a payout. Throws to refuse the whole act. */
export type VoucherConsequence = (voucher: Voucher, approver: string | null) => Promise<void>;

/** Who writes it, and under which id and key: the same again is the same voucher. */
export interface VoucherOrigin {
  readonly actor: string;
  /** From the form, so that sending it twice writes once. */
  readonly id?: Id<'voucher'>;
  readonly key?: string;
  /** The second person, where both act at once. */
  readonly approver?: string | undefined;
}

const MOST_SHOWN = 200;
/** Stands for the second person who has not come yet; a rehearsal is never written. */
const SOMEBODY_ELSE = 'rehearsal:second-person';

/**
 * How people write the books by hand. One person writes a voucher; where the books need a second one it waits, and
 * somebody else posts or declines it. Voucher, entry, states that follow and audit line are one unit of work.
 */
@Injectable()
export class Vouchers {
  private readonly consequences = new Map<string, VoucherConsequence>();

  constructor(
    private readonly store: VoucherStore,
    private readonly ledger: LedgerService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Names what happens before an entry of this kind is posted; each module does so once, when it starts. */
  whenPosting(kind: string, consequence: VoucherConsequence): void {
    invariant(!this.consequences.has(kind), `Vouchers of ${kind} have one consequence.`);
    this.consequences.set(kind, consequence);
  }

  /** What the templates say a form for each kind must ask. */
  async kinds(): Promise<KindFacts[]> {
    return this.store.kinds();
  }

  /** What it would do now, and whether it needs a second person; the sentence of a refusal comes from the books. */
  async rehearse(draft: VoucherDraft, actor: string): Promise<VoucherRehearsal> {
    const alone = await this.ledger.rehearse(orderFor(draft, { key: newId('voucher'), actor }));
    if (alone.refusal?.code !== 'NEEDS_SECOND_PERSON') {
      return this.withReversal(draft, { ...alone, needsSecond: false });
    }
    const people = { key: newId('voucher'), actor, approver: SOMEBODY_ELSE };
    const both = await this.ledger.rehearse(orderFor(draft, people));
    return this.withReversal(draft, { ...both, needsSecond: true });
  }

  /**
   * Posts it at once, or lets it wait for a second person where the books need one. Throws the books' refusal
   * (conflict), `TEXT_NOT_NEUTRAL` (invalid), `UNDONE_ELSEWHERE`, `PROPOSED_ALREADY` or `VOUCHER_REUSED` (conflict).
   */
  async submit(draft: VoucherDraft, origin: VoucherOrigin): Promise<Voucher> {
    assertNeutral(draft.reason, draft.sourceRef);
    return this.unitOfWork.run(async () => {
      const voucher = this.written(draft, origin);
      const before = await this.store.findByKey(voucher.key);
      if (before) return sameAs(before, voucher);
      if ('reverses' in draft && !(await this.isReversible(draft.reverses)))
        throw undoneElsewhere();
      if (!(await this.store.add(voucher))) {
        // Sent twice at once: the other one is there by now.
        const other = await this.store.findByKey(voucher.key);
        if (other === null) throw await this.whyNotAdded(voucher);
        return sameAs(other, voucher);
      }
      const { approver } = origin;
      return approver === undefined ? this.writeOrWait(voucher) : this.write(voucher, approver);
    });
  }

  /**
   * A second person lets it into the books. Throws `NEEDS_SECOND_PERSON` for the one who wrote it, the books'
   * refusal, `STATE_EDGE_MISSING` (conflict) once it is decided; posting again by the same person does nothing.
   */
  async post(id: Id<'voucher'>, approver: string): Promise<Voucher> {
    return this.unitOfWork.run(async () => {
      const voucher = await this.store.getLocked(id);
      if (voucher.state === 'posted' && voucher.decidedBy === approver) return voucher;
      if (voucher.proposedBy === approver) throw ownVoucher();
      return this.write(voucher, approver);
    });
  }

  /** A second person says no, with a reason. Throws like `post`, and `TEXT_NOT_NEUTRAL` (invalid). */
  async decline(id: Id<'voucher'>, by: string, reason: string): Promise<void> {
    assertNeutral(reason);
    await this.unitOfWork.run(async () => {
      const voucher = await this.store.getLocked(id);
      if (voucher.proposedBy === by) throw ownVoucher();
      await this.decide(voucher, 'VoucherDeclined', { decidedBy: by, declineReason: reason });
    });
  }

  /** Who wrote it takes it back. Throws `NOT_YOUR_VOUCHER` for anybody else, `STATE_EDGE_MISSING` once decided. */
  async withdraw(id: Id<'voucher'>, by: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const voucher = await this.store.getLocked(id);
      if (voucher.proposedBy !== by) throw notYourVoucher();
      await this.decide(voucher, 'VoucherWithdrawn', { decidedBy: by });
    });
  }

  /** Throws `VOUCHER_UNKNOWN` (not_found). */
  async get(id: Id<'voucher'>): Promise<Voucher> {
    return this.store.get(id);
  }

  /** Newest first, at most 200. */
  async list(filter: {
    state?: VoucherState;
    proposedBy?: string;
    notBy?: string;
  }): Promise<Voucher[]> {
    return this.store.list({ ...filter, limit: MOST_SHOWN });
  }

  private written(draft: VoucherDraft, origin: VoucherOrigin): Voucher {
    const id = origin.id ?? newId('voucher');
    return {
      id,
      key: origin.key ?? `${id}:${kindOf(draft)}`,
      kind: kindOf(draft),
      draft,
      state: voucherGraph.initial,
      proposedBy: origin.actor,
      proposedAt: this.clock.now(),
      decidedBy: null,
      decidedAt: null,
      declineReason: null,
      entry: null,
    };
  }

  private async whyNotAdded({ kind, draft }: Voucher): Promise<Error> {
    const isProposed = await this.store.isProposed(kind, draft.sourceRef ?? '');
    return isProposed ? proposedAlready() : voucherReused();
  }

  /** Alone if the books let one person do it. What changes states with it is asked beforehand, not tried. */
  private async writeOrWait(voucher: Voucher): Promise<Voucher> {
    if (!this.consequences.has(voucher.kind)) {
      const { code, message, seq } = await this.enter(voucher, null);
      if (code === null) return this.decide(voucher, 'VoucherPosted', { entry: seq });
      if (code !== 'NEEDS_SECOND_PERSON') throw refused(code, message ?? code);
    }
    const { refusal, needsSecond } = await this.rehearse(voucher.draft, voucher.proposedBy);
    if (refusal) throw refused(refusal.code, refusal.message);
    if (!needsSecond) return this.write(voucher, null);
    await this.note('VoucherProposed', voucher, voucher.proposedBy);
    return voucher;
  }

  private async write(voucher: Voucher, approver: string | null): Promise<Voucher> {
    voucherGraph.after(voucher.state, 'VoucherPosted');
    await this.consequences.get(voucher.kind)?.(voucher, approver);
    const { code, message, seq } = await this.enter(voucher, approver);
    if (code !== null) throw refused(code, message ?? code);
    return this.decide(voucher, 'VoucherPosted', { decidedBy: approver, entry: seq });
  }

  private async enter(voucher: Voucher, approver: string | null): Promise<PostingResult> {
    const { key, proposedBy: actor } = voucher;
    const people = approver === null ? { key, actor } : { key, actor, approver };
    const [result] = await this.ledger.postEach([orderFor(voucher.draft, people)]);
    invariant(result !== undefined, 'The books answer every order.');
    return result;
  }

  private async decide(
    voucher: Voucher,
    fact: VoucherFact,
    outcome: Partial<Pick<Voucher, 'decidedBy' | 'declineReason' | 'entry'>>,
  ): Promise<Voucher> {
    const state = voucherGraph.after(voucher.state, fact);
    const next = { ...voucher, ...outcome, state, decidedAt: this.clock.now() };
    await this.store.save(next);
    await this.note(fact, next, next.decidedBy ?? next.proposedBy);
    return next;
  }

  private async note(act: string, voucher: Voucher, actor: string): Promise<void> {
    const { draft } = voucher;
    await this.audit.record({
      kind: voucher.decidedBy === null ? 'act' : 'decision',
      act,
      actor,
      subject: voucher.id,
      details: {
        kind: voucher.kind,
        entry: voucher.entry === null ? null : String(voucher.entry),
        fund: 'fund' in draft ? draft.fund : null,
        amountMinor: 'amount' in draft ? String(draft.amount.minor) : null,
        currency: 'amount' in draft ? draft.amount.currency : null,
        proposedBy: voucher.proposedBy,
      },
    });
  }

  private async withReversal(
    draft: VoucherDraft,
    seen: VoucherRehearsal,
  ): Promise<VoucherRehearsal> {
    const isFine = !('reverses' in draft) || seen.refusal !== null;
    if (isFine || (await this.isReversible(draft.reverses))) return seen;
    const { code, message } = undoneElsewhere();
    return { ...seen, refusal: { code, message } };
  }

  /** What an award or a payout did is undone by their own acts: their states would contradict a mirror. */
  private async isReversible(seq: bigint): Promise<boolean> {
    const kind = await this.store.kindOfEntry(seq);
    // An entry that does not exist is refused by the books themselves.
    return kind === null || kind === 'reversal' || isReversedByHand(kind);
  }
}

interface Standing {
  readonly key: string;
  readonly actor: string;
  readonly approver?: string;
}

const orderFor = (draft: VoucherDraft, people: Standing): AnyOrder => ({ ...draft, ...people });

function sameAs(before: Voucher, again: Voucher): Voucher {
  if (!asksForTheSame(before, again)) throw voucherReused();
  return before;
}
