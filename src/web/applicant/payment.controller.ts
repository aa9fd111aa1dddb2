import { Body, Controller, Get, Post } from '@nestjs/common';
import { Applications } from '#applications';
import { Awards, type AwardView } from '#approvals';
import { Clock, DomainError, utcDate, type Id } from '#kernel';
import { Methods, Payouts, type Method } from '#payouts';
import { Config, translate, type ViewModel } from '#platform';
import { readForm, type FormReading } from '../forms/read-form.js';
import { ForApplicant } from '../http/access.js';
import { CurrentApplicant, Language } from '../http/visitor.js';
import { Redirect, View } from '../http/view.js';
import { answerProblems } from './answer-problems.js';
import { dayText } from './day-text.js';
import { BankAccountForm, UseAccountForm } from './payment-forms.js';
import {
  bankModel,
  detailsIn,
  detailsModel,
  withDigitProblems,
  withoutNumbers,
} from './payment-details.js';

const HOME = '/s/1';
const RAIL = 'stripe-outbound';
/** Awards whose money she can still direct. */
const OPEN: readonly AwardView['state'][] = ['offered', 'accepted', 'active'];

/** After the yes: where the money goes. Name and numbers pass through to the payment company and are not kept. */
@Controller('s/1')
@ForApplicant('status')
export class PaymentController {
  constructor(
    private readonly applications: Applications,
    private readonly awards: Awards,
    private readonly methods: Methods,
    private readonly payouts: Payouts,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The task list: what is done and what is left. */
  @Get()
  async tasks(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const award = await this.award(applicantId);
    if (!award) return new Redirect('/s');
    const method = await this.methods.current(applicantId);
    const views = await this.payouts.forApplicant(applicantId);
    return new View('applicant/payment', {
      title: translate(language, 'pay.title'),
      back: '/s',
      amount: award.amount.formatShort(),
      hasFailed: views.some(({ label }) => label === 'needs_another_way'),
      account: method ? await this.accountText(method, language) : '',
      state: method ? this.stateText(method, language) : '',
      hours: String(this.config.coolingOffHours),
      hasWait: method !== null && this.config.coolingOffHours > 0,
    });
  }

  @Get('2')
  async bank(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    if (!(await this.award(applicantId))) return new Redirect('/s');
    return new View('applicant/payment-bank', this.bankModel(language));
  }

  /** Shows what she typed before anything leaves; nothing is stored. */
  @Post('2')
  async check(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    if (!(await this.award(applicantId))) return new Redirect('/s');
    const reading = withDigitProblems(await readForm(BankAccountForm, body));
    if (!reading.ok) return this.again(reading, language);
    const details = detailsIn(reading.form);
    return new View('applicant/payment-check', {
      title: translate(language, 'pay.title'),
      back: `${HOME}/2`,
      ...detailsModel(details, language),
      isSeen: reading.form.seen !== 'only_me',
      descriptor: this.config.statementDescriptor,
      carried: await this.methods.carry(applicantId, details),
    });
  }

  /** Takes the offer and hands the account to the payment company. */
  @Post('3')
  async use(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const award = await this.award(applicantId);
    if (!award) return new Redirect('/s');
    const reading = await readForm(UseAccountForm, body);
    const details = reading.ok
      ? await this.methods.carried(applicantId, reading.form.carried)
      : null;
    if (details?.kind !== 'bank_account') return this.refused('err.pay_again', {}, language);
    try {
      await this.awards.accept(award.id, applicantId);
      const wish = { applicantId, awardId: award.id, rail: RAIL, language };
      await this.methods.setUp(wish, details);
    } catch (error) {
      const { givenName, surname, accountType } = details;
      return this.refused(messageFor(error), { givenName, surname, accountType }, language);
    }
    return new Redirect(HOME);
  }

  private async award(applicantId: Id<'applicant'>): Promise<AwardView | null> {
    const application = await this.applications.forApplicant(applicantId);
    const award = await this.awards.forApplication(application.id);
    return award && OPEN.includes(award.state) ? award : null;
  }

  private async accountText(method: Method, language: string): Promise<string> {
    const digits = await this.methods.lastDigits(method);
    return digits === null ? '' : translate(language, 'pay.ending', { digits });
  }

  private stateText(method: Method, language: string): string {
    if (method.state !== 'active') return translate(language, 'pay.state.checking');
    if (method.usableFrom <= this.clock.now()) return translate(language, 'pay.state.active');
    const date = dayText(utcDate(method.usableFrom), language);
    return translate(language, 'pay.state.waiting', { date });
  }

  private again(reading: FormReading<BankAccountForm> & { ok: false }, language: string): View {
    const { problems } = reading;
    return answerProblems(
      'applicant/payment-bank',
      this.bankModel(language),
      { problems, typed: withoutNumbers(reading.typed) },
      language,
    );
  }

  private refused(message: string, typed: Record<string, string>, language: string): View {
    const problems = [{ field: '', message }];
    return answerProblems(
      'applicant/payment-bank',
      this.bankModel(language),
      { problems, typed },
      language,
    );
  }

  private bankModel(language: string): ViewModel {
    return {
      title: translate(language, 'pay.title'),
      back: HOME,
      action: `${HOME}/2`,
      ...bankModel(this.config.statementDescriptor, language),
    };
  }
}

/** Refusals she can do something about; everything else is ours to look into. */
function messageFor(error: unknown): string {
  const code = error instanceof DomainError ? error.code : '';
  if (code === 'METHOD_REFUSED') return 'err.pay_refused';
  if (code === 'RAIL_UNAVAILABLE') return 'err.pay_unavailable';
  throw error;
}
