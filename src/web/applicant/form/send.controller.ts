import { Body, Controller, Get, Post } from '@nestjs/common';
import { Applications, Intake, missingScreens, type DraftView } from '#applications';
import { isAcceptablePin, showAccessCode, westernDigits } from '#identity';
import type { Id } from '#kernel';
import { translate, type ViewModel } from '#platform';
import { readForm } from '../../forms/read-form.js';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { answerProblems } from './answer-problems.js';
import { dayText } from '../day-text.js';
import { GoOnForm, SendForm } from './screen-forms.js';
import { CHECK, pathBefore, SEND } from './screen-order.js';
import { missingLinks, summaryOf } from './summary.js';

/** The end of the form: check the answers, choose a PIN and send, see the code once. */
@Controller('f')
@ForApplicant('draft')
export class SendController {
  constructor(
    private readonly intake: Intake,
    private readonly applications: Applications,
  ) {}

  @Get('13')
  async check(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const draft = await this.intake.draftOf(applicantId);
    if (draft.isSent) return new Redirect(SEND);
    return new View('applicant/check', checkModel(draft, language));
  }

  @Post('13')
  async checked(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const draft = await this.intake.draftOf(applicantId);
    if (draft.isSent) return new Redirect(SEND);
    const reading = await readForm(GoOnForm, body);
    if (!reading.ok) {
      return answerProblems('applicant/check', checkModel(draft, language), reading, language);
    }
    return isComplete(draft)
      ? new Redirect(SEND)
      : new View('applicant/check', checkModel(draft, language), 422);
  }

  /** Before sending: the PIN. After sending, as long as the visit lasts: the code. */
  @Get('14')
  async pinOrCode(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const draft = await this.intake.draftOf(applicantId);
    if (draft.isSent) return this.codePage(applicantId, language);
    return isComplete(draft)
      ? new View('applicant/pin', pinModel(draft, language))
      : new Redirect(CHECK);
  }

  /** Sends once, however often it is pressed. */
  @Post('14')
  async send(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const draft = await this.intake.draftOf(applicantId);
    const reading = await readForm(SendForm, body);
    const model = pinModel(draft, language);
    // A PIN is never written back into a page.
    const refuse = (problems: readonly { field: string; message: string }[]): View =>
      answerProblems('applicant/pin', model, { problems, typed: {} }, language);
    if (!reading.ok) return refuse(reading.problems);
    const pin = westernDigits(reading.form.pin).replaceAll(/\s/g, '');
    const verdict = isAcceptablePin(pin);
    if (!draft.isSent && verdict !== 'ok') {
      return refuse([{ field: 'pin', message: `err.pin_${verdict}` }]);
    }
    if (!draft.isSent && !isComplete(draft)) return new Redirect(CHECK);
    await this.intake.submit(draft.applicationId, reading.form.key, pin, language);
    return new Redirect(SEND);
  }

  private async codePage(applicantId: Id<'applicant'>, language: string): Promise<View | Redirect> {
    const code = await this.intake.codeToShow(applicantId);
    if (code === null) return new Redirect('/code');
    const application = await this.applications.forApplicant(applicantId);
    return new View('applicant/code-once', {
      title: translate(language, 'receipt.title'),
      code: showAccessCode(code),
      answerBy: dayText(application.answerDueOn, language),
      isToday: application.urgency === 'today',
    });
  }
}

const isComplete = ({ answers }: DraftView): boolean => missingScreens(answers).length === 0;

function checkModel(draft: DraftView, language: string): ViewModel {
  return {
    title: translate(language, 'check.title'),
    back: pathBefore(13, draft.answers, false),
    lines: summaryOf(draft, language),
    missing: missingLinks(draft.answers, language),
  };
}

function pinModel(draft: DraftView, language: string): ViewModel {
  return {
    title: translate(language, 'pin.title'),
    back: CHECK,
    submissionKey: draft.submissionKey,
  };
}
