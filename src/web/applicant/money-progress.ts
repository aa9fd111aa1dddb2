import type { AwardView } from '#approvals';
import { dayIn, days, type Money } from '#kernel';
import type { PayoutView, SetUpNeed } from '#payouts';
import { translate, type ViewModel } from '#platform';
import type { Telling } from '../http/programme-days.js';
import { dayText } from './day-text.js';
import { isByCard, isByLink } from './payment/ways.js';
import { troubleWords } from './trouble-words.js';

/** Where the money of a yes is, in the person's terms. `delayed`: it did not reach her, and it is ours to put right. `held`: a provider checks it. `paused`: payments stand still. */
export type MoneyStage =
  'set_up' | 'preparing' | 'on_its_way' | 'sent' | 'trouble' | 'delayed' | 'held' | 'paused';

/** What the status page says about the money, and the page that is hers to do, if any. */
export interface MoneyProgress {
  readonly stage: MoneyStage;
  readonly model: ViewModel;
}

const SET_UP_PAGE = '/s/1';
const WAYS_PAGE = '/s/1/2';
const LINK_PAGE = '/s/3';
const CARD_PAGE = '/s/4';

/** Null while there is no award to speak of: none was made, or it ended without a payment to come. */
export function moneyProgress(
  award: AwardView | null,
  payouts: readonly PayoutView[],
  need: SetUpNeed | null,
  telling: Telling,
): MoneyProgress | null {
  if (!award || ENDED.includes(award.state)) return null;
  const own = payouts.filter(({ awardId }) => awardId === award.id);
  const progress = progressOf(award, own, need, telling);
  const hasPlan = award.state === 'active' || award.state === 'suspended';
  return { ...progress, model: { ...progress.model, hasPlan } };
}

function progressOf(
  award: AwardView,
  own: readonly PayoutView[],
  need: SetUpNeed | null,
  telling: Telling,
): MoneyProgress {
  const troubled = own.find((payout) => isTroubled(payout) && !isHersToFinish(payout, need));
  if (troubled) return troubleOf(troubled, telling);
  const last = own.at(-1);
  if (last?.heldSince) return heldModel(last.heldSince, telling);
  const stage = stageOf(award, last, need);
  if (stage === 'on_its_way' && last !== undefined && isForHerToGet(last)) {
    return { stage, model: waitingModel(last, isByLink(last.rail) ? 'link' : 'card', telling) };
  }
  const model = modelOf(stage, wordsOf(stage, need), { award, last }, telling);
  const isWithHer = own.some(({ label, rail }) => HERS.includes(label) && isByCard(rail));
  return { stage, model: isWithHer ? { ...model, cardHref: CARD_PAGE } : model };
}

/** It did not arrive, or it stands still because money is missing where we keep it. */
const isTroubled = ({ label, state, reason }: PayoutView): boolean =>
  label === 'needs_another_way' || (state === 'released' && reason === 'insufficient_funds');

const isForHerToGet = ({ rail }: PayoutView): boolean => isByLink(rail) || isByCard(rail);

/** The provider waits for her: it cannot have gone anywhere, and that she goes on is all there is to say. */
const isHersToFinish = ({ state, reason }: PayoutView, need: SetUpNeed | null): boolean =>
  need === 'finish' && (state === 'released' || reason === 'not_ready');

/** What did not arrive always comes first. */
function troubleOf(payout: PayoutView, telling: Telling): MoneyProgress {
  const { lines, action, isOurs } = troubleWords(payout, telling);
  const [text = '', ...more] = lines;
  const model = { text, more, href: WAYS_PAGE, action, isNext: !isOurs, hasHelp: true };
  return { stage: isOurs ? 'delayed' : 'trouble', model };
}

/** A provider checks it by its own rules: nothing is lost, and nothing is hers to do. */
function heldModel(since: Date, { now, zone, language }: Telling): MoneyProgress {
  const date = dayText(dayIn(zone, since), language);
  const count = String(Math.floor((now.getTime() - since.getTime()) / days(1)));
  const [text, age, todo] = ['money.held', 'money.held.age', 'money.held.now'].map((key) =>
    translate(language, key, { date, days: count }),
  );
  return {
    stage: 'held',
    model: { text, more: [age, todo], href: '', isNext: false, hasHelp: true },
  };
}

const wordsOf = (stage: MoneyStage, need: SetUpNeed | null): MoneyStage | 'finish' =>
  stage === 'set_up' && need === 'finish' ? 'finish' : stage;

function modelOf(
  stage: MoneyStage,
  words: MoneyStage | 'finish',
  { award, last }: { readonly award: AwardView; readonly last: PayoutView | undefined },
  { zone, language }: Telling,
): ViewModel {
  const isNext = stage === 'set_up';
  const canAct = isNext || stage === 'preparing';
  return {
    text: translate(language, `money.${words}`, {
      amount: (last?.amount ?? award.amount).formatShort(),
      date: last?.paidAt ? dayText(dayIn(zone, last.paidAt), language) : '',
    }),
    href: canAct ? SET_UP_PAGE : '',
    action: canAct ? translate(language, `money.${words}.action`) : '',
    isNext,
  };
}

/** Cards of these may have money on them. */
const HERS: readonly PayoutView['label'][] = ['on_its_way', 'sent'];

/** Money by a link or on a card waits for her: the page where she gets it. */
function waitingModel(
  { amount, rail }: PayoutView,
  by: 'link' | 'card',
  { language }: Telling,
): ViewModel {
  return {
    text: translate(language, `money.${by}`, { amount: amount.formatShort() }),
    href: by === 'link' ? LINK_PAGE : CARD_PAGE,
    action: translate(language, `way.${rail}.${by}`),
    isNext: true,
  };
}

const ENDED: readonly AwardView['state'][] = ['cancelled', 'lapsed', 'declined_by_recipient'];

/** The newest payment speaks for all, unless what was left of it waits for another way. */
function stageOf(
  { state }: AwardView,
  last: PayoutView | undefined,
  need: SetUpNeed | null,
): MoneyStage {
  if (last && isHersToFinish(last, need)) return 'set_up';
  if (last?.label === 'on_its_way') return 'on_its_way';
  const hasRest = need !== null && state === 'active';
  if (last?.label === 'sent' && !hasRest) return 'sent';
  return need === null ? 'preparing' : 'set_up';
}

/** The same, with what is left and too little to send. */
export function withRest(
  { stage, model }: MoneyProgress,
  rest: Money,
  language: string,
): MoneyProgress {
  const line = translate(language, 'money.small', { amount: rest.formatShort() });
  return { stage, model: { ...model, more: [...moreOf(model), line] } };
}

/** The same while payments stand still: what is on its way or came back is told all the same. */
export function whilePaused(
  { stage, model }: MoneyProgress,
  isByHer: boolean,
  language: string,
): MoneyProgress {
  const line = translate(language, isByHer ? 'plan.paused.hers' : 'plan.paused.ours');
  if (stage !== 'set_up' && stage !== 'preparing') {
    return { stage, model: { ...model, more: [...moreOf(model), line] } };
  }
  return { stage: 'paused', model: { ...model, text: line, href: '', action: '', isNext: false } };
}

const moreOf = ({ more }: ViewModel): readonly unknown[] => (Array.isArray(more) ? more : []);
