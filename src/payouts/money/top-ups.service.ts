import { Injectable } from '@nestjs/common';
import { Awards } from '#approvals';
import { AuditTrail } from '#audit';
import { Clock, DomainError, type Id } from '#kernel';
import { Vouchers, type Rehearsal, type VoucherDraft } from '#ledger';
import { UnitOfWork } from '#platform';
import type { Purse } from '../rails/rail.js';
import { standingOf, type TopUp, type TopUpStanding, type TopUpWish } from './top-up.js';
import { TopUpsStore } from './top-ups.store.js';

const MOST_SHOWN = 100;

/** A top-up as people see it. */
export interface TopUpView extends TopUp {
  readonly standing: TopUpStanding;
}

/**
 * Money on its way from our bank to a provider: one person writes down that it was sent, a second one agrees where the
 * books demand it, and it stays in sight until it is there.
 */
@Injectable()
export class TopUps {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: TopUpsStore,
    private readonly vouchers: Vouchers,
    private readonly awards: Awards,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** What writing it down would do to the books now. */
  async rehearse(
    wish: TopUpWish,
    person: Id<'person'>,
  ): Promise<Rehearsal & { readonly needsSecond: boolean }> {
    return this.vouchers.rehearse(draftOf(wish), person);
  }

  /** Sent twice with the same id it is one. Throws the books' refusal (conflict), `VOUCHER_REUSED` (conflict). */
  async write(wish: TopUpWish, person: Id<'person'>): Promise<TopUpView> {
    return this.unitOfWork.run(async () => {
      const key = `${wish.id}:provider.funding.sent`;
      const voucher = await this.vouchers.submit(draftOf(wish), { actor: person, key });
      const written = { voucherId: voucher.id, writtenBy: person };
      await this.store.add({ ...wish, ...written, writtenAt: this.clock.now() });
      await this.audit.record({
        kind: 'act',
        act: 'TopUpWritten',
        actor: person,
        subject: wish.id,
        details: { purse: wish.purse, voucher: voucher.id },
      });
      return this.get(wish.id);
    });
  }

  /** Throws `TOP_UP_UNKNOWN` (not_found). */
  async get(id: Id<'topUp'>): Promise<TopUpView> {
    const topUp = await this.store.find(id);
    if (topUp) return this.viewOf(topUp);
    throw new DomainError('not_found', 'TOP_UP_UNKNOWN', 'There is no such transfer.');
  }

  /** What is not there yet, or came back, first; then the newest; at most 100. */
  async list(): Promise<TopUpView[]> {
    return (await this.store.latest(MOST_SHOWN)).map((topUp) => this.viewOf(topUp));
  }

  /** Left the bank and not there yet, the earliest expected first: to one purse, or to all. */
  async onTheWay(purse: Purse | null = null): Promise<TopUp[]> {
    return this.store.onTheWay(purse);
  }

  private viewOf(topUp: TopUp): TopUpView {
    return { ...topUp, standing: standingOf(topUp, this.awards.today()) };
  }
}

const draftOf = ({ id, fund, amount }: TopUpWish): VoucherDraft => ({
  kind: 'provider.funding.sent',
  fund,
  amount,
  sourceRef: id,
});
