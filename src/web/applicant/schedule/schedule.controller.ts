import { Body, Controller, Get, Post } from '@nestjs/common';
import { missed } from '#approvals';
import { parseId, type Id } from '#kernel';
import { PaymentSchedules } from '#payouts';
import { readForm } from '../../forms/read-form.js';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { answerProblems } from '../form/answer-problems.js';
import { GoOnForm } from '../form/screen-forms.js';
import { ScheduleDesk } from './schedule-desk.js';
import { GoOnWithPaymentsForm, LeaveOutForm } from './schedule-forms.js';
import { goOnModel, leaveOutModel, pauseModel, PLAN_HOME, planModel } from './schedule-pages.js';

const NO_PLAN = new Redirect('/s');
const PLAN = new Redirect(PLAN_HOME);

/** When her payments come: she leaves one out, pauses, and goes on. Nobody asks why. */
@Controller('s/6')
@ForApplicant('status')
export class ScheduleController {
  constructor(
    private readonly desk: ScheduleDesk,
    private readonly schedules: PaymentSchedules,
  ) {}

  @Get()
  async show(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const plan = await this.desk.plan(applicantId);
    return plan ? new View('applicant/plan', planModel(plan, language)) : NO_PLAN;
  }

  @Get('1')
  async beforeLeavingOut(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const plan = await this.desk.plan(applicantId);
    const model = plan && leaveOutModel(plan, language);
    return model ? new View('applicant/plan-leave-out', model) : PLAN;
  }

  @Post('1')
  async leaveOut(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const plan = await this.desk.plan(applicantId);
    if (!plan) return NO_PLAN;
    const reading = await readForm(LeaveOutForm, body);
    if (!reading.ok) {
      const model = leaveOutModel(plan, language);
      return model ? answerProblems('applicant/plan-leave-out', model, reading, language) : PLAN;
    }
    await this.schedules.leaveOut(
      plan.award.id,
      parseId('instalment', reading.form.part),
      applicantId,
    );
    return PLAN;
  }

  @Get('2')
  async beforePause(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const plan = await this.desk.plan(applicantId);
    if (!plan) return NO_PLAN;
    const underWay = await this.desk.underWay(plan);
    return new View('applicant/plan-pause', pauseModel(underWay, language));
  }

  @Post('2')
  async pause(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const plan = await this.desk.plan(applicantId);
    if (!plan) return NO_PLAN;
    const reading = await readForm(GoOnForm, body);
    if (!reading.ok) {
      const model = pauseModel(await this.desk.underWay(plan), language);
      return answerProblems('applicant/plan-pause', model, reading, language);
    }
    await this.schedules.pause(plan.award.id, applicantId);
    return PLAN;
  }

  @Get('3')
  async beforeGoingOn(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const plan = await this.desk.plan(applicantId);
    const isHers = plan?.pauses.some(({ side }) => side === 'person') === true;
    return plan && isHers ? new View('applicant/plan-go-on', goOnModel(plan, language)) : PLAN;
  }

  @Post('3')
  async goOn(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const plan = await this.desk.plan(applicantId);
    if (!plan) return NO_PLAN;
    const reading = await readForm(GoOnWithPaymentsForm, body);
    const problems = reading.ok ? [{ field: 'catching', message: 'err.choose' }] : reading.problems;
    const isAsked = missed(plan.parts, plan.today).length > 0;
    if (!reading.ok || (isAsked && reading.form.catching === undefined)) {
      const typed = reading.ok ? {} : reading.typed;
      const model = goOnModel(plan, language);
      return answerProblems('applicant/plan-go-on', model, { problems, typed }, language);
    }
    await this.schedules.goOn(plan.award.id, reading.form.catching ?? 'move_behind', applicantId);
    return PLAN;
  }
}
