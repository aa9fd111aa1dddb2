import { Controller, Get } from '@nestjs/common';
import type { Staff } from '#identity';
import { Money } from '#kernel';
import { BooksService, type FundStatus } from '#ledger';
import { Payouts, RailConditions, SendingHalts, SmallRests } from '#payouts';
import { Breaks } from '#reconciliation';
import { ForStaff } from '../http/access.js';
import { CurrentStaff } from '../http/visitor.js';
import { View } from '../http/view.js';
import { wordsFor } from './payouts/rail-words.js';

const CURRENCY = 'USD';

/** What finance sees first: money, what is to pay, what went wrong, whether sending runs. And the funds. */
@Controller('finance')
@ForStaff('finance_preparer', 'finance_releaser')
export class FinanceController {
  constructor(
    private readonly payouts: Payouts,
    private readonly halts: SendingHalts,
    private readonly books: BooksService,
    private readonly breaks: Breaks,
    private readonly conditions: RailConditions,
    private readonly rests: SmallRests,
  ) {}

  @Get()
  async home(@CurrentStaff() staff: Staff): Promise<View> {
    const figures = await this.payouts.figures(CURRENCY);
    const funds = await this.funds();
    const exceptions = await this.payouts.exceptions();
    return new View('finance/home', {
      title: 'Finance',
      atProvider: sum(funds, 'atProvider').format(),
      atBank: sum(funds, 'atBank').format(),
      committed: sum(funds, 'committed').format(),
      ready: figures.ready,
      readyAmount: Money.of(figures.readyMinor, CURRENCY).format(),
      isShort: figures.readyMinor > sum(funds, 'atProvider').minor,
      waitingForRelease: figures.waitingForRelease,
      underWay: figures.underWay,
      underWayAmount: Money.of(figures.underWayMinor, CURRENCY).format(),
      failed: figures.failed,
      unknown: figures.unknown,
      held: figures.held,
      troubles: (await this.conditions.list())
        .map((rail) => ({ ...rail, ...wordsFor(rail) }))
        .filter(({ sentence }) => sentence !== ''),
      exceptions: exceptions.length,
      rests: (await this.rests.list()).length,
      breaks: (await this.breaks.listOpen()).length,
      halts: await this.halts.standing(),
      canResume: staff.roles.includes('finance_releaser'),
      canPrepare: staff.roles.includes('finance_preparer'),
    });
  }

  @Get('funds')
  async showFunds(): Promise<View> {
    const names = new Map((await this.books.funds()).map(({ code, name }) => [code, name]));
    const funds = (await this.funds()).map((status) => ({
      code: status.fund,
      name: names.get(status.fund) ?? '',
      ...formatted(status),
    }));
    return new View('finance/funds', { title: 'Funds', back: '/finance', funds });
  }

  private async funds(): Promise<FundStatus[]> {
    const statuses: FundStatus[] = [];
    for (const { code } of await this.books.funds()) {
      statuses.push(await this.books.fundStatus(code, CURRENCY));
    }
    return statuses;
  }
}

type Figure = 'atProvider' | 'atBank' | 'committed';

function sum(funds: readonly FundStatus[], figure: Figure): Money {
  return Money.sum(
    CURRENCY,
    funds.map((fund) => fund[figure]),
  );
}

function formatted(status: FundStatus): Record<string, string> {
  return Object.fromEntries(
    Object.entries(status)
      .filter((entry): entry is [string, Money] => entry[1] instanceof Money)
      .map(([name, money]) => [name, money.format()]),
  );
}
