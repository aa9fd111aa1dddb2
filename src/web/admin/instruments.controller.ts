import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { DomainError, parseId, type Id } from '#kernel';
import { digitsOf, problemsWith, StaffInstruments } from '#payouts';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { ListInstrumentForm, ListMarkForm } from './instrument.form.js';

/** Accounts of people who work here: money of an award that would go there waits until somebody has looked. */
@Controller('admin/instruments')
@ForStaff('administrator', 'finance_director')
export class InstrumentsController {
  constructor(
    private readonly instruments: StaffInstruments,
    private readonly people: People,
  ) {}

  @Get()
  async list(): Promise<View> {
    return this.page([], {});
  }

  /** Only a keyed digest is kept; the numbers are shown to nobody again, not even after a mistake. */
  @Post()
  async add(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(ListInstrumentForm, body);
    if (!reading.ok) {
      return this.page(reading.problems, { person: reading.typed['person'] ?? '' });
    }
    const { person, ...typed } = reading.form;
    const account = {
      routingNumber: digitsOf(typed.routingNumber),
      accountNumber: digitsOf(typed.accountNumber),
    };
    const problems = problemsOf(account);
    if (problems.length > 0) return this.page(problems, { person });
    return this.enter({ field: 'accountNumber', typed: { person } }, person, (owner) =>
      this.instruments.add(account, owner, staff.id),
    );
  }

  /** A card, or an account given on Stripe's own pages: only Stripe knows its number, and shows a mark of it. */
  @Post('marks')
  async addMark(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View | Redirect> {
    const reading = await readForm(ListMarkForm, body);
    if (!reading.ok) {
      return this.page(reading.problems, { holder: reading.typed['holder'] ?? '' });
    }
    const { holder, mark } = reading.form;
    return this.enter({ field: 'mark', typed: { holder } }, holder, (owner) =>
      this.instruments.addMark({ provider: 'stripe', mark }, owner, staff.id),
    );
  }

  @Post(':id/remove')
  async remove(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.instruments.remove(parseId('staffInstrument', id), staff.id);
    return new Redirect('/admin/instruments');
  }

  /** What is listed already is said at the field. */
  private async enter(
    { field, typed }: { readonly field: string; readonly typed: Typed },
    person: string,
    add: (owner: Id<'person'>) => Promise<void>,
  ): Promise<View | Redirect> {
    try {
      const { id } = await this.people.get(parseId('person', person));
      await add(id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'INSTRUMENT_LISTED') throw error;
      return this.page([{ field, message: error.message }], typed);
    }
    return new Redirect('/admin/instruments');
  }

  private async page(problems: readonly FormProblem[], typed: Typed): Promise<View> {
    const people = await this.people.list();
    const nameOf = (id: string): string => people.find((one) => one.id === id)?.name ?? id;
    const model = {
      title: 'Accounts of people who work here',
      people: people.map(({ id, name }) => ({ value: id, label: name })),
      listed: (await this.instruments.list()).map((one) => ({
        ...one,
        owner: nameOf(one.personId),
        by: nameOf(one.addedBy),
      })),
      matches: (await this.instruments.matches()).map((match) => ({
        ...match,
        owner: nameOf(match.personId),
      })),
      ...problemModel(problems, typed),
    };
    return new View('admin/instruments', model, problems.length > 0 ? 422 : 200);
  }
}

/** The same checks as for anybody's account; the names are not asked here. */
function problemsOf(account: { routingNumber: string; accountNumber: string }): FormProblem[] {
  const named = { givenName: 'x', surname: 'x', accountType: 'checking' as const };
  return problemsWith({ kind: 'bank_account', country: 'US', ...named, ...account }).map(
    ({ field, code }) => ({
      field,
      message:
        code === 'routing' || code === 'check_digit'
          ? 'Check the routing number: nine figures, the last one fits the others.'
          : 'Enter the account number, 4 to 17 figures.',
    }),
  );
}
