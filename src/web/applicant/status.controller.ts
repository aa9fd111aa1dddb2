import { Body, Controller, Get, Post } from '@nestjs/common';
import {
  Answers,
  Appeals,
  Applications,
  applicationGraph,
  deadlineOf,
  DECLINE_REASONS,
  type AnswerView,
  type ApplicationView,
} from '#applications';
import { FollowUps } from '#follow-up';
import { DomainError, utcDate, type Id } from '#kernel';
import { translate, type ViewModel } from '#platform';
import { readForm } from '../forms/read-form.js';
import { ForApplicant } from '../http/access.js';
import { ProgrammeDays } from '../http/programme-days.js';
import { CurrentApplicant, Language } from '../http/visitor.js';
import { Redirect, View } from '../http/view.js';
import { answerProblems } from './form/answer-problems.js';
import { dayText } from './day-text.js';
import { MoneyDesk } from './money-desk.js';
import { headlineKey, stepsOf } from './progress.js';
import { GoOnForm, LookAgainForm } from './form/screen-forms.js';

/** What a person with her code sees: where it stands, our answer, and what she can do. Never what she told us. */
@Controller('s')
@ForApplicant('status')
export class StatusController {
  constructor(
    private readonly applications: Applications,
    private readonly answers: Answers,
    private readonly appeals: Appeals,
    private readonly money: MoneyDesk,
    private readonly followUps: FollowUps,
    private readonly days: ProgrammeDays,
  ) {}

  @Get()
  async status(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View> {
    const application = await this.applications.forApplicant(applicantId);
    const answer = await this.answers.read(application.id);
    const appeal = await this.appeals.find(application.id);
    const money = await this.money.progress(application, this.days.telling(language));
    const questions = await this.followUps.openFor(applicantId);
    return new View('applicant/status', {
      title: translate(language, 'status.title'),
      headline: headlineKey(application, answer),
      answerBy: dayText(application.answerDueOn, language),
      steps: stepsOf(application, money?.stage ?? null, language),
      money: money?.model ?? null,
      hasQuestion: questions.length > 0,
      answer: answerModel(application, answer, language),
      canAppeal: appeal === null && applicationGraph.allows(application.state, 'AppealMade'),
      canWithdraw: applicationGraph.allows(application.state, 'ApplicationWithdrawn'),
    });
  }

  @Get('again')
  async lookAgain(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View> {
    const application = await this.applications.forApplicant(applicantId);
    await this.refuseSecondAppeal(application);
    return new View('applicant/look-again', lookAgainModel(application, language));
  }

  @Post('again')
  async askAgain(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const application = await this.applications.forApplicant(applicantId);
    const reading = await readForm(LookAgainForm, body);
    if (!reading.ok) {
      const model = lookAgainModel(application, language);
      return answerProblems('applicant/look-again', model, reading, language);
    }
    await this.appeals.make(application.id, reading.form.words);
    return new Redirect('/s');
  }

  /** The page before stopping a request, because stopping cannot be taken back. */
  @Get('stop')
  async beforeStopping(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const application = await this.applications.forApplicant(applicantId);
    return applicationGraph.allows(application.state, 'ApplicationWithdrawn')
      ? new View('applicant/stop', stopModel(language))
      : new Redirect('/s');
  }

  @Post('stop')
  async stop(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const reading = await readForm(GoOnForm, body);
    if (!reading.ok) {
      return answerProblems('applicant/stop', stopModel(language), reading, language);
    }
    const application = await this.applications.forApplicant(applicantId);
    await this.appeals.withdraw(application.id);
    return new Redirect('/s');
  }

  private async refuseSecondAppeal({ id, state }: ApplicationView): Promise<void> {
    const isPossible =
      applicationGraph.allows(state, 'AppealMade') && (await this.appeals.find(id)) === null;
    if (isPossible) return;
    throw new DomainError('conflict', 'APPEAL_USED', 'This request cannot be looked at again now.');
  }
}

const stopModel = (language: string): ViewModel => ({
  title: translate(language, 'status.title'),
  back: '/s',
});

function lookAgainModel(application: ApplicationView, language: string): ViewModel {
  return {
    title: translate(language, 'status.title'),
    back: '/s',
    deadline: dayText(utcDate(deadlineOf(application)), language),
  };
}

/** The answer in her words: an amount after a yes; after anything else the true reason and the line written for her. */
function answerModel(
  application: ApplicationView,
  answer: AnswerView | null,
  language: string,
): ViewModel | null {
  const isOpenAgain = application.round === 1 && answer?.round === 0;
  if (!answer || isOpenAgain || application.state === 'withdrawn') return null;
  return {
    isYes: answer.outcome === 'approved',
    amount: answer.amount?.formatShort() ?? '',
    isLess: answer.amount !== null && application.asked.isMoreThan(answer.amount),
    reason: reasonText(answer.reasonCode, language),
    words: answer.words,
  };
}

const reasonText = (code: AnswerView['reasonCode'], language: string): string | null =>
  code && translate(language, DECLINE_REASONS[code]);
