import { Module } from '@nestjs/common';
import { AuditModule, LeafSources } from '#audit';
import { PlatformModule } from '#platform';
import { BooksService } from './books.service.js';
import { BooksStore } from './books.store.js';
import { ClosingProposals } from './closing-proposals.service.js';
import { ClosingProposalsStore } from './closing-proposals.store.js';
import { ExchangeRates } from './exchange-rates.service.js';
import { ExchangeRatesStore } from './exchange-rates.store.js';
import { FundingService } from './funding.service.js';
import { JournalStore } from './journal.store.js';
import { JournalSearchStore } from './journal-search.store.js';
import { LedgerService } from './ledger.service.js';
import { SharedPosting } from './shared-posting.service.js';
import { Periods } from './periods.service.js';
import { PeriodsStore } from './periods.store.js';
import { RevaluationService } from './revaluation.service.js';
import { Statements } from './statements.service.js';
import { StatementsStore } from './statements.store.js';
import { VoucherStore } from './voucher.store.js';
import { Vouchers } from './vouchers.service.js';
import { YearEnd } from './year-end.service.js';

@Module({
  imports: [PlatformModule, AuditModule],
  providers: [
    LedgerService,
    SharedPosting,
    Vouchers,
    FundingService,
    BooksService,
    Periods,
    Statements,
    YearEnd,
    ExchangeRates,
    RevaluationService,
    ClosingProposals,
    ClosingProposalsStore,
    ExchangeRatesStore,
    PeriodsStore,
    StatementsStore,
    JournalStore,
    BooksStore,
    JournalSearchStore,
    VoucherStore,
  ],
  exports: [
    LedgerService,
    SharedPosting,
    Vouchers,
    FundingService,
    BooksService,
    Periods,
    Statements,
    YearEnd,
    ExchangeRates,
    RevaluationService,
  ],
})
export class LedgerModule {
  /** Entries of the journal are leaves of the log. */
  constructor(sources: LeafSources) {
    sources.register({ source: 'entry', view: 'ledger.entry_leaf' });
  }
}
