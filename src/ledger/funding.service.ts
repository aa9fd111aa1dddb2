import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { DomainError, type Money } from '#kernel';
import { UnitOfWork } from '#platform';
import { BooksService } from './books.service.js';
import { checkNewFund, type FundClass, type NewFund } from './fund.js';
import { JournalStore } from './journal.store.js';
import { fundExists } from './ledger.errors.js';
import type { PostingOrder } from './posting-order.js';
import type { TemplateKind } from './posting-templates.js';
import { Vouchers } from './vouchers.service.js';

/** An act on a fund's money. `key` makes it happen once, however often it is sent. */
export interface FundingAct {
  readonly key: string;
  readonly fund: string;
  readonly amount: Money;
  readonly actor: string;
  readonly approver?: string;
  readonly sourceRef?: string;
  readonly effectiveOn?: string;
}

const GIFT_KINDS: Readonly<Record<FundClass, TemplateKind>> = {
  unrestricted: 'fund.received.unrestricted',
  restricted: 'fund.received.restricted',
  conditional: 'fund.received.conditional',
};

/** How money gets into a fund and to the provider. Each act is a voucher that is posted at once, by both people where it needs two. */
@Injectable()
export class FundingService {
  constructor(
    private readonly vouchers: Vouchers,
    private readonly books: BooksService,
    private readonly journal: JournalStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** What is wrong with a fund that somebody wants to open, at which field; null when it can be opened. */
  problemWith(fund: NewFund): { readonly field: string; readonly message: string } | null {
    try {
      checkNewFund(fund);
      return null;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { field: 'code', message: error.message };
    }
  }

  /** Throws `FUND_INVALID` (invalid) or `FUND_EXISTS` (conflict). */
  async openFund(fund: NewFund, actor: string): Promise<void> {
    checkNewFund(fund);
    await this.unitOfWork.run(async () => {
      if (!(await this.journal.openFund(fund, actor))) throw fundExists();
      await this.audit.record({
        kind: 'act',
        act: 'FundOpened',
        actor,
        subject: `fund:${fund.code}`,
        details: { restriction: fund.restriction },
      });
    });
  }

  /** A gift arrived at the bank; the fund's restriction decides whether it is revenue or an advance. */
  async receiveGift(gift: FundingAct): Promise<void> {
    const fund = await this.books.fund(gift.fund);
    await this.write(gift, { kind: GIFT_KINDS[fund.class] });
  }

  /** Allows a fund to be spent; two people (`approver` is not `actor`). */
  async authoriseBudget(act: FundingAct): Promise<void> {
    await this.write(act, { kind: 'budget.authorised' });
  }

  /** Money left the bank for the provider. */
  async sendToProvider(act: FundingAct): Promise<void> {
    await this.write(act, { kind: 'provider.funding.sent' });
  }

  /** The provider has it: to be paid out, or to load cards with. */
  async arriveAtProvider(
    act: FundingAct,
    purse: 'payouts' | 'connect' | 'cards' | 'rewards' = 'payouts',
  ): Promise<void> {
    await this.write(act, { kind: 'provider.funding.arrived', variant: purse });
  }

  /** A condition of a conditional fund was met: that much of the advance is revenue now. */
  async earnAdvance(act: FundingAct): Promise<void> {
    await this.write(act, { kind: 'revenue.condition_met' });
  }

  private async write(
    act: FundingAct,
    more: Pick<PostingOrder, 'kind' | 'variant'>,
  ): Promise<void> {
    const { key, actor, approver, ...draft } = act;
    await this.vouchers.submit({ ...draft, ...more }, { key, actor, approver });
  }
}
