import { Body, Controller, Get, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { DomainError } from '#kernel';
import { FundingService, type NewFund } from '#ledger';
import { problemModel } from '../../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { OpenFundForm } from './books.form.js';

const RESTRICTIONS: Readonly<Record<OpenFundForm['restriction'], string>> = {
  none: 'Anything',
  purpose: 'A purpose',
  time: 'A time',
  purpose_time: 'A purpose in a time',
  conditional: 'Only after a condition is met, else it goes back',
};

/** Opens a fund. It moves no money and no budget, so the finance director does it alone, after a check page. */
@Controller('finance/books/funds')
@ForStaff('finance_director')
export class NewFundController {
  constructor(private readonly funding: FundingService) {}

  @Get('new')
  ask(): View {
    return form({ restriction: 'purpose' });
  }

  @Post('check')
  async check(@Body() body: unknown): Promise<View> {
    const reading = await readForm(OpenFundForm, body);
    if (!reading.ok) return form(reading.typed, reading.problems);
    const problem = this.funding.problemWith(fundOf(reading.form));
    if (problem !== null) return form(reading.typed, [problem]);
    return new View('finance/fund-form', {
      title: 'Check: open a fund',
      back: '/finance/books',
      isCheck: true,
      facts: factsOf(reading.form),
      kept: Object.entries(reading.typed).map(([name, value]) => ({ name, value })),
    });
  }

  @Post()
  async open(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(OpenFundForm, body);
    if (!reading.ok) return form(reading.typed, reading.problems);
    try {
      await this.funding.openFund(fundOf(reading.form), staff.id);
      return new Redirect('/finance/books');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return form(reading.typed, [{ field: 'code', message: error.message }]);
    }
  }
}

function form(typed: Typed, problems: readonly FormProblem[] = []): View {
  const model = {
    title: 'Open a fund',
    back: '/finance/books',
    restrictions: Object.entries(RESTRICTIONS).map(([value, label]) => ({ value, label })),
    ...problemModel(problems, typed),
  };
  return new View('finance/fund-form', model, problems.length > 0 ? 422 : 200);
}

function fundOf(read: OpenFundForm): NewFund {
  const { code, name, restriction, ...optional } = read;
  const given = Object.entries(optional).filter(([, value]) => value !== '');
  return { code, name, restriction, ...(Object.fromEntries(given) as Partial<NewFund>) };
}

function factsOf(read: OpenFundForm): { label: string; value: string }[] {
  return [
    { label: 'Code', value: read.code },
    { label: 'Name', value: read.name },
    { label: 'Allowed for', value: RESTRICTIONS[read.restriction] },
    { label: "Funder's award number", value: read.funderAwardNo },
    { label: 'Assistance listing', value: read.assistanceListing },
    { label: 'Starts on', value: read.startsOn },
    { label: 'Ends on', value: read.endsOn },
  ].filter(({ value }) => value !== '');
}
