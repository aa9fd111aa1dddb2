import { Injectable } from '@nestjs/common';
import { DomainError, Money } from '#kernel';
import { BooksService, LedgerService } from '#ledger';
import { StatementStore } from './statement.store.js';

/** Books the fees that the statement shows and the journal does not: to the cent, on the unrestricted fund. */
@Injectable()
export class ProviderFees {
  constructor(
    private readonly store: StatementStore,
    private readonly ledger: LedgerService,
    private readonly books: BooksService,
  ) {}

  /** In the running unit of work; a fee that the books refuse stays unmatched and becomes a break. Safe to repeat: the line's id is the key. */
  async book(rail: string): Promise<void> {
    const fees = await this.store.unbookedFees(rail);
    if (fees.length === 0) return;
    const fund = await this.unrestrictedFund();
    await this.ledger.postEach(
      fees.map((fee) => ({
        kind: 'provider.fee' as const,
        key: `${fee.lineId}:provider.fee`,
        fund,
        amount: Money.of(-fee.amountMinor, fee.currency),
        actor: 'system',
        sourceRef: fee.entryId,
        effectiveOn: fee.effectiveOn,
      })),
    );
  }

  /** Funders seldom allow fees on their money, so the fund without restrictions bears them. */
  private async unrestrictedFund(): Promise<string> {
    const funds = await this.books.funds();
    const found = funds.find((fund) => fund.restriction === 'none');
    if (found) return found.code;
    throw new DomainError('conflict', 'NO_UNRESTRICTED_FUND', 'No fund may bear the fees.');
  }
}
