import { Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { Periods, Statements, YearEnd } from '#ledger';
import type { ViewModel } from '#platform';
import { PeriodClosing, SignOffs } from '#reconciliation';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { accountModel, checkModel, monthName, periodModel } from './closing-view.js';

const HOME = '/finance/periods';

/** Months of the books: what keeps each from closing, and the two acts that close it. */
@Controller('finance/periods')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class PeriodsController {
  constructor(
    private readonly periods: Periods,
    private readonly closing: PeriodClosing,
    private readonly signOffs: SignOffs,
    private readonly statements: Statements,
    private readonly yearEnd: YearEnd,
    private readonly people: People,
  ) {}

  @Get()
  async list(): Promise<View> {
    const names = await this.people.names();
    const months = (await this.periods.list()).reverse();
    return new View('finance/periods', {
      title: 'Months',
      months: months.map((month) => periodModel(month, names)),
      years: await this.yearEnd.years(),
    });
  }

  @Get(':id')
  async show(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const period = await this.periods.get(id);
    const names = await this.people.names();
    const checks = await this.closing.checklist(id);
    const standings = await this.signOffs.standings(id);
    const isReady = checks.every(({ state }) => state !== 'open');
    return new View('finance/period', {
      title: monthName(id),
      back: HOME,
      period: periodModel(period, names),
      checks: checks.map((check) => checkModel(check, id)),
      toDo: checks.filter(({ state }) => state === 'open').length,
      accounts: standings.map((standing) => accountModel(standing, names)),
      maySoftClose:
        period.state === 'open' &&
        this.periods.isOver(period) &&
        staff.roles.includes('finance_preparer'),
      mayClose:
        isReady &&
        period.state === 'soft_closed' &&
        period.preparedBy !== staff.id &&
        staff.roles.includes('finance_director'),
      ...(period.state === 'closed' ? await this.late(id) : {}),
    });
  }

  @Get(':id/soft-close')
  @ForStaff('finance_preparer')
  async beforeSoftClosing(@Param('id') id: string): Promise<View | Redirect> {
    if ((await this.periods.get(id)).state !== 'open') return new Redirect(`${HOME}/${id}`);
    return this.ask(id, 'soft-close');
  }

  @Post(':id/soft-close')
  @ForStaff('finance_preparer')
  async softClose(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.closing.softClose(id, staff.id);
    return new Redirect(`${HOME}/${id}`);
  }

  @Get(':id/close')
  @ForStaff('finance_director')
  async beforeClosing(@Param('id') id: string): Promise<View | Redirect> {
    if ((await this.periods.get(id)).state !== 'soft_closed') return new Redirect(`${HOME}/${id}`);
    return this.ask(id, 'close');
  }

  @Post(':id/close')
  @ForStaff('finance_director')
  async close(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.closing.close(id, staff.id);
    return new Redirect(`${HOME}/${id}`);
  }

  private async ask(id: string, act: 'soft-close' | 'close'): Promise<View> {
    const period = await this.periods.get(id);
    const checks = await this.closing.checklist(id);
    return new View('finance/period-check', {
      title: act === 'close' ? 'Close the month' : 'Soft-close the month',
      back: `${HOME}/${id}`,
      action: `${HOME}/${id}/${act}`,
      isFinal: act === 'close',
      period: periodModel(period, await this.people.names()),
      checks: checks.map((check) => checkModel(check, id)),
      totals: await this.totals(id),
    });
  }

  /** Control totals of the trial balance that is about to be kept. */
  private async totals(id: string): Promise<ViewModel[]> {
    const rows = await this.statements.asNowKnown(id);
    return [...Map.groupBy(rows, ({ currency }) => currency)].flatMap(([currency, group]) => {
      const [first, ...rest] = group;
      if (first === undefined) return [];
      const debits = rest.reduce((sum, row) => sum.plus(row.debits), first.debits);
      const credits = rest.reduce((sum, row) => sum.plus(row.credits), first.credits);
      return [{ currency, debits: debits.format(), credits: credits.format() }];
    });
  }

  /** What came to light after the month was closed. */
  private async late(id: string): Promise<ViewModel> {
    const entries = await this.statements.lateEntries(id);
    return {
      differences: (await this.statements.lateDifferences(id)).map((row) => ({
        account: row.account,
        fund: row.fund,
        closed: row.closed.format(),
        known: row.known.format(),
        difference: row.difference.format(),
      })),
      lateEntries: entries.map(({ seq, kind, effectiveOn, relatesTo }) => ({
        seq: String(seq),
        ...{ kind, effectiveOn, relatesTo },
      })),
    };
  }
}
