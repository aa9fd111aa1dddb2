import { Body, Controller, Get, Post } from '@nestjs/common';
import { missed, type AwardSchedule } from '#approvals';
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
  show(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.given(applicantId, (plan) => new View('applicant/plan', planModel(plan, language)));
  }

  @Get('1')
  beforeLeavingOut(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.given(applicantId, (plan) => {
      const model = leaveOutModel(plan, language);
      return model ? new View('applicant/plan-leave-out', model) : PLAN;
    });
  }

  @Post('1')
  leaveOut(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.given(applicantId, async (plan) => {
      const reading = await readForm(LeaveOutForm, body);
      if (!reading.ok) {
        const model = leaveOutModel(plan, language);
        return model ? answerProblems('applicant/plan-leave-out', model, reading, language) : PLAN;
      }
      const part = parseId('instalment', reading.form.part);
      await this.schedules.leaveOut(plan.award.id, part, applicantId);
      return PLAN;
    });
  }

  @Get('2')
  beforePause(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.given(applicantId, async (plan) => {
      const underWay = await this.desk.underWay(plan);
      return new View('applicant/plan-pause', pauseModel(underWay, language));
    });
  }

  @Post('2')
  pause(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.given(applicantId, async (plan) => {
      const reading = await readForm(GoOnForm, body);
      if (!reading.ok) {
        const model = pauseModel(await this.desk.underWay(plan), language);
        return answerProblems('applicant/plan-pause', model, reading, language);
      }
      await this.schedules.pause(plan.award.id, applicantId);
      return PLAN;
    });
  }

  @Get('3')
  beforeGoingOn(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.given(applicantId, (plan) =>
      plan.pauses.some(({ side }) => side === 'person')
        ? new View('applicant/plan-go-on', goOnModel(plan, language))
        : PLAN,
    );
  }

  @Post('3')
  goOn(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.given(applicantId, async (plan) => {
      const reading = await readForm(GoOnWithPaymentsForm, body);
      const problems = reading.ok
        ? [{ field: 'catching', message: 'err.choose' }]
        : reading.problems;
      const isAsked = missed(plan.parts, plan.today).length > 0;
      if (!reading.ok || (isAsked && reading.form.catching === undefined)) {
        const typed = reading.ok ? {} : reading.typed;
        const model = goOnModel(plan, language);
        return answerProblems('applicant/plan-go-on', model, { problems, typed }, language);
      }
      await this.schedules.goOn(plan.award.id, reading.form.catching ?? 'move_behind', applicantId);
      return PLAN;
    });
  }

  /** Where there is no plan there is nothing to decide about it. */
  private async given(
    applicantId: Id<'applicant'>,
    answer: (plan: AwardSchedule) => View | Redirect | Promise<View | Redirect>,
  ): Promise<View | Redirect> {
    const plan = await this.desk.plan(applicantId);
    return plan ? answer(plan) : NO_PLAN;
  }
}
