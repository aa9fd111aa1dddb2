import { Body, Controller, Get, Post } from '@nestjs/common';
import { Clock, utcDate, type Id } from '#kernel';
import {
  isSeenByAccountHolders,
  isUnfinished,
  Methods,
  Payouts,
  PaymentWishes,
  type Method,
  type MethodEnding,
  type PayoutView,
  type Way,
} from '#payouts';
import { Config, translate, type ViewModel } from '#platform';
import { readForm, type FormProblem } from '../../forms/read-form.js';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { answerProblems } from '../form/answer-problems.js';
import { dayText } from '../day-text.js';
import { troubleWords } from '../trouble-words.js';
import { PaymentDesk, type PaymentStanding } from './payment-desk.js';
import { ChooseWayForm, SayWhoSeesForm } from './payment-forms.js';
import { detailsModel, seenModel, steerPage, waysModel } from './payment-pages.js';
import { endingText, wayName } from './ways.js';

/** After the yes: what is done, which ways to be paid there are, and who could see them. */
@Controller('s/1')
@ForApplicant('status')
export class PaymentController {
  constructor(
    private readonly desk: PaymentDesk,
    private readonly methods: Methods,
    private readonly payouts: Payouts,
    private readonly wishes: PaymentWishes,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The task list: what is done and what is left. */
  @Get()
  async tasks(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const standing = await this.desk.standing(applicantId);
    if (!standing) return new Redirect('/s');
    const method = await this.methods.current(applicantId);
    const views = await this.payouts.forApplicant(applicantId);
    const troubled = views.find((view) => isTroubled(view, method));
    const ending = await this.methods.lastEnding(applicantId);
    const telling = { now: this.clock.now(), zone: this.config.timeZone, language };
    return new View('applicant/payment', {
      title: translate(language, 'pay.title'),
      back: '/s',
      amount: standing.award.amount.formatShort(),
      ...restModel(standing, language),
      isLooking: (await this.wishes.open(standing.award.id)).length > 0,
      trouble: troubled ? troubleWords(troubled, telling).lines : null,
      ending: ending === null ? '' : endedText(ending, method !== null, language),
      ...(method ? await this.methodModel(method, language) : { account: '', state: '' }),
      counts: method ? countsText(method, views, standing.nextOn, language) : '',
      hours: String(this.config.coolingOffHours),
      hasWait: method !== null && this.config.coolingOffHours > 0,
    });
  }

  /** The ways, each with how fast it is, what it asks and who could see it. */
  @Get('2')
  async ways(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const standing = await this.desk.standing(applicantId);
    if (!standing) return new Redirect('/s');
    const model = waysModel(standing.ways, language);
    return new View('applicant/payment-ways', { ...model, ...restModel(standing, language) });
  }

  @Post('2')
  async choose(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const standing = await this.desk.standing(applicantId);
    if (!standing) return new Redirect('/s');
    const reading = await readForm(ChooseWayForm, body);
    if (!reading.ok) return this.waysAgain(standing.ways, reading.problems, language);
    const way = standing.ways.find((one) => one.way === reading.form.rail);
    if (!way) return this.waysAgain(standing.ways, [NOT_OFFERED], language);
    return isSeenByAccountHolders(way)
      ? new View('applicant/payment-seen', this.seenModel(way, language))
      : detailsPage(way, language);
  }

  /** Others can see the account: she is told of ways that nobody else sees, once. */
  @Post('4')
  async seen(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const standing = await this.desk.standing(applicantId);
    if (!standing) return new Redirect('/s');
    const reading = await readForm(SayWhoSeesForm, body);
    const rail = reading.ok ? reading.form.rail : reading.typed['rail'];
    const way = standing.ways.find((one) => one.way === rail);
    if (!way) return this.waysAgain(standing.ways, [NOT_OFFERED], language);
    if (!reading.ok) {
      const { problems, typed } = reading;
      const model = this.seenModel(way, language);
      return answerProblems('applicant/payment-seen', model, { problems, typed }, language);
    }
    const isSafe = ['only_me', 'go_on'].includes(reading.form.seen);
    return isSafe
      ? detailsPage(way, language)
      : steerPage(way, standing.ways, this.config.statementDescriptor, language);
  }

  private waysAgain(
    ways: readonly Way[],
    problems: readonly FormProblem[],
    language: string,
  ): View {
    const model = waysModel(ways, language);
    return answerProblems('applicant/payment-ways', model, { problems, typed: {} }, language);
  }

  private seenModel(way: Way, language: string): ViewModel {
    return seenModel(way, this.config.statementDescriptor, language);
  }

  private async methodModel(method: Method, language: string): Promise<ViewModel> {
    const digits = await this.methods.lastDigits(method);
    const way = method.way ?? method.rail;
    return {
      way: wayName(way, language),
      account: digits ? endingText(way, digits, language) : '',
      state: this.stateText(method, language),
      isUnfinished: isUnfinished(method),
      canGoOn: this.methods.canGoOn(method),
      isNew: method.state !== 'pending' && method.usableFrom > this.clock.now(),
    };
  }

  private unfinishedKey(method: Method): string {
    if (method.state === 'pending') return 'pay.state.unfinished';
    return this.methods.canGoOn(method) ? 'pay.state.more' : 'pay.state.more_elsewhere';
  }

  private stateText(method: Method, language: string): string {
    if (isUnfinished(method)) return translate(language, this.unfinishedKey(method));
    if (method.standing !== 'ready') return translate(language, 'pay.state.checking');
    if (method.state !== 'active') return translate(language, 'pay.state.checking');
    if (method.usableFrom <= this.clock.now()) return translate(language, 'pay.state.active');
    const date = dayText(utcDate(method.usableFrom), language);
    return translate(language, 'pay.state.waiting', { date });
  }
}

/** Money that did not arrive; when the company only waits for her, that she goes on is all there is to say. */
const isTroubled = ({ label, reason }: PayoutView, method: Method | null): boolean =>
  label === 'needs_another_way' &&
  !(reason === 'not_ready' && method !== null && isUnfinished(method));

/** The way she tried last came to nothing, and whether the one before is hers again. */
const endedText = (ending: MethodEnding, hasAnother: boolean, language: string): string =>
  translate(language, `pay.ended.${ending === 'not_set_up' && hasAnother ? 'kept' : ending}`);

/** What is left and too little for any way; and whether nothing else is hers to direct. */
function restModel({ rest, ways }: PaymentStanding, language: string): ViewModel {
  if (rest === null) return { rest: '', isOnlyRest: false };
  const told = translate(language, 'money.small', { amount: rest.formatShort() });
  return { rest: told, isOnlyRest: ways.length === 0 };
}

const NOT_OFFERED = { field: 'rail', message: 'err.pay_way' };

function detailsPage(way: Way, language: string): View {
  return new View('applicant/payment-details', detailsModel(way, language));
}

const BEFORE_RELEASE: readonly string[] = ['awaiting_approval', 'approved'];

/** A payment is prepared for the way before: from which one on the new way counts. */
function countsText(
  method: Method,
  views: readonly PayoutView[],
  nextOn: string | null,
  language: string,
): string {
  const isPrepared = views.some(
    ({ state, methodId }) => BEFORE_RELEASE.includes(state) && methodId !== method.id,
  );
  if (!isPrepared || nextOn === null) return '';
  return translate(language, 'pay.counts', { date: dayText(nextOn, language) });
}
