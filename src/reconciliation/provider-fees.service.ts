import { Injectable } from '@nestjs/common';
import { DomainError, Money } from '#kernel';
import { BooksService, SharedPosting } from '#ledger';
import { StatementStore } from './statement.store.js';

/** Books the fees that the statement shows and the journal does not: to the cent, on the unrestricted fund. */
@Injectable()
export class ProviderFees {
  constructor(
    private readonly store: StatementStore,
    private readonly posting: SharedPosting,
    private readonly books: BooksService,
  ) {}

  /**
   * Outside a unit of work, because each fee is an act by itself: however many there are, one that the books refuse
   * fails no other, stays unmatched and becomes a break. Safe to repeat: the line's id is the key.
   */
  async book(rail: string): Promise<void> {
    const fees = await this.store.unbookedFees(rail);
    if (fees.length === 0) return;
    const fund = await this.unrestrictedFund();
    await Promise.all(
      fees.map((fee) =>
        this.posting.post({
          kind: 'provider.fee',
          variant: fee.purse,
          key: `${fee.lineId}:provider.fee`,
          fund,
          amount: Money.of(-fee.amountMinor, fee.currency),
          actor: 'system',
          sourceRef: fee.entryId,
          effectiveOn: fee.effectiveOn,
        }),
      ),
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
