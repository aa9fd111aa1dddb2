import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Grievances, TRACE_OUTCOMES, type Grievance, type TraceOutcome } from '#follow-up';
import { People, type Staff } from '#identity';
import { Clock, days, parseId } from '#kernel';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { TraceOutcomeForm } from './reconciliation.form.js';

const HOME = '/finance/reconciliation/traces';

const OUTCOMES: Readonly<Record<TraceOutcome, string>> = {
  arrived_later: 'The money arrived later',
  sent_back: 'The bank sent it back',
  paid_again: 'It was paid again',
  other: 'Something else',
};

/** Money that people say did not arrive. Finance sees the payout, never the person or the words. */
@Controller('finance/reconciliation/traces')
@ForStaff('finance_preparer', 'finance_releaser')
export class ReconciliationTracesController {
  constructor(
    private readonly grievances: Grievances,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@CurrentStaff() staff: Staff): Promise<View> {
    const names = await this.people.names();
    const now = this.clock.now();
    const traces = (await this.grievances.listOpen()).map((found) => ({
      ...traceModel(found, now),
      owner: found.ownerId === null ? null : (names.get(found.ownerId) ?? found.ownerId),
      isMine: found.ownerId === staff.id,
    }));
    return new View('finance/reconciliation-traces', {
      title: 'Payment traces',
      back: '/finance/reconciliation',
      traces,
    });
  }

  @Post(':id/take')
  async take(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.grievances.take(parseId('grievance', id), staff.id);
    return new Redirect(HOME);
  }

  @Get(':id/close')
  async beforeClosing(@Param('id') id: string): Promise<View> {
    return this.ask(id);
  }

  @Post(':id/close')
  async close(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(TraceOutcomeForm, body);
    if (!reading.ok) return this.ask(id, problemModel(reading.problems, reading.typed));
    await this.grievances.close(parseId('grievance', id), staff.id, reading.form.outcome);
    return new Redirect(HOME);
  }

  private async ask(
    id: string,
    problems: Partial<ReturnType<typeof problemModel>> = {},
  ): Promise<View> {
    const found = await this.grievances.get(parseId('grievance', id));
    const model = {
      title: 'Close a payment trace',
      back: HOME,
      trace: traceModel(found, this.clock.now()),
      outcomes: TRACE_OUTCOMES.map((value, index) => ({
        id: index === 0 ? 'outcome' : `outcome-${value}`,
        value,
        label: OUTCOMES[value],
      })),
      ...problems,
    };
    return new View('finance/reconciliation-trace-close', model, problems.problems ? 422 : 200);
  }
}

function traceModel(found: Grievance, now: Date): ViewModel {
  const { id, payoutId, openedAt, state, category } = found;
  return {
    id,
    payoutId,
    openedAt,
    state: state.replaceAll('_', ' '),
    isTrace: category === 'payment_not_received',
    age: Math.max(0, Math.trunc((now.getTime() - openedAt.getTime()) / days(1))),
  };
}
