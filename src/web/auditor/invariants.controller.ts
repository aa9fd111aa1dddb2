import { Controller, Get, Post } from '@nestjs/common';
import { PromiseChecks, VerificationRuns, type PromiseCheck } from '#audit';
import type { Staff } from '#identity';
import type { ViewModel } from '#platform';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';

const PATH = '/audit/invariants';

/** Every promise of every module: whether it is kept, when that was last asked, and what an offence is. */
@Controller('audit/invariants')
@ForStaff('auditor')
export class InvariantsController {
  constructor(
    private readonly promises: PromiseChecks,
    private readonly runs: VerificationRuns,
  ) {}

  @Get()
  async list(): Promise<View> {
    const checks = await this.promises.latest();
    const modules = [...Map.groupBy(checks, ({ module }) => module)];
    return new View('auditor/invariants', {
      title: 'Promises',
      isRunning: (await this.runs.running()) !== null,
      count: checks.length,
      broken: checks.filter(({ offences }) => offences > 0).length,
      checkedAt: checks[0]?.checkedAt,
      modules: modules.map(([module, group]) => ({ module, promises: group.map(promiseModel) })),
    });
  }

  /** Asks for a verification; the page says when it has ended. */
  @Post('check')
  async check(@CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.runs.ask(staff.id);
    return new Redirect(PATH);
  }
}

function promiseModel({ promise, sql, offences, example }: PromiseCheck): ViewModel {
  return {
    promise,
    sql: sql.replace(/\n {6,}/g, '\n'),
    offences,
    isKept: offences === 0,
    example: example === null ? null : JSON.stringify(example),
  };
}
