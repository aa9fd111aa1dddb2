import { Module } from '@nestjs/common';
import { AuditModule, LeafSources } from '#audit';
import { PlatformModule } from '#platform';
import { BooksExport } from './books-export.service.js';
import { BooksService } from './books.service.js';
import { BooksStore } from './books.store.js';
import { CopyStore } from './copy.store.js';
import { FundingService } from './funding.service.js';
import { JournalStore } from './journal.store.js';
import { LedgerService } from './ledger.service.js';

@Module({
  imports: [PlatformModule, AuditModule],
  providers: [
    LedgerService,
    FundingService,
    BooksService,
    BooksExport,
    JournalStore,
    BooksStore,
    CopyStore,
  ],
  exports: [LedgerService, FundingService, BooksService, BooksExport],
})
export class LedgerModule {
  /** Entries of the journal are leaves of the log. */
  constructor(sources: LeafSources) {
    sources.register({ source: 'entry', view: 'ledger.entry_leaf' });
  }
}
