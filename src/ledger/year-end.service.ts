import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Money, parseCurrency } from '#kernel';
import type { Account, Period } from './books.js';
import { BooksStore } from './books.store.js';
import { ClosingProposals, type Closing } from './closing-proposals.service.js';
import type { ClosingProposal } from './closing-proposals.store.js';
import { yearMonthsOpen, yearUnknown } from './ledger.errors.js';
import { Periods } from './periods.service.js';
import type { AnyOrder } from './posting-order.js';
import { StatementsStore, type YearLine } from './statements.store.js';

/** Expense is kept per award; what a year closes is all of it, and this reference says so. */
const ALL_AWARDS = '00000000-0000-0000-0000-000000000000';
const PER_AWARD: readonly string[] = ['5110', '5190', '6310'];

/** A line that closes a year; debit above zero. */
export interface YearClosingLine {
  readonly fund: string;
  readonly account: Account;
  readonly amount: Money;
}

/** Where the closing of a year stands. */
export interface YearEndView {
  readonly year: number;
  readonly lines: readonly YearClosingLine[];
  readonly digest: string;
  readonly waiting: ClosingProposal | null;
  /** The months are closed as far as they must be. */
  readonly isReady: boolean;
}

/**
 * The year's end: revenue, expense and transfers between funds go into net assets of the class they belong to, one entry
 * per fund, on the last day of the year. The fiscal year is the calendar year (`ledger.ends_fiscal_year`). January to
 * November are closed and December is soft-closed by then, so that nothing moves beneath it; December closes only
 * when nothing is left. If something is posted into December after it, what is left is closed by another entry.
 */
@Injectable()
export class YearEnd {
  constructor(
    private readonly store: StatementsStore,
    private readonly books: BooksStore,
    private readonly periods: Periods,
    private readonly proposals: ClosingProposals,
  ) {}

  /** Years with a month in the books up to this one, newest first. */
  async years(): Promise<number[]> {
    const months = await this.periods.list();
    return [...new Set(months.map(({ id }) => Number(id.slice(0, 4))))].reverse();
  }

  /** Throws `YEAR_UNKNOWN` (not_found). */
  async look(year: number): Promise<YearEndView> {
    const months = await this.monthsOf(year);
    const lines = await this.lines(year);
    return {
      year,
      lines,
      digest: digestOf(year, lines),
      waiting: await this.proposals.waiting({ kind: 'year_closed', subject: String(year) }),
      isReady: areReady(months),
    };
  }

  /** Throws `YEAR_MONTHS_OPEN` (conflict) and what proposing throws. */
  async propose(year: number, actor: string, seen: string): Promise<void> {
    await this.proposals.propose(await this.workOut(year), actor, seen);
  }

  /** Posts it; by another person. Throws `YEAR_MONTHS_OPEN` (conflict) and what posting throws. */
  async post(year: number, approver: string, seen: string): Promise<void> {
    const name = { kind: 'year_closed', subject: String(year) } as const;
    await this.proposals.post(name, () => this.workOut(year), approver, seen);
  }

  private async workOut(year: number): Promise<Closing> {
    if (!areReady(await this.monthsOf(year))) throw yearMonthsOpen();
    const lines = await this.lines(year);
    return {
      kind: 'year_closed',
      subject: String(year),
      digest: digestOf(year, lines),
      isEmpty: lines.length === 0,
      orders: ({ proposal, actor, approver }) =>
        [...Map.groupBy(lines, ({ fund }) => fund)].map(([fund, mine]): AnyOrder => ({
          kind: 'year.closed',
          key: `year-closed:${String(year)}:${fund}:${proposal}`,
          sourceRef: `closing:${proposal}`,
          effectiveOn: `${String(year)}-12-31`,
          actor,
          approver,
          lines: mine.map(({ account, amount }) => ({
            account: account.code,
            fund,
            amount,
            ...(PER_AWARD.includes(account.code) ? { awardRef: ALL_AWARDS } : {}),
          })),
        })),
    };
  }

  private async lines(year: number): Promise<YearClosingLine[]> {
    return (await this.store.yearLines(year)).map(lineOf);
  }

  private async monthsOf(year: number): Promise<Period[]> {
    const shown = await this.periods.list();
    const months = (await this.books.periods()).filter(
      ({ id }) => id.slice(0, 4) === String(year) && id >= (shown[0]?.id ?? ''),
    );
    if (!shown.some(({ id }) => id.slice(0, 4) === String(year))) throw yearUnknown();
    return months;
  }
}

/** All months but the last are closed, and the last takes entries by two people only. */
function areReady(months: readonly Period[]): boolean {
  const last = months.at(-1);
  return (
    last?.id.endsWith('-12') === true &&
    last.state === 'soft_closed' &&
    months.slice(0, -1).every(({ state }) => state === 'closed')
  );
}

function lineOf({ fund, currency, account, name, type, amount }: YearLine): YearClosingLine {
  return {
    fund,
    account: { code: account, name, type },
    amount: Money.of(BigInt(amount), parseCurrency(currency)),
  };
}

function digestOf(year: number, lines: readonly YearClosingLine[]): string {
  const text = lines.map(({ fund, account, amount }) =>
    [fund, account.code, amount.currency, String(amount.minor)].join('|'),
  );
  return createHash('sha256')
    .update([`year|${String(year)}`, ...text].join('\n'))
    .digest('hex');
}
