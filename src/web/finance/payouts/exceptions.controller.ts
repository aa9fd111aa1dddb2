import { Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff, type StaffNames } from '#identity';
import { parseId } from '#kernel';
import { Vouchers, type Voucher } from '#ledger';
import {
  ENDED_UNPAID,
  isOverdue,
  PayoutExceptions,
  Payouts,
  RailRegistry,
  type ExceptionItem,
} from '#payouts';
import type { ViewModel } from '#platform';
import { ForStaff } from '../../http/access.js';
import { ProgrammeDays } from '../../http/programme-days.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { troubleWords } from '../../applicant/trouble-words.js';
import { ageInDays } from '../finance-times.js';
import { adviceText, HOLD_ADVICE, hindranceText, payoutTag, reasonText } from '../finance-words.js';
import { underWayWords } from './under-way-words.js';

const HOME = '/finance/exceptions';

/** Payouts that did not go their way: why, since when, whose, and the ways on. */
@Controller('finance/exceptions')
@ForStaff('finance_preparer', 'finance_releaser')
export class ExceptionsController {
  constructor(
    private readonly exceptions: PayoutExceptions,
    private readonly payouts: Payouts,
    private readonly rails: RailRegistry,
    private readonly people: People,
    private readonly vouchers: Vouchers,
    private readonly days: ProgrammeDays,
  ) {}

  @Get()
  async list(@CurrentStaff() staff: Staff): Promise<View> {
    const names = await this.people.names();
    const given = await this.vouchers.list({ state: 'proposed' });
    const items = await this.payouts.exceptions();
    const models = items.map((item) => ({
      ...this.itemModel(item, names, staff),
      isStuck:
        item.state === 'outcome_unknown' && isOverdue(item.state, item.since, this.days.now()),
      writeOff: voucherOf(item, given),
    }));
    return new View('finance/exceptions', {
      title: 'Exceptions',
      back: '/finance',
      items: models,
      stuck: models.filter(({ isStuck }) => isStuck),
      others: models.filter(({ isStuck }) => !isStuck),
      hasParked: items.some(({ reason }) => reason === 'insufficient_funds'),
    });
  }

  @Get(':id/retry')
  async beforeRetry(@Param('id') id: string): Promise<View> {
    return this.ask(id, 'retry');
  }

  /** A new payout to the same account: it needs a batch and another person again. */
  @Post(':id/retry')
  async retry(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.exceptions.retry(parseId('payout', id), staff.id);
    return new Redirect(HOME);
  }

  @Get(':id/ask')
  async beforeAsking(@Param('id') id: string): Promise<View> {
    return this.ask(id, 'ask');
  }

  /** Asks the person for another way to be paid; the old account is not used any more. */
  @Post(':id/ask')
  async askPerson(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.exceptions.askForAnotherWay(parseId('payout', id), staff.id);
    return new Redirect(HOME);
  }

  /** Money arrived at the provider: what waited for it is tried again at once. */
  @Post('parked')
  async tryParked(): Promise<Redirect> {
    for (const rail of this.rails.all()) await this.payouts.resumeParked(rail.capabilities.id);
    return new Redirect(HOME);
  }

  private async ask(id: string, act: 'retry' | 'ask'): Promise<View> {
    const payout = await this.payouts.get(parseId('payout', id));
    return new View('finance/exception-check', {
      title: act === 'retry' ? 'Pay again' : 'Ask for another way',
      back: HOME,
      act,
      id: payout.id,
      amount: payout.amount.format(),
      reason: reasonText(payout.state, payout.reason),
      personReads: this.personReads({ ...payout, since: payout.closedAt ?? payout.createdAt }),
    });
  }

  /** What stands on her page, in English; after she was asked for another way unless told otherwise. */
  private personReads(
    { state, reason, since }: Pick<ExceptionItem, 'state' | 'reason' | 'since'>,
    isWithHer = true,
  ): string {
    const telling = this.days.telling('en');
    return troubleWords({ state, reason, since, isWithHer }, telling).lines.join(' ');
  }

  private itemModel(item: ExceptionItem, names: StaffNames, staff: Staff): ViewModel {
    const isEnded = ENDED_UNPAID.includes(item.state);
    const now = this.days.now();
    return {
      id: item.id,
      tag: payoutTag(item.state),
      amount: item.amount.format(),
      fund: item.fund,
      reason: reasonText(item.state, item.reason),
      advice: adviceText(item.state, item.reason),
      personReads: isEnded ? this.personReads(item, item.isWithPerson) : '',
      raw: item.wayBackRefusal ?? item.rawReason ?? '',
      days: ageInDays(item.since, now),
      isOverdue: isOverdue(item.state, item.since, now),
      isUnclear: item.state === 'outcome_unknown',
      owner: item.ownerId === null ? '' : (names.get(item.ownerId) ?? item.ownerId),
      isMine: item.ownerId === staff.id,
      otherWay: item.otherRail === null ? '' : this.rails.labelOf(item.otherRail),
      ...(isEnded ? this.waysOn(item) : {}),
      ...(isUnderWay(item) ? this.underWayModel(item) : {}),
      ...(item.isOnHold ? { reason: hindranceText('on_hold'), advice: HOLD_ADVICE } : {}),
    };
  }

  /** What finance can do about money that did not arrive. */
  private waysOn({ isWithPerson, otherRail }: ExceptionItem): ViewModel {
    const isOtherOff = otherRail !== null && this.rails.known(otherRail) === null;
    return {
      canWriteOff: true,
      canRetry: !isWithPerson,
      canAsk: !isWithPerson,
      canPayOther: otherRail !== null && !isOtherOff,
      isOtherOff,
      isWithPerson: isWithPerson && otherRail === null,
    };
  }

  private underWayModel(item: ExceptionItem): ViewModel {
    return { ...underWayWords(item, this.rails.known(item.rail), (at) => this.days.dayOf(at)) };
  }
}

const isUnderWay = ({ state, wayBackRefusal }: ExceptionItem): boolean =>
  state === 'in_transit' || wayBackRefusal !== null;

/** The voucher that asks to give it up and waits for a second person; empty when there is none. */
const voucherOf = (item: ExceptionItem, waiting: readonly Voucher[]): string =>
  waiting.find(({ kind, draft }) => kind === 'award.cancelled' && draft.sourceRef === item.id)
    ?.id ?? '';
