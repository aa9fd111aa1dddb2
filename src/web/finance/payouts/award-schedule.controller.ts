import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { missed, type AwardSchedule, type PauseSide } from '#approvals';
import type { Staff } from '#identity';
import { DomainError, parseId } from '#kernel';
import { PaymentSchedules } from '#payouts';
import { problemModel, type ProblemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import {
  LeaveOutPaymentForm,
  ResumePaymentsForm,
  SuspendPaymentsForm,
} from './award-schedule.form.js';
import { leaveOutModel, resumeModel, suspendModel } from './award-schedule-view.js';

/** When the payments of an award come: they stand still, go on, or one is left out. Each act has its check page. */
@Controller('finance/awards')
@ForStaff('approver', 'finance_preparer', 'finance_releaser', 'finance_director')
export class AwardScheduleController {
  constructor(private readonly schedules: PaymentSchedules) {}

  @Get(':id/suspend')
  async beforeSuspending(@Param('id') id: string): Promise<View> {
    return this.suspendPage(await this.read(id));
  }

  @Post(':id/suspend')
  async suspend(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const schedule = await this.read(id);
    const reading = await readForm(SuspendPaymentsForm, body);
    if (!reading.ok) {
      return this.suspendPage(schedule, problemModel(reading.problems, reading.typed));
    }
    const { reason, callBack } = reading.form;
    const suspension = { reason, callBack: callBack === 'yes', by: staff.id };
    await this.schedules.suspend(schedule.award.id, suspension);
    return home(schedule);
  }

  @Get(':id/resume/:side')
  async beforeResuming(
    @Param('id') id: string,
    @Param('side') side: string,
  ): Promise<View | Redirect> {
    const schedule = await this.read(id);
    const whose = sideOf(side);
    const isOpen = schedule.pauses.some((pause) => pause.side === whose);
    return isOpen ? new View('finance/award-resume', resumeModel(schedule, whose)) : home(schedule);
  }

  @Post(':id/resume/:side')
  async resume(
    @Param('id') id: string,
    @Param('side') side: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const schedule = await this.read(id);
    const whose = sideOf(side);
    const reading = await readForm(ResumePaymentsForm, body);
    const isAsked = missed(schedule.parts, schedule.today).length > 0;
    if (!reading.ok || (isAsked && reading.form.catching === undefined)) {
      const problems = reading.ok
        ? problemModel([UNCHOSEN], {})
        : problemModel(reading.problems, reading.typed);
      return new View(
        'finance/award-resume',
        { ...resumeModel(schedule, whose), ...problems },
        422,
      );
    }
    const catching = reading.form.catching ?? 'move_behind';
    await this.schedules.resume(schedule.award.id, whose, catching, staff.id);
    return home(schedule);
  }

  @Get(':id/leave-out')
  async beforeLeavingOut(@Param('id') id: string): Promise<View | Redirect> {
    const schedule = await this.read(id);
    const model = leaveOutModel(schedule);
    return model ? new View('finance/award-leave-out', model) : home(schedule);
  }

  @Post(':id/leave-out')
  async leaveOut(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const schedule = await this.read(id);
    const reading = await readForm(LeaveOutPaymentForm, body);
    if (!reading.ok) {
      const model = leaveOutModel(schedule);
      const problems = problemModel(reading.problems, reading.typed);
      return model
        ? new View('finance/award-leave-out', { ...model, ...problems }, 422)
        : home(schedule);
    }
    const part = parseId('instalment', reading.form.part);
    await this.schedules.leaveOut(schedule.award.id, part, staff.id);
    return home(schedule);
  }

  private async read(id: string): Promise<AwardSchedule> {
    return this.schedules.read(parseId('award', id));
  }

  private async suspendPage(schedule: AwardSchedule, problems?: ProblemModel): Promise<View> {
    const underWay = await this.schedules.underWay(schedule.award.id);
    const model = { ...suspendModel(schedule, underWay), ...problems };
    return new View('finance/award-suspend', model, problems ? 422 : 200);
  }
}

const UNCHOSEN = {
  field: 'catching',
  message: 'Choose what becomes of the payments that waited.',
};

const home = ({ award }: AwardSchedule): Redirect => new Redirect(`/finance/awards/${award.id}`);

function sideOf(text: string): PauseSide {
  if (text === 'person' || text === 'fund') return text;
  throw new DomainError('not_found', 'PAUSE_UNKNOWN', 'There is no such pause.');
}
