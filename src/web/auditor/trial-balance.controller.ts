import { Controller, Get, Query } from '@nestjs/common';
import { Money, type Currency } from '#kernel';
import { BooksService, Periods, Statements, type TrialBalanceRow } from '#ledger';
import type { ViewModel } from '#platform';
import { problemModel } from '../forms/problems.js';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';
import { addressOf } from './journal-question.js';
import { readBalanceQuestion, type BalanceQuestion } from './trial-balance-question.js';

/** The trial balance of a fund or of all: now, as of a day, or of a month as first closed and as now known. */
@Controller('audit/trial-balance')
@ForStaff('auditor')
export class TrialBalanceController {
  constructor(
    private readonly books: BooksService,
    private readonly periods: Periods,
    private readonly statements: Statements,
  ) {}

  @Get()
  async show(@Query() query: unknown): Promise<View> {
    const [funds, periods] = [await this.books.funds(), await this.periods.list()];
    const { question, problems, typed } = readBalanceQuestion(query, { funds, periods });
    const hasProblem = problems.length > 0;
    const rows = hasProblem ? [] : await this.balances(question);
    const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
    const month = periods.find(({ id }) => id === question.period);
    return new View(
      'auditor/trial-balance',
      {
        title: 'Trial balance',
        funds,
        periods: periods
          .toReversed()
          .map(({ id, state }) => ({ id, isClosed: state === 'closed' })),
        ...problemModel(problems, typed),
        period: question.period,
        isClosed: month?.state === 'closed',
        isFirstClosed: question.period !== undefined && question.basis === 'closed',
        digest: month?.digest,
        ...(month?.state === 'closed' && !hasProblem ? await this.late(month.id) : {}),
        tables: currencies.map((currency) => tableModel(rows, currency)),
        download: addressOf('/audit/exports', exported(typed, month?.endsOn), { format: 'csv' }),
      },
      hasProblem ? 422 : 200,
    );
  }

  private async balances({ fund, to, period, basis }: BalanceQuestion): Promise<TrialBalanceRow[]> {
    if (period !== undefined) {
      return basis === 'closed'
        ? this.statements.asFirstClosed(period, fund)
        : this.statements.asNowKnown(period, fund);
    }
    return this.books.trialBalance({
      ...(fund === undefined ? {} : { fund }),
      ...(to === undefined ? {} : { asOf: to }),
    });
  }

  /** Where the two balances of a closed month differ, and the entries that make the difference. */
  private async late(period: string): Promise<ViewModel> {
    return {
      differences: (await this.statements.lateDifferences(period)).map((row) => ({
        account: row.account,
        fund: row.fund,
        closed: row.closed.format(),
        known: row.known.format(),
        difference: row.difference.format(),
      })),
      lateEntries: (await this.statements.lateEntries(period)).map(
        ({ seq, kind, effectiveOn }) => ({
          seq: String(seq),
          kind,
          effectiveOn,
        }),
      ),
    };
  }
}

/** What an export is asked with: days and a fund. */
function exported(
  { fund, to }: Readonly<Record<string, string>>,
  monthEnd: string | undefined,
): Record<string, string> {
  const day = monthEnd ?? to;
  return {
    ...(fund === undefined ? {} : { fund }),
    ...(day === undefined ? {} : { to: day }),
  };
}

function tableModel(rows: readonly TrialBalanceRow[], currency: Currency): ViewModel {
  const shown = rows.filter((row) => row.currency === currency);
  const funds = [...new Set(shown.map(({ fund }) => fund))].sort();
  return {
    currency,
    rows: shown.map((row) => ({ account: row.account, fund: row.fund, ...sides(row.net) })),
    ...totals(shown, currency),
    funds: funds.map((fund) => ({
      fund,
      ...totals(
        shown.filter((row) => row.fund === fund),
        currency,
      ),
    })),
  };
}

/** A balance on the side it stands on. */
function sides(net: Money): ViewModel {
  return {
    debit: net.minor > 0n ? net.format() : '',
    credit: net.minor < 0n ? Money.zero(net.currency).minus(net).format() : '',
  };
}

function totals(rows: readonly TrialBalanceRow[], currency: Currency): ViewModel {
  const zero = Money.zero(currency);
  const debit = rows
    .filter(({ net }) => net.minor > 0n)
    .reduce((sum, { net }) => sum.plus(net), zero);
  const credit = rows
    .filter(({ net }) => net.minor < 0n)
    .reduce((sum, { net }) => sum.minus(net), zero);
  return { debit: debit.format(), credit: credit.format(), isBalanced: debit.equals(credit) };
}
