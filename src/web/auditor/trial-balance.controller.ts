import { Controller, Get, Query } from '@nestjs/common';
import { Money, type Currency } from '#kernel';
import { BooksService, type TrialBalanceRow } from '#ledger';
import type { ViewModel } from '#platform';
import { problemModel } from '../forms/problems.js';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';
import { addressOf, readQuestion } from './journal-question.js';

/** The trial balance of a fund or of all, now or as of a day. */
@Controller('audit/trial-balance')
@ForStaff('auditor')
export class TrialBalanceController {
  constructor(private readonly books: BooksService) {}

  @Get()
  async show(@Query() query: unknown): Promise<View> {
    const funds = await this.books.funds();
    const { filter, problems, typed } = readQuestion(query, { funds, accounts: [] });
    const hasProblem = problems.length > 0;
    const rows = hasProblem ? [] : await this.balances(filter.fund, filter.to);
    const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
    return new View(
      'auditor/trial-balance',
      {
        title: 'Trial balance',
        funds,
        ...problemModel(problems, typed),
        tables: currencies.map((currency) => tableModel(rows, currency)),
        download: addressOf('/audit/exports', typed, { format: 'csv' }),
      },
      hasProblem ? 422 : 200,
    );
  }

  private async balances(fund?: string, asOf?: string): Promise<TrialBalanceRow[]> {
    return this.books.trialBalance({
      ...(fund === undefined ? {} : { fund }),
      ...(asOf === undefined ? {} : { asOf }),
    });
  }
}

function tableModel(rows: readonly TrialBalanceRow[], currency: Currency): ViewModel {
  const shown = rows.filter((row) => row.currency === currency);
  const zero = Money.zero(currency);
  const debits = shown.filter(({ net }) => net.minor > 0n);
  const credits = shown.filter(({ net }) => net.minor < 0n);
  const debit = debits.reduce((sum, { net }) => sum.plus(net), zero);
  const credit = credits.reduce((sum, { net }) => sum.minus(net), zero);
  return {
    currency,
    rows: shown.map(({ account, fund, net }) => ({
      account,
      fund,
      debit: net.minor > 0n ? net.format() : '',
      credit: net.minor < 0n ? zero.minus(net).format() : '',
    })),
    debit: debit.format(),
    credit: credit.format(),
    isBalanced: debit.equals(credit),
  };
}
