import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, DomainError, invariant, type Id } from '#kernel';
import { Vouchers, type Rehearsal, type Voucher, type VoucherDraft } from '#ledger';
import { UnitOfWork } from '#platform';
import { FinanceNews } from './finance-news.service.js';
import type { ReturnedTopUp, TopUp } from './top-up.js';
import { TopUpsStore } from './top-ups.store.js';

/**
 * Money that had arrived at a provider and went back to the bank. Its line in the provider's books is noticed once and
 * finance is told once; that the bank has it again only people can see, so two of them write it into the books.
 */
@Injectable()
export class TopUpReturns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: TopUpsStore,
    private readonly vouchers: Vouchers,
    private readonly news: FinanceNews,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** False when it was noticed before. */
  async notice(returned: ReturnedTopUp): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      if (!(await this.store.addReturn(returned, this.clock.now()))) return false;
      await this.audit.record({
        kind: 'act',
        act: 'TopUpCameBack',
        actor: 'system',
        subject: returned.topUpId,
        details: { purse: returned.purse },
      });
      await this.news.tell(`top-up-came-back:${returned.topUpId}`);
      return true;
    });
  }

  /** What writing down that the bank has it again would do to the books now. */
  async rehearse(topUp: TopUp, person: Id<'person'>): Promise<Rehearsal> {
    return this.vouchers.rehearse(draftOf(topUp), person);
  }

  /** One person writes it, a second one posts it under Books; sent twice it is one. Throws the books' refusal (conflict). */
  async write(topUp: TopUp, person: Id<'person'>): Promise<Voucher> {
    const key = `${topUp.id}:provider.withdrawal`;
    return this.vouchers.submit(draftOf(topUp), { actor: person, key });
  }
}

/** Names the provider's line, by which reconciliation knows the entry. Throws `NOT_CAME_BACK` (conflict). */
function draftOf({ purse, fund, amount, returnLine }: TopUp): VoucherDraft {
  invariant(purse !== 'bank', 'Our own bank is where top-ups come from.');
  if (returnLine === null) throw notBack();
  return { kind: 'provider.withdrawal', variant: purse, fund, amount, sourceRef: returnLine };
}

const notBack = (): DomainError =>
  new DomainError('conflict', 'NOT_CAME_BACK', 'This transfer did not come back.');
