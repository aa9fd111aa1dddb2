import { Controller, Get, Post } from '@nestjs/common';
import { BooksService } from '#ledger';
import { ProviderMoney, TopUps } from '#payouts';
import { MoneyWatch } from '#reconciliation';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { purseModel, topUpModel, unlessNothing, untracked } from './money-view.js';

const CURRENCY = 'USD';
/** Cash that left the bank and is not at a provider yet. */
const ON_ITS_WAY = '1050';

/** Money at the providers: what is there, what is needed, what is missing, and what is on its way. */
@Controller('finance/money')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class MoneyController {
  constructor(
    private readonly money: ProviderMoney,
    private readonly topUps: TopUps,
    private readonly books: BooksService,
    private readonly watch: MoneyWatch,
  ) {}

  @Get()
  async show(): Promise<View> {
    return this.page([]);
  }

  /** Reads the statements of providers to which money is on its way, now instead of at the next turn. */
  @Post('look')
  async look(): Promise<View | Redirect> {
    const silent = await this.watch.look();
    return silent.length === 0 ? new Redirect('/finance/money') : this.page(silent);
  }

  private async page(silent: readonly string[]): Promise<View> {
    const { purses, undecided } = await this.money.look(CURRENCY);
    const places = new Map<string, string>(purses.map(({ purse, label }) => [purse, label]));
    const onTheWay = await this.topUps.onTheWay();
    return new View('finance/money', {
      title: 'Money at the providers',
      back: '/finance',
      silent: silent.join(', '),
      purses: purses.map(purseModel),
      undecided: unlessNothing(undecided),
      topUps: (await this.topUps.list()).map((topUp) => topUpModel(topUp, places)),
      isOnTheWay: onTheWay.length > 0,
      untracked: untracked(await this.books.accountBalance(ON_ITS_WAY, CURRENCY), onTheWay),
    });
  }
}
