import { Controller, Get, Query } from '@nestjs/common';
import type { Staff } from '#identity';
import { DomainError } from '#kernel';
import { BooksExport, BooksService, type ExportOrder } from '#ledger';
import { ForStaff } from '../http/access.js';
import { Download } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { readQuestion } from './journal-question.js';

/** Files for an auditor's own tools. Each one is recorded in the log before its first byte leaves. */
@Controller('audit/exports')
@ForStaff('auditor')
export class ExportsController {
  constructor(
    private readonly books: BooksService,
    private readonly exporter: BooksExport,
  ) {}

  @Get('general-ledger.csv')
  async generalLedger(@CurrentStaff() staff: Staff, @Query() query: unknown): Promise<Download> {
    const order = await this.orderOf(staff, query);
    const stream = await this.exporter.generalLedger(order);
    return new Download(fileName('general-ledger', order), 'text/csv', stream);
  }

  @Get('trial-balance.csv')
  async trialBalance(@CurrentStaff() staff: Staff, @Query() query: unknown): Promise<Download> {
    const order = await this.orderOf(staff, query);
    const stream = await this.exporter.trialBalance(order);
    return new Download(fileName('trial-balance', order), 'text/csv', stream);
  }

  private async orderOf(staff: Staff, query: unknown): Promise<ExportOrder> {
    const funds = await this.books.funds();
    const { filter, problems } = readQuestion(query, { funds, accounts: [] });
    const [problem] = problems;
    if (problem) throw new DomainError('invalid', 'EXPORT_INVALID', problem.message);
    const { fund, from, to } = filter;
    return {
      actor: staff.id,
      ...(fund === undefined ? {} : { fund }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  }
}

/** Says what is inside; all parts were checked before. */
function fileName(what: string, { fund, from, to }: ExportOrder): string {
  const parts = [what, fund, from === undefined ? undefined : `from-${from}`, to && `to-${to}`];
  return `${parts.filter((part) => part !== undefined).join('-')}.csv`;
}
