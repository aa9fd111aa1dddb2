import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { DomainError } from '#kernel';
import { YearEnd, type YearEndView } from '#ledger';
import type { ViewModel } from '#platform';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { SeenForm } from './closing-forms.js';
import { proposalModel } from './closing-view.js';

/** The closing entries of a year: every line on one page, proposed by one person and posted by another. */
@Controller('finance/year-end/:year')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class YearEndController {
  constructor(
    private readonly yearEnd: YearEnd,
    private readonly people: People,
  ) {}

  @Get()
  async show(@Param('year') year: string, @CurrentStaff() staff: Staff): Promise<View> {
    const view = await this.yearEnd.look(yearIn(year));
    return new View('finance/year-end', {
      title: `End of ${year}`,
      back: '/finance/periods',
      year,
      seen: view.digest,
      funds: fundsOf(view),
      isReady: view.isReady,
      ...proposalModel(
        { ...view, isLeft: view.lines.length > 0 },
        staff,
        await this.people.names(),
      ),
    });
  }

  @Post('propose')
  @ForStaff('finance_preparer')
  async propose(
    @Param('year') year: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<Redirect> {
    await this.yearEnd.propose(yearIn(year), staff.id, await seenIn(body));
    return new Redirect(`/finance/year-end/${year}`);
  }

  @Post('post')
  @ForStaff('finance_releaser', 'finance_director')
  async post(
    @Param('year') year: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<Redirect> {
    await this.yearEnd.post(yearIn(year), staff.id, await seenIn(body));
    return new Redirect(`/finance/year-end/${year}`);
  }
}

function yearIn(text: string): number {
  if (/^(19|20)[0-9]{2}$/.test(text)) return Number(text);
  throw new DomainError('not_found', 'YEAR_UNKNOWN', 'There is no such year in the books.');
}

/** The digest of what the page showed. */
export async function seenIn(body: unknown): Promise<string> {
  const reading = await readForm(SeenForm, body);
  if (reading.ok) return reading.form.seen;
  throw new DomainError('invalid', 'FORM_UNREADABLE', 'Go back and open the page again.');
}

function fundsOf({ lines }: YearEndView): ViewModel[] {
  return [...Map.groupBy(lines, ({ fund }) => fund)].map(([fund, group]) => ({
    fund,
    lines: group.map(({ account, amount }) => {
      const text = amount.format().replace('-', '');
      return {
        account,
        debit: amount.minor > 0n ? text : '',
        credit: amount.minor < 0n ? text : '',
      };
    }),
  }));
}
