import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { parseId } from '#kernel';
import { BooksService, type Entry } from '#ledger';
import {
  payoutGraph,
  Payouts,
  RailRegistry,
  Settlement,
  type Attempt,
  Recalls,
  type Payout,
} from '#payouts';
import type { ViewModel } from '#platform';
import { ForStaff } from '../../http/access.js';
import { ProgrammeDays } from '../../http/programme-days.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { hindranceText, payoutTag, reasonText } from '../finance-words.js';
import { readsCalledBack } from './called-back.js';

/** One payout: what was agreed, every call made for it, every entry it made in the books. No person is named. */
@Controller('finance/payouts')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class PayoutsController {
  constructor(
    private readonly payouts: Payouts,
    private readonly settlement: Settlement,
    private readonly recalls: Recalls,
    private readonly rails: RailRegistry,
    private readonly books: BooksService,
    private readonly days: ProgrammeDays,
  ) {}

  @Get(':id')
  async show(@Param('id') id: string): Promise<View> {
    const payout = await this.payouts.get(parseId('payout', id));
    const attempts = await this.payouts.attempts(payout.id);
    const { rail, state } = payout;
    const hindrance = await this.payouts.hindrance(payout);
    return new View('finance/payout', {
      title: 'Payout',
      back: payout.batchId === null ? '/finance' : `/finance/batches/${payout.batchId}`,
      payout: {
        ...payout,
        amount: payout.amount.format(),
        tag: payoutTag(state),
        railLabel: this.rails.labelOf(rail),
        reasonText: explained(payout),
        hindrance: hindrance === null ? '' : hindranceText(hindrance),
      },
      attempts: attempts.map(attemptModel),
      entries: (await this.books.entriesOfSource(payout.id)).map(entryModel),
      canBeMisdirected: payoutGraph.allows(state, 'PayoutMisdirected'),
      canCallBack: this.recalls.mayAsk(payout),
      canLook:
        this.rails.known(rail) !== null && attempts.some(({ providerRef }) => providerRef !== null),
    });
  }

  /** Says what calling back does before it is done. */
  @Get(':id/call-back')
  async beforeCallBack(@Param('id') id: string): Promise<View | Redirect> {
    const payout = await this.payouts.get(parseId('payout', id));
    const home = `/finance/payouts/${payout.id}`;
    if (!this.recalls.mayAsk(payout)) return new Redirect(home);
    return new View('finance/payout-call-back', {
      title: 'Call a payment back',
      back: home,
      id: payout.id,
      amount: payout.amount.format(),
      releasedAt: payout.releasedAt,
      personReads: readsCalledBack(this.days),
    });
  }

  @Post(':id/call-back')
  async callBack(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const payoutId = parseId('payout', id);
    await this.recalls.callBack(payoutId, staff.id);
    return new Redirect(`/finance/payouts/${payoutId}`);
  }

  /** Asks the provider now. */
  @Post(':id/look')
  async look(@Param('id') id: string): Promise<Redirect> {
    const payoutId = parseId('payout', id);
    await this.settlement.observe(payoutId);
    return new Redirect(`/finance/payouts/${payoutId}`);
  }
}

/** Why, where there is something to explain. */
function explained({ state, reason }: Payout): string {
  const explainsItself = state === 'outcome_unknown' || state === 'misdirected';
  return reason === null && !explainsItself ? '' : reasonText(state, reason);
}

function attemptModel(attempt: Attempt): ViewModel {
  return {
    n: attempt.n,
    key: attempt.key,
    state: attempt.state,
    firstSentAt: attempt.firstSentAt,
    lastSentAt: attempt.lastSentAt,
    lastCode: attempt.lastCode ?? '',
    providerRef: attempt.providerRef ?? '',
    isRepeated:
      attempt.firstSentAt !== null &&
      attempt.lastSentAt !== null &&
      attempt.lastSentAt > attempt.firstSentAt,
  };
}

function entryModel(entry: Entry): ViewModel {
  const debit = entry.lines.find(({ amount }) => amount.minor > 0n);
  return {
    seq: String(entry.seq),
    kind: entry.kind,
    effectiveOn: entry.effectiveOn,
    postedAt: entry.postedAt,
    amount: debit?.amount.format() ?? '',
  };
}
