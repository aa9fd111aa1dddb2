import { Body, Controller, Get, Post } from '@nestjs/common';
import type { AwardView } from '#approvals';
import type { Id } from '#kernel';
import {
  CarriedDetails,
  detailsAsked,
  HostedMethods,
  MethodRefused,
  Methods,
  Payouts,
  RailUnavailable,
  type Method,
  type PayeeDetails,
  type ReasonCode,
  type Way,
  type SetUp,
} from '#payouts';
import { Config, translate } from '#platform';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { dayText } from '../day-text.js';
import { answerProblems } from '../form/answer-problems.js';
import { choices, type Choice } from '../form/choices.js';
import { PaymentDesk } from './payment-desk.js';
import { readDetails, takesCountryOf, withoutNumbers } from './payment-details.js';
import { UseWayForm } from './payment-forms.js';
import { checkModel, detailsModel, properNoun, PAYMENT_HOME } from './payment-pages.js';

/** The details of the way she chose. They pass through to the company that pays and are not kept. */
@Controller('s/1')
@ForApplicant('status')
export class PaymentDetailsController {
  constructor(
    private readonly desk: PaymentDesk,
    private readonly methods: Methods,
    private readonly hosted: HostedMethods,
    private readonly payouts: Payouts,
    private readonly carried: CarriedDetails,
    private readonly config: Config,
  ) {}

  /** Shows what she typed before anything leaves; nothing is stored. */
  @Post('5')
  async check(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const chosen = await this.chosen(applicantId, body);
    if (!chosen) return new Redirect(`${PAYMENT_HOME}/2`);
    const reading = await readDetails(chosen.way, body);
    if (!reading.ok) return again(chosen.way, reading.problems, reading.typed, language);
    return new View('applicant/payment-check', {
      ...checkModel(chosen.way, reading.details, language),
      carried: await this.carried.seal(applicantId, reading.details),
      froms: chosen.hasChoice ? fromChoices(chosen.nextOn, language) : null,
      counts: chosen.hasChoice ? '' : countsText(chosen, language),
    });
  }

  /** Takes the offer and hands the details over. */
  @Post('3')
  async use(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const chosen = await this.chosen(applicantId, body);
    if (!chosen) return new Redirect(`${PAYMENT_HOME}/2`);
    const { way } = chosen;
    const reading = await readForm(UseWayForm, body);
    const details = reading.ok ? await this.carried.open(applicantId, reading.form.carried) : null;
    if (details?.kind !== detailsAsked(way) || !takesCountryOf(way, details)) {
      return again(way, [{ field: '', message: 'err.pay_again' }], {}, language);
    }
    const countsFrom = reading.ok ? (reading.form.from ?? 'now') : 'now';
    try {
      await this.handOver(chosen, details, { applicantId, language, countsFrom });
    } catch (error) {
      const typed: Typed = { ...details };
      return again(way, [problemFor(error, details)], typed, language);
    }
    return new Redirect(details.kind === 'name' ? `${PAYMENT_HOME}/6` : PAYMENT_HOME);
  }

  /** The way to the provider's own page: a link in the page, made anew each time, never in a message. */
  @Get('6')
  async page(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const home = `${this.config.publicUrl}${PAYMENT_HOME}`;
    const page = await this.hosted.page(applicantId, { refresh: `${home}/6`, done: `${home}/7` });
    if (!page) return new Redirect(PAYMENT_HOME);
    return new View('applicant/payment-hosted', {
      title: translate(language, 'pay.title'),
      back: PAYMENT_HOME,
      url: page.url,
      company: properNoun(page.company),
    });
  }

  /** Where the provider's page leads when she is done there; what it says about itself is asked, not believed. */
  @Get('7')
  async back(@CurrentApplicant() applicantId: Id<'applicant'>): Promise<Redirect> {
    await this.hosted.comeBack(applicantId);
    return new Redirect(PAYMENT_HOME);
  }

  private async handOver(
    { award, way }: Chosen,
    details: PayeeDetails,
    who: Pick<SetUp, 'applicantId' | 'language' | 'countsFrom'>,
  ): Promise<void> {
    await this.desk.accept(award, who.applicantId);
    const other = way.way === way.id ? {} : { way: way.way };
    const wish = { ...who, awardId: award.id, rail: way.id, ...other };
    if (details.kind === 'name') await this.hosted.start(wish, details);
    else await this.methods.setUp(wish, details);
  }

  private async hasChoice(applicantId: Id<'applicant'>, method: Method | null): Promise<boolean> {
    const views = method?.state === 'active' ? await this.payouts.forApplicant(applicantId) : [];
    return views.some(({ state }) => ['awaiting_approval', 'approved', 'released'].includes(state));
  }

  /** Null when there is nothing to direct, or the way is not on offer any more. */
  private async chosen(applicantId: Id<'applicant'>, body: unknown): Promise<Chosen | null> {
    const standing = await this.desk.standing(applicantId);
    const rail = railIn(body);
    const way = standing?.ways.find((one) => one.way === rail);
    if (!standing || !way) return null;
    const method = await this.methods.current(applicantId);
    const hasChoice = await this.hasChoice(applicantId, method);
    const { award, nextOn } = standing;
    return { award, way, nextOn, hasChoice, isChange: method !== null };
  }
}

interface Chosen {
  readonly award: AwardView;
  readonly way: Way;
  /** Whether a payment is prepared for another way, so that she says from when the change counts. */
  readonly hasChoice: boolean;
  readonly isChange: boolean;
  /** The day of the next payment that nothing was prepared for. */
  readonly nextOn: string | null;
}

/** With the day from which the change counts, where there is one. */
function fromChoices(nextOn: string | null, language: string): Choice[] {
  return choices('from', 'pay.from', ['next', 'now'], language).map((choice) =>
    choice.value === 'next' && nextOn !== null
      ? { ...choice, label: dated('pay.from.next_on', nextOn, language) }
      : choice,
  );
}

/** Nothing is prepared: the change counts from the next payment of the plan. */
const countsText = ({ isChange, nextOn }: Chosen, language: string): string =>
  isChange && nextOn !== null ? dated('pay.counts', nextOn, language) : '';

const dated = (key: string, day: string, language: string): string =>
  translate(language, key, { date: dayText(day, language) });

/** Which way the form is about decides which form it is; its own reading checks the rest. */
function railIn(body: unknown): string | null {
  const isForm = typeof body === 'object' && body !== null && 'rail' in body;
  return isForm && typeof body.rail === 'string' ? body.rail : null;
}

function again(way: Way, problems: readonly FormProblem[], typed: Typed, language: string): View {
  const model = detailsModel(way, language);
  const kept = withoutNumbers(typed);
  return answerProblems('applicant/payment-details', model, { problems, typed: kept }, language);
}

/** What the bank or the company said about what she typed, at the field that it is about. */
const REFUSED_FIELDS: Readonly<Partial<Record<ReasonCode, FormProblem>>> = {
  bad_account: { field: 'accountNumber', message: 'err.pay_account_unknown' },
  closed_account: { field: 'accountNumber', message: 'err.pay_account_closed' },
  restricted_account: { field: 'accountNumber', message: 'err.pay_account_closed' },
  currency: { field: 'accountNumber', message: 'err.pay_account_closed' },
  name_mismatch: { field: 'surname', message: 'err.pay_name_other' },
};

/** Refusals she can do something about; everything else is ours to look into. */
function problemFor(error: unknown, details: PayeeDetails): FormProblem {
  if (error instanceof RailUnavailable) return { field: '', message: 'err.pay_unavailable' };
  if (!(error instanceof MethodRefused)) throw error;
  const found = error.reason === null ? undefined : REFUSED_FIELDS[error.reason];
  return found && found.field in details ? found : { field: '', message: 'err.pay_refused' };
}
