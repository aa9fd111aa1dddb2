import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { DomainError, parseId } from '#kernel';
import { RailRegistry, TopUpArrivals, TopUps, Upcoming, type TopUpView } from '#payouts';
import { problemModel } from '../../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { ArrivedForm } from './money-forms.js';
import { topUpModel } from './money-view.js';
import { problemWithArrival } from './top-up-reading.js';

/** One transfer from the bank: where it is; and for a person who read the provider's paper, that it is there. */
@Controller('finance/money/top-ups')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class TopUpArrivalController {
  constructor(
    private readonly topUps: TopUps,
    private readonly arrivals: TopUpArrivals,
    private readonly rails: RailRegistry,
    private readonly people: People,
    private readonly upcoming: Upcoming,
  ) {}

  @Get(':id')
  async show(@Param('id') id: string): Promise<View> {
    const topUp = await this.topUps.get(parseId('topUp', id));
    const names = await this.people.names();
    const nameOf = (person: string | null): string =>
      person === null ? '' : (names.get(person) ?? person);
    return new View('finance/top-up', {
      title: 'Money sent from the bank',
      back: '/finance/money',
      topUp: this.modelOf(topUp),
      writer: nameOf(topUp.writtenBy),
      booker: nameOf(topUp.bookedBy),
    });
  }

  @Get(':id/arrived')
  async beforeSayingThatItIsThere(@Param('id') id: string): Promise<View> {
    return this.form(await this.topUps.get(parseId('topUp', id)), {});
  }

  @Post(':id/arrived')
  async sayThatItIsThere(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const topUp = await this.topUps.get(parseId('topUp', id));
    const reading = await readForm(ArrivedForm, body);
    if (!reading.ok) return this.form(topUp, reading.typed, reading.problems);
    const { on } = reading.form;
    const problem = problemWithArrival(on, this.upcoming.today());
    if (problem) return this.form(topUp, reading.typed, [problem]);
    try {
      await this.arrivals.book(topUp, { by: staff.id, on });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      const field = error.code.startsWith('PERIOD') ? 'on' : '';
      return this.form(topUp, reading.typed, [{ field, message: error.message }]);
    }
    return new Redirect(`/finance/money/top-ups/${topUp.id}`);
  }

  private form(topUp: TopUpView, typed: Typed, problems: readonly FormProblem[] = []): View {
    const model = this.modelOf(topUp);
    if (!model['isOnItsWay']) throw notOnItsWay();
    return new View(
      'finance/top-up-arrived',
      {
        title: 'It is there',
        back: `/finance/money/top-ups/${topUp.id}`,
        topUp: model,
        ...problemModel(problems, typed),
      },
      problems.length > 0 ? 422 : 200,
    );
  }

  private modelOf(topUp: TopUpView): ReturnType<typeof topUpModel> {
    const places = this.rails.all().map(({ capabilities }) => capabilities);
    return topUpModel(topUp, new Map(places.map(({ purse, label }) => [purse, label])));
  }
}

const notOnItsWay = (): DomainError =>
  new DomainError('conflict', 'NOT_ON_ITS_WAY', 'This transfer is not on its way any more.');
