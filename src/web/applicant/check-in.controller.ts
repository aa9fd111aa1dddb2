import { Body, Controller, Get, Post } from '@nestjs/common';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ANSWERS, FollowUps, type Answer, type FollowUp } from '#follow-up';
import { parseId, utcDate, type Id } from '#kernel';
import { Payouts } from '#payouts';
import { translate, type ViewModel } from '#platform';
import { readForm } from '../forms/read-form.js';
import { ForApplicant } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentApplicant, Language } from '../http/visitor.js';
import { answerProblems } from './form/answer-problems.js';
import { choices } from './form/choices.js';
import { dayText } from './day-text.js';

/** Did the money come: one choice, a few words if she likes. */
class CheckInForm {
  @IsString({ message: 'err.unexpected' })
  followUp!: string;

  @IsIn(ANSWERS, { message: 'err.checkin' })
  answer!: Answer;

  @IsOptional()
  @MaxLength(500, { message: 'err.too_long' })
  words?: string;
}

/** Not wanting to answer takes one press. */
class SkipForm {
  @IsString({ message: 'err.unexpected' })
  followUp!: string;
}

/** The one question after a payment. It can be skipped, and no answer changes anything about the money. */
@Controller('s/2')
@ForApplicant('status')
export class CheckInController {
  constructor(
    private readonly followUps: FollowUps,
    private readonly payouts: Payouts,
  ) {}

  @Get()
  async ask(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const model = await this.model(applicantId, language);
    return model === null ? new Redirect('/s') : new View('applicant/check-in', model);
  }

  @Post()
  async answer(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(CheckInForm, body);
    if (!reading.ok) {
      const model = await this.model(applicantId, language);
      if (model === null) return new Redirect('/s');
      return answerProblems('applicant/check-in', model, reading, language);
    }
    const { followUp, answer, words } = reading.form;
    await this.followUps.answer(parseId('followUp', followUp), applicantId, answer, words ?? '');
    return new Redirect(answer === 'received' ? '/s/2/1' : '/s/2/2');
  }

  @Post('skip')
  async skip(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
  ): Promise<Redirect> {
    const reading = await readForm(SkipForm, body);
    if (reading.ok) {
      await this.followUps.decline(parseId('followUp', reading.form.followUp), applicantId);
    }
    return new Redirect(reading.ok ? '/s' : '/s/2');
  }

  @Get('1')
  thanks(@Language() language: string): View {
    return done(language, 'checkin.thanks.text');
  }

  @Get('2')
  looking(@Language() language: string): View {
    return done(language, 'checkin.looking.text');
  }

  /** The oldest open question; null when there is none. */
  private async model(applicantId: Id<'applicant'>, language: string): Promise<ViewModel | null> {
    const [oldest] = await this.followUps.openFor(applicantId);
    return oldest === undefined ? null : this.questionModel(oldest, language);
  }

  private async questionModel(followUp: FollowUp, language: string): Promise<ViewModel> {
    const { amount, paidAt } = await this.payouts.get(followUp.payoutId);
    return {
      title: translate(language, 'checkin.title'),
      back: '/s',
      followUp: followUp.id,
      amount: amount.formatShort(),
      date: dayText(utcDate(paidAt ?? followUp.createdAt), language),
      answers: choices('answer', 'checkin', ANSWERS, language),
    };
  }
}

const done = (language: string, text: string): View =>
  new View('applicant/check-in-done', { title: translate(language, 'checkin.title'), text });
