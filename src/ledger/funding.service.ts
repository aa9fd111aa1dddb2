import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { invariant, type Money } from '#kernel';
import { UnitOfWork } from '#platform';
import { BooksService } from './books.service.js';
import { checkNewFund, type FundClass, type NewFund } from './fund.js';
import { JournalStore } from './journal.store.js';
import { fundExists, refused } from './ledger.errors.js';
import { LedgerService } from './ledger.service.js';
import type { PostingOrder } from './posting-order.js';
import type { TemplateKind } from './posting-templates.js';

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

/** How money gets into a fund and to the provider. Each act is one unit of work with its entry and its audit event. */
@Injectable()
export class FundingService {
  constructor(
    private readonly ledger: LedgerService,
    private readonly books: BooksService,
    private readonly journal: JournalStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

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
    await this.act('GiftReceived', { ...gift, kind: GIFT_KINDS[fund.class] });
  }

  /** Allows a fund to be spent; two people (`approver` is not `actor`). */
  async authoriseBudget(act: FundingAct): Promise<void> {
    await this.act('BudgetAuthorised', { ...act, kind: 'budget.authorised' });
  }

  /** Money left the bank for the provider. */
  async sendToProvider(act: FundingAct): Promise<void> {
    await this.act('ProviderFundingSent', { ...act, kind: 'provider.funding.sent' });
  }

  /** The provider has it: to be paid out, or to load cards with. */
  async arriveAtProvider(act: FundingAct, purse: 'payouts' | 'cards' = 'payouts'): Promise<void> {
    await this.act('ProviderFundingArrived', {
      ...act,
      kind: 'provider.funding.arrived',
      variant: purse,
    });
  }

  /** A condition of a conditional fund was met: that much of the advance is revenue now. */
  async earnAdvance(act: FundingAct): Promise<void> {
    await this.act('AdvanceEarned', { ...act, kind: 'revenue.condition_met' });
  }

  private async act(act: string, order: PostingOrder): Promise<void> {
    await this.unitOfWork.run(async () => {
      const [result] = await this.ledger.postEach([order]);
      invariant(result !== undefined, 'The books answer every order.');
      if (result.code !== null) throw refused(result.code, result.message ?? result.code);
      if (result.status === 'replayed') return;
      await this.audit.record({
        kind: order.approver === undefined ? 'act' : 'decision',
        act,
        actor: order.actor,
        subject: `fund:${order.fund}`,
        details: {
          entry: String(result.seq),
          amountMinor: String(order.amount.minor),
          currency: order.amount.currency,
          approver: order.approver ?? null,
        },
      });
    });
  }
}
