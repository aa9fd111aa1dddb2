import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { Staff } from '#identity';
import { DomainError, newId, parseId } from '#kernel';
import { BooksService } from '#ledger';
import { RailRegistry, TopUps, Upcoming, type TopUpWish } from '#payouts';
import { problemModel } from '../../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { rehearsalModel } from '../books/voucher-view.js';
import { EnterTopUpForm, WriteTopUpForm } from './money-forms.js';
import { dateOf } from './money-view.js';
import { readTopUp } from './top-up-reading.js';

/** Where on the form a refusal of the books belongs. */
const FIELDS: Readonly<Record<string, string>> = {
  INSUFFICIENT_FUNDS: 'amount',
  AMOUNT_INVALID: 'amount',
};

/** One person writes down that money was sent from the bank: a form, a page that shows what it does, then it is done. */
@Controller('finance/money/top-ups')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class TopUpsController {
  constructor(
    private readonly topUps: TopUps,
    private readonly rails: RailRegistry,
    private readonly books: BooksService,
    private readonly upcoming: Upcoming,
  ) {}

  @Get('new')
  async ask(@Query('purse') purse: unknown): Promise<View> {
    return this.form({ purse: typeof purse === 'string' ? purse : '' });
  }

  @Post('change')
  async change(@Body() body: unknown): Promise<View> {
    const { typed } = await readForm(WriteTopUpForm, body);
    return this.form(typed);
  }

  @Post('check')
  async check(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View> {
    const reading = await readForm(WriteTopUpForm, body);
    if (!reading.ok) return this.form(reading.typed, reading.problems);
    const read = readTopUp(reading.form, newId('topUp'), await this.surroundings());
    if ('problems' in read) return this.form(reading.typed, read.problems);
    const seen = await this.topUps.rehearse(read.wish, staff.id);
    if (seen.refusal) return this.form(reading.typed, [problemOf(seen.refusal)]);
    return new View('finance/top-up-check', {
      title: 'Check: money sent',
      back: '/finance/money',
      id: read.wish.id,
      facts: this.factsOf(read.wish),
      expectedOn: dateOf(read.wish.expectedOn),
      seen: { ...rehearsalModel(seen), needsSecond: seen.needsSecond },
      kept: Object.entries(reading.typed).map(([name, value]) => ({ name, value })),
    });
  }

  @Post()
  async write(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(EnterTopUpForm, body);
    if (!reading.ok) return this.form(reading.typed, reading.problems);
    const { id, ...form } = reading.form;
    const read = readTopUp(form, parseId('topUp', id), await this.surroundings());
    if ('problems' in read) return this.form(reading.typed, read.problems);
    try {
      await this.topUps.write(read.wish, staff.id);
      return new Redirect('/finance/money');
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      return this.form(reading.typed, [problemOf(error)]);
    }
  }

  private async form(typed: Typed, problems: readonly FormProblem[] = []): Promise<View> {
    const today = this.upcoming.today();
    const model = {
      title: 'Money sent from the bank',
      back: '/finance/money',
      today,
      purses: [{ value: '', label: 'Choose' }, ...this.places()],
      funds: [
        { value: '', label: 'Choose' },
        ...(await this.books.funds()).map(({ code, name }) => ({
          value: code,
          label: `${code}: ${name}`,
        })),
      ],
      ...problemModel(problems, typed),
    };
    return new View('finance/top-up-form', model, problems.length > 0 ? 422 : 200);
  }

  private places(): { readonly value: string; readonly label: string }[] {
    return this.rails
      .all()
      .map(({ capabilities: { purse, label } }) => ({ value: purse, label }))
      .filter(({ value }) => value !== 'bank');
  }

  private async surroundings(): Promise<{ funds: string[]; today: string }> {
    const funds = (await this.books.funds()).map(({ code }) => code);
    return { funds, today: this.upcoming.today() };
  }

  private factsOf(wish: TopUpWish): { readonly label: string; readonly value: string }[] {
    const place = this.places().find(({ value }) => value === wish.purse);
    return [
      { label: 'Sent to', value: place?.label ?? wish.purse },
      { label: 'Amount', value: wish.amount.format() },
      { label: 'Fund', value: wish.fund },
      { label: "Bank's reference", value: wish.bankReference },
    ];
  }
}

const problemOf = ({ code, message }: { code: string; message: string }): FormProblem => ({
  field: FIELDS[code] ?? '',
  message,
});
