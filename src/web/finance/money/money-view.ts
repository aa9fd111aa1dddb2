import { Money } from '#kernel';
import type { PurseMoney, TopUpView } from '#payouts';
import type { ViewModel } from '#platform';
import type { Tag } from '../finance-words.js';

const TAGS: Readonly<Record<TopUpView['standing'], Tag>> = {
  waits_for_second: { text: 'waiting for another person', tone: 'warn' },
  declined: { text: 'declined', tone: 'err' },
  withdrawn: { text: 'taken back', tone: '' },
  on_its_way: { text: 'on its way', tone: '' },
  late: { text: 'late', tone: 'err' },
  arrived: { text: 'there', tone: 'ok' },
  came_back: { text: 'came back', tone: 'err' },
  back_at_bank: { text: 'back at the bank', tone: '' },
};

/** A purse as finance reads it. */
export function purseModel(purse: PurseMoney): ViewModel {
  const isOwnBank = purse.purse === 'bank';
  return {
    rail: purse.rail,
    purse: purse.purse,
    title: isOwnBank ? 'Our bank, for payments by hand' : purse.label,
    isOwnBank,
    isSilent: !isOwnBank && purse.byProvider === null,
    byBooks: purse.byBooks.format(),
    ...answerOf(purse),
    onItsWay: unlessNothing(purse.onItsWay),
    released: purse.released.format(),
    due: purse.needed.minus(purse.released).format(),
    needed: purse.needed.format(),
    missing: unlessNothing(purse.missing),
    shortOn: purse.shortOn === null ? null : dateOf(purse.shortOn),
    days: purse.days.map(({ day, count, amount }) => ({
      day: dateOf(day),
      count,
      amount: amount.format(),
    })),
  };
}

function answerOf({ byProvider, byBooks }: PurseMoney): ViewModel {
  if (byProvider === null) return {};
  const { available, at } = byProvider;
  return {
    byProvider: available.format(),
    askedAt: at,
    differs: unlessNothing(available.minus(byBooks)),
  };
}

/** An amount, or no text at all where there is nothing to say. */
export const unlessNothing = (amount: Money): string =>
  amount.minor === 0n ? '' : amount.format();

/** A top-up in a list and on its page. */
export function topUpModel(topUp: TopUpView, places: ReadonlyMap<string, string>): ViewModel {
  return {
    ...topUp,
    place: places.get(topUp.purse) ?? topUp.purse,
    amount: topUp.amount.format(),
    expectedOn: dateOf(topUp.expectedOn),
    tag: TAGS[topUp.standing],
    isWaiting: topUp.standing === 'waits_for_second',
    isOnItsWay: topUp.standing === 'on_its_way' || topUp.standing === 'late',
    isFoundThere: topUp.bookedBy === 'system',
    isBack: topUp.standing === 'came_back',
    isBackWaiting: topUp.returnVoucherState === 'proposed',
    isBackRefused: isRefused(topUp.returnVoucherState),
  };
}

/** Written down, and then declined or taken back. */
const isRefused = (state: TopUpView['returnVoucherState']): boolean =>
  state === 'declined' || state === 'withdrawn';

/** What the books say is on its way and no top-up here explains; empty when nothing is. */
export function untracked(byBooks: Money, onTheWay: readonly { readonly amount: Money }[]): string {
  const { currency } = byBooks;
  const amounts = onTheWay.map(({ amount }) => amount);
  const tracked = amounts.filter((amount) => amount.currency === currency);
  return unlessNothing(byBooks.minus(Money.sum(currency, tracked)));
}

/** A day of the programmes as templates print dates. */
export const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);
