import { Module } from '@nestjs/common';
import { AuditModule, LeafSources } from '#audit';
import { PlatformModule } from '#platform';
import { BooksService } from './books.service.js';
import { BooksStore } from './books.store.js';
import { FundingService } from './funding.service.js';
import { JournalStore } from './journal.store.js';
import { JournalSearchStore } from './journal-search.store.js';
import { LedgerService } from './ledger.service.js';
import { SharedPosting } from './shared-posting.service.js';
import { Periods } from './periods.service.js';
import { PeriodsStore } from './periods.store.js';
import { Statements } from './statements.service.js';
import { StatementsStore } from './statements.store.js';
import { VoucherStore } from './voucher.store.js';
import { Vouchers } from './vouchers.service.js';

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
  ],
})
export class LedgerModule {
  /** Entries of the journal are leaves of the log. */
  constructor(sources: LeafSources) {
    sources.register({ source: 'entry', view: 'ledger.entry_leaf' });
  }
}
