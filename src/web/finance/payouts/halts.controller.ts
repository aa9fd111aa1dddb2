import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { PromiseChecks } from '#audit';
import type { Staff } from '#identity';
import { DomainError } from '#kernel';
import { SendingHalts, type SendingHalt } from '#payouts';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { ResumeForm } from '../finance-forms.js';
import { haltModel } from './halt-view.js';

/** Sending was stopped by the service. A releaser finds out why, says so, and lets it run again. */
@Controller('finance/halts')
@ForStaff('finance_releaser')
export class HaltsController {
  constructor(
    private readonly halts: SendingHalts,
    private readonly promises: PromiseChecks,
  ) {}

  @Get(':seq')
  async ask(@Param('seq') seq: string): Promise<View> {
    return new View('finance/halt', await this.pageModel(seq));
  }

  @Post(':seq')
  async resume(
    @Param('seq') seq: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(ResumeForm, body);
    if (!reading.ok) {
      const problems = problemModel(reading.problems, reading.typed);
      return new View('finance/halt', { ...(await this.pageModel(seq)), ...problems }, 422);
    }
    try {
      await this.halts.resume(seq, staff.id, reading.form.reason);
      return new Redirect('/finance');
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'PROMISE_BROKEN') throw error;
      const problem = { field: 'reason', message: error.message };
      const problems = problemModel([problem], { reason: reading.form.reason });
      return new View('finance/halt', { ...(await this.pageModel(seq)), ...problems }, 409);
    }
  }

  private async pageModel(seq: string): Promise<ViewModel> {
    const halt = await this.standing(seq);
    const checks = await this.promises.latest();
    return { title: 'Sending is stopped', back: '/finance', ...haltModel(halt, checks) };
  }

  private async standing(seq: string): Promise<SendingHalt> {
    const halt = (await this.halts.standing()).find((one) => one.seq === seq);
    if (halt) return halt;
    throw new DomainError('not_found', 'HALT_GONE', 'This stop has been taken away already.');
  }
}
