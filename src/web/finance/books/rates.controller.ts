import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { DomainError, parseId } from '#kernel';
import {
  asMoney,
  ExchangeRates,
  HOME_CURRENCY,
  RevaluationService,
  type RevaluationView,
} from '#ledger';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { EnterRateForm } from '../periods/closing-forms.js';
import { monthName, nameIn, proposalModel, shown } from '../periods/closing-view.js';
import { seenIn } from '../periods/year-end.controller.js';

/** Exchange rates, entered by one person and confirmed by another. */
@Controller('finance/rates')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class RatesController {
  constructor(
    private readonly rates: ExchangeRates,
    private readonly people: People,
  ) {}

  @Get()
  async list(@CurrentStaff() staff: Staff): Promise<View> {
    return this.page(staff);
  }

  @Post()
  async enter(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(EnterRateForm, body);
    if (!reading.ok) return this.page(staff, reading);
    const { currency, onDate, rate, source } = reading.form;
    try {
      await this.rates.enter({ currency, onDate, rate, source }, staff.id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'RATE_INVALID') throw error;
      const problems = [{ field: 'rate', message: error.message }];
      return this.page(staff, { problems, typed: reading.typed });
    }
    return new Redirect('/finance/rates');
  }

  @Get(':id/confirm')
  async beforeConfirming(@Param('id') id: string): Promise<View> {
    const rate = await this.rates.get(parseId('exchangeRate', id));
    return new View('finance/rate-check', {
      title: 'Confirm a rate',
      back: '/finance/rates',
      rate: { ...rate, enteredBy: nameIn(await this.people.names(), rate.enteredBy) },
      home: HOME_CURRENCY,
    });
  }

  @Post(':id/confirm')
  async confirm(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.rates.confirm(parseId('exchangeRate', id), staff.id);
    return new Redirect('/finance/rates');
  }

  private async page(
    staff: Staff,
    form?: { readonly problems: readonly FormProblem[]; readonly typed: Typed },
  ): Promise<View> {
    const names = await this.people.names();
    return new View(
      'finance/rates',
      {
        title: 'Exchange rates',
        back: '/finance/periods',
        home: HOME_CURRENCY,
        currencies: ['MXN', 'JPY'],
        rates: (await this.rates.latest()).map((rate) => ({
          ...rate,
          enteredBy: nameIn(names, rate.enteredBy),
          confirmedBy: nameIn(names, rate.confirmedBy),
          mayConfirm: rate.confirmedBy === null && rate.enteredBy !== staff.id,
        })),
        ...problemModel(form?.problems ?? [], form?.typed ?? {}),
      },
      form === undefined ? 200 : 422,
    );
  }
}

/** The revaluation of fx-clearing at the end of a month: what moves and why, proposed by one and posted by another. */
@Controller('finance/periods/:id/revaluation')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class RevaluationController {
  constructor(
    private readonly revaluation: RevaluationService,
    private readonly people: People,
  ) {}

  @Get()
  async show(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const view = await this.revaluation.look(id);
    const isSoftClosed = view.period.state === 'soft_closed';
    return new View('finance/revaluation', {
      title: `Revaluation, ${monthName(id)}`,
      back: `/finance/periods/${id}`,
      id,
      home: HOME_CURRENCY,
      seen: view.digest,
      ...figuresOf(view),
      isSoftClosed,
      ...proposalModel(
        { ...view, isReady: isSoftClosed, isLeft: view.moves.length > 0 },
        staff,
        await this.people.names(),
      ),
    });
  }

  @Post('propose')
  @ForStaff('finance_preparer')
  async propose(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<Redirect> {
    await this.revaluation.propose(id, staff.id, await seenIn(body));
    return new Redirect(`/finance/periods/${id}/revaluation`);
  }

  @Post('post')
  @ForStaff('finance_releaser', 'finance_director')
  async post(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<Redirect> {
    await this.revaluation.post(id, staff.id, await seenIn(body));
    return new Redirect(`/finance/periods/${id}/revaluation`);
  }
}

function figuresOf({ legs, rates, missing, moves }: RevaluationView): ViewModel {
  return {
    legs: legs.map(({ fund, currency, minor }) => ({
      fund,
      currency,
      amount: shown(minor, currency),
    })),
    rates,
    missing,
    moves: moves.map(({ fund, gain, rounding }) => ({
      fund,
      gain: asMoney(gain).format(),
      rounding: asMoney(rounding).format(),
      total: asMoney(gain + rounding).format(),
    })),
  };
}
