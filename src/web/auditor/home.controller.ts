import { Controller, Get } from '@nestjs/common';
import { SensitiveReads } from '#assurance';
import { BooksService } from '#ledger';
import { SendingHalts } from '#payouts';
import { Breaks } from '#reconciliation';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';
import { breakNotice, closeNotice, haltNotices, readingNotice, type Notice } from './attention.js';
import { AUDITOR_DOORS } from './doors.js';
import { LogWatch } from './log-watch.js';

/** More readings than this on one day are worth a look. */
const MANY_READS = 20;

/** The auditor's start page: what needs attention, the worst first, and every door. */
@Controller('audit')
@ForStaff('auditor')
export class HomeController {
  constructor(
    private readonly log: LogWatch,
    private readonly books: BooksService,
    private readonly halts: SendingHalts,
    private readonly breaks: Breaks,
    private readonly reads: SensitiveReads,
  ) {}

  @Get()
  async home(): Promise<View> {
    const notices: Notice[] = [
      ...haltNotices(await this.halts.standing()),
      ...(await this.log.notices()),
      breakNotice(await this.breaks.countOpen()),
      closeNotice(await this.books.periods()),
      ...readingNotice((await this.reads.manyOnOneDay(MANY_READS)).length, MANY_READS),
    ];
    return new View('auditor/home', {
      title: 'Audit',
      notices: notices.toSorted((one, other) => WEIGHT[other.tone] - WEIGHT[one.tone]),
      places: AUDITOR_DOORS,
    });
  }
}

const WEIGHT: Readonly<Record<Notice['tone'], number>> = { err: 2, warn: 1, ok: 0 };
