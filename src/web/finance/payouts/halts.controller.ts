import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { DomainError } from '#kernel';
import { SendingHalts, type SendingHalt } from '#payouts';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { ResumeForm } from '../finance-forms.js';

/** Sending was stopped by the service. A releaser finds out why, says so, and lets it run again. */
@Controller('finance/halts')
@ForStaff('finance_releaser')
export class HaltsController {
  constructor(private readonly halts: SendingHalts) {}

  @Get(':seq')
  async ask(@Param('seq') seq: string): Promise<View> {
    return new View('finance/halt', pageModel(await this.standing(seq)));
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
      return new View('finance/halt', { ...pageModel(await this.standing(seq)), ...problems }, 422);
    }
    await this.halts.resume(seq, staff.id, reading.form.reason);
    return new Redirect('/finance');
  }

  private async standing(seq: string): Promise<SendingHalt> {
    const halt = (await this.halts.standing()).find((one) => one.seq === seq);
    if (halt) return halt;
    throw new DomainError('not_found', 'HALT_GONE', 'This stop has been taken away already.');
  }
}

const pageModel = (halt: SendingHalt): Record<string, unknown> => ({
  title: 'Sending is stopped',
  back: '/finance',
  halt,
});
