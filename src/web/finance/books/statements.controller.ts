import { Controller, Get, Query } from '@nestjs/common';
import { Money } from '#kernel';
import {
  BooksService,
  isCalendarDate,
  Statements,
  type ActivitiesStatement,
  type ActivitySection,
  type PositionStatement,
  type SpanQuestion,
} from '#ledger';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import type { FormProblem } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { View } from '../../http/view.js';

const SECTIONS: Readonly<Record<ActivitySection, string>> = {
  revenue: 'Revenue and support',
  released: 'Released from restrictions',
  expenses: 'Expenses',
  transfers: 'Transfers between funds',
  other: 'Booked on net assets directly',
};

/** Financial statements of some days, on one page that prints. */
@Controller('finance/statements')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director', 'auditor')
export class StatementsController {
  constructor(
    private readonly statements: Statements,
    private readonly books: BooksService,
  ) {}

  @Get()
  async show(@Query() query: unknown): Promise<View> {
    const funds = await this.books.funds();
    const today = this.statements.today();
    const asked = { from: `${today.slice(0, 4)}-01-01`, to: today, ...textsIn(query) };
    const problems = problemsOf(
      asked,
      funds.map(({ code }) => code),
    );
    return new View(
      'finance/statements',
      {
        title: 'Statements',
        funds,
        isKnown: asked.basis === 'known',
        span: `${asked.from} to ${asked.to}`,
        ...problemModel(problems, { ...asked }),
        ...(problems.length > 0 ? {} : await this.answer(questionOf(asked))),
      },
      problems.length > 0 ? 422 : 200,
    );
  }

  private async answer(span: SpanQuestion): Promise<ViewModel> {
    const fund = span.fund === undefined ? {} : { fund: span.fund };
    const day = {
      asOf: span.to,
      ...(span.basis === undefined ? {} : { basis: span.basis }),
      ...fund,
    };
    return {
      activities: (await this.statements.activities(span)).map(activitiesModel),
      positions: (await this.statements.position(day)).map(positionModel),
      budgets: (await this.statements.budgets(day)).map(inWords),
      rollForward: (await this.statements.rollForward(span)).map(inWords),
      commitments: (await this.statements.commitments({ asOf: span.to, ...fund })).map(inWords),
    };
  }
}

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly fund?: string;
  readonly basis?: string;
}

const NAMES = ['from', 'to', 'fund', 'basis'] as const;

/** What stands in the address and is not empty; everything else is passed over. */
function textsIn(query: unknown): Partial<Asked> {
  if (typeof query !== 'object' || query === null) return {};
  return Object.fromEntries(
    Object.entries(query).filter(
      ([name, value]) =>
        NAMES.some((known) => known === name) && typeof value === 'string' && value.trim() !== '',
    ),
  );
}

function problemsOf({ from, to, fund, basis }: Asked, funds: readonly string[]): FormProblem[] {
  const checks = [
    { field: 'from', message: 'Write the first day like 2026-01-31.', ok: isCalendarDate(from) },
    { field: 'to', message: 'Write the last day like 2026-01-31.', ok: isCalendarDate(to) },
    { field: 'to', message: 'The last day is not before the first.', ok: from <= to },
    {
      field: 'fund',
      message: 'Choose one of the funds.',
      ok: fund === undefined || funds.includes(fund),
    },
    {
      field: 'basis',
      message: 'Choose what counts.',
      ok: basis === undefined || basis === 'posted' || basis === 'known',
    },
  ];
  return checks.filter(({ ok }) => !ok).map(({ field, message }) => ({ field, message }));
}

const questionOf = ({ from, to, fund, basis }: Asked): SpanQuestion => ({
  from,
  to,
  basis: basis === 'known' ? 'known' : 'posted',
  ...(fund === undefined ? {} : { fund }),
});

/** The same values with every amount as people read it. */
function inWords(values: object): ViewModel {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Money ? value.format() : value,
    ]),
  );
}

function activitiesModel({
  currency,
  sections,
  opening,
  change,
  closing,
}: ActivitiesStatement): ViewModel {
  return {
    currency,
    sections: sections.map(({ section, lines }) => ({
      name: SECTIONS[section],
      lines: lines.map(inWords),
    })),
    opening: inWords(opening),
    change: inWords(change),
    closing: inWords(closing),
  };
}

function positionModel(statement: PositionStatement): ViewModel {
  return {
    ...inWords(statement),
    assets: statement.assets.map(inWords),
    liabilities: statement.liabilities.map(inWords),
    netAssets: inWords(statement.netAssets),
  };
}
