import { Controller, Get, Post } from '@nestjs/common';
import { Grievances } from '#follow-up';
import { People, type Staff } from '#identity';
import { Clock } from '#kernel';
import { RailRegistry } from '#payouts';
import { Breaks, ReconciliationRuns } from '#reconciliation';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import {
  ageing,
  breakModel,
  isRunning,
  meters,
  namesFrom,
  runModel,
} from './reconciliation-view.js';

const LATEST_RUNS = 10;
const LATEST_CLOSED = 10;

/** What the provider says against what the books say: runs, the difference, open breaks by age. */
@Controller('finance/reconciliation')
@ForStaff('finance_preparer', 'finance_releaser')
export class ReconciliationController {
  constructor(
    private readonly runs: ReconciliationRuns,
    private readonly breaks: Breaks,
    private readonly grievances: Grievances,
    private readonly people: People,
    private readonly rails: RailRegistry,
    private readonly clock: Clock,
  ) {}

  @Get()
  async overview(): Promise<View> {
    const now = this.clock.now();
    const names = await namesFrom(this.people, this.rails);
    const runs = await this.runs.latest(LATEST_RUNS);
    const open = await this.breaks.listOpen();
    const closed = await this.breaks.listClosed(LATEST_CLOSED);
    const traces = await this.grievances.listOpen();
    const isBusy = runs.some((run) => isRunning(run, now));
    return new View('finance/reconciliation', {
      title: 'Reconciliation',
      isBusy,
      meters: meters(runs, names, now),
      runs: runs.map((run) => runModel(run, names, now)),
      ageing: ageing(open, now),
      open: open.map((found) => breakModel(found, names, now)),
      closed: closed.map((found) => breakModel(found, names, now)),
      traces: traces.length,
    });
  }

  /** Queues a run of every rail; the page shows how far it is. */
  @Post('run')
  async run(@CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.runs.ask(staff.id);
    return new Redirect('/finance/reconciliation');
  }
}
