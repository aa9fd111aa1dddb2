import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { UnitOfWork } from '#platform';
import { CopyStore } from './copy.store.js';
import { isCalendarDate } from './fund.js';
import { dateInvalid } from './ledger.errors.js';

/** Which rows, and who asks: every export is recorded before its first byte leaves. Dates are accounting dates, both included. */
export interface ExportOrder {
  readonly actor: string;
  readonly fund?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A spreadsheet runs a cell that starts like this: such a text gets an apostrophe in front (OWASP, CSV injection). */
const safe = (column: string): string =>
  `case when ${column} ~ '^[=+@\\t\\r-]' then '''' || ${column} else ${column} end`;

/** Minor units as an exact decimal: 5 USD cents are 0.05, minus signs stay. */
const decimal = (column: string): string =>
  `round(${column}::numeric / (10::numeric ^ c.exponent), c.exponent)`;

const LEDGER_COLUMNS = `e.seq as entry, p.line, to_char(e.effective_on, 'YYYY-MM-DD') as effective_on,
  to_char(e.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as posted_at, e.period,
  to_char(e.relates_to, 'YYYY-MM-DD') as relates_to, e.kind, p.account, a.name as account_name, p.fund, p.currency,
  ${decimal('p.amount')} as amount, ${decimal('greatest(p.amount, 0)')} as debit,
  ${decimal('greatest(-p.amount, 0)')} as credit, p.award_ref, ${safe('e.actor')} as actor,
  ${safe('e.approver')} as approver, e.reverses, ${safe('e.reason')} as reason,
  ${safe('e.source_ref')} as source_ref, ${safe('e.idempotency_key')} as key`;

const BALANCE_COLUMNS = `p.account, a.name as account_name, a.type as account_type, p.fund, p.currency,
  ${decimal('sum(greatest(p.amount, 0))')} as debits, ${decimal('sum(greatest(-p.amount, 0))')} as credits,
  ${decimal('sum(p.amount)')} as net`;

const JOURNAL = `from ledger.posting p
  join ledger.entry e on e.seq = p.entry_seq
  join ledger.account a on a.code = p.account
  join ledger.currency c on c.code = p.currency`;

/**
 * The books as CSV for people with their own tools: UTF-8, RFC 4180, ISO dates, exact decimals, pseudonyms only, no
 * totals row, in the order of the journal. PostgreSQL writes the text (COPY), so memory stays flat whatever the size.
 */
@Injectable()
export class BooksExport {
  constructor(
    private readonly store: CopyStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  /** One row per line of every entry. */
  async generalLedger(order: ExportOrder): Promise<Readable> {
    await this.record('general_ledger', order);
    return this.store.stream(
      order,
      (where) => `select ${LEDGER_COLUMNS} ${JOURNAL} ${where} order by e.seq, p.line`,
    );
  }

  /** One row per account, fund and currency: everything effective up to `to`, or up to now; `from` has no say. */
  async trialBalance({ actor, fund, to }: ExportOrder): Promise<Readable> {
    const order = {
      actor,
      ...(fund === undefined ? {} : { fund }),
      ...(to === undefined ? {} : { to }),
    };
    await this.record('trial_balance', order);
    return this.store.stream(
      order,
      (where) => `select ${BALANCE_COLUMNS} ${JOURNAL} ${where}
        group by p.account, a.name, a.type, p.fund, p.currency, c.exponent
        order by p.account, p.fund, p.currency`,
    );
  }

  private async record(format: string, order: ExportOrder): Promise<void> {
    for (const date of [order.from, order.to]) {
      if (date !== undefined && !isCalendarDate(date)) throw dateInvalid();
    }
    await this.unitOfWork.run(() =>
      this.audit.record({
        kind: 'export',
        act: 'BooksExported',
        actor: order.actor,
        subject: `export:${format}`,
        details: {
          format,
          fund: order.fund ?? null,
          from: order.from ?? null,
          to: order.to ?? null,
        },
      }),
    );
  }
}
