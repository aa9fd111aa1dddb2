import type { AwardView } from '#approvals';
import { utcDate } from '#kernel';
import type { PayoutView } from '#payouts';
import { translate, type ViewModel } from '#platform';
import { dayText } from './day-text.js';
import { isByLink } from './payment/ways.js';

/** Where the money of a yes is, in the person's terms. */
export type MoneyStage = 'set_up' | 'preparing' | 'on_its_way' | 'sent' | 'trouble';

/** What the status page says about the money, and the page that is hers to do, if any. */
export interface MoneyProgress {
  readonly stage: MoneyStage;
  readonly model: ViewModel;
}

const SET_UP_PAGE = '/s/1';
const LINK_PAGE = '/s/3';

/** Null while there is no award to speak of: none was made, or it ended without a payment to come. */
export function moneyProgress(
  award: AwardView | null,
  payouts: readonly PayoutView[],
  needsSetUp: boolean,
  language: string,
): MoneyProgress | null {
  if (!award || ENDED.includes(award.state)) return null;
  const own = payouts.filter(({ awardId }) => awardId === award.id);
  const stage = stageOf(own, needsSetUp);
  const last = own.at(-1);
  const isLink = stage === 'on_its_way' && last !== undefined && isByLink(last.rail);
  const model = isLink ? linkModel(last, language) : modelOf(stage, award, last, language);
  return { stage, model };
}

function modelOf(
  stage: MoneyStage,
  award: AwardView,
  last: PayoutView | undefined,
  language: string,
): ViewModel {
  const isNext = stage === 'set_up' || stage === 'trouble';
  const canAct = isNext || stage === 'preparing';
  return {
    text: translate(language, `money.${stage}`, {
      amount: (last?.amount ?? award.amount).formatShort(),
      date: last?.paidAt ? dayText(utcDate(last.paidAt), language) : '',
    }),
    href: canAct ? SET_UP_PAGE : '',
    action: canAct ? translate(language, `money.${stage}.action`) : '',
    isNext,
  };
}

/** Money by a link waits for her: the page where she gets it. */
function linkModel({ amount, rail }: PayoutView, language: string): ViewModel {
  return {
    text: translate(language, 'money.link', { amount: amount.formatShort() }),
    href: LINK_PAGE,
    action: translate(language, `way.${rail}.link`),
    isNext: true,
  };
}

const ENDED: readonly AwardView['state'][] = ['cancelled', 'lapsed', 'declined_by_recipient'];

/** The newest payment speaks for all, except one that did not arrive: that always comes first. */
function stageOf(payouts: readonly PayoutView[], needsSetUp: boolean): MoneyStage {
  if (payouts.some(({ label }) => label === 'needs_another_way')) return 'trouble';
  const last = payouts.at(-1);
  if (last && last.label !== 'needs_another_way' && last.label !== 'preparing') return last.label;
  return needsSetUp ? 'set_up' : 'preparing';
}
