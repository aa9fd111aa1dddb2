import { canBeSeen, cardGraph, type CardView } from '#payouts';
import { translate, type ViewModel } from '#platform';
import { choices } from '../form/choices.js';

export const CARD_HOME = '/s/4';

/** A card as she sees it: what it is for, what is left, and what she can do with it now. */
export function cardModel(card: CardView, language: string): ViewModel {
  const { state, amount, spent, returned, lastDigits } = card;
  return {
    title: translate(language, 'status.title'),
    back: '/s',
    action: `${CARD_HOME}/${card.payoutId}`,
    words: translate(language, `card.state.${state}`),
    amount: amount.formatShort(),
    left: amount.minus(spent).minus(returned).formatShort(),
    digits: state === 'waiting' ? '' : (lastDigits ?? ''),
    canSee: canBeSeen(state),
    isFirst: state === 'waiting',
    canFreeze: cardGraph.allows(state, 'CardFrozen'),
    canUnfreeze: cardGraph.allows(state, 'CardUnfrozen'),
    canReplace: cardGraph.allows(state, 'CardReplaced'),
    canEnd: cardGraph.allows(state, 'CardEnded'),
    isOver: state === 'ended',
  };
}

export function cardRows(cards: readonly CardView[], language: string): ViewModel[] {
  return cards.map((card) => ({
    href: `${CARD_HOME}/${card.payoutId}`,
    amount: card.amount.formatShort(),
    state: translate(language, `card.short.${card.state}`),
  }));
}

export function lostModel(card: CardView, language: string): ViewModel {
  return {
    ...checkModel(card, language),
    losses: choices('loss', 'card.loss', ['lost', 'stolen'], language),
  };
}

export const endModel = (card: CardView, language: string): ViewModel => checkModel(card, language);

function checkModel(card: CardView, language: string): ViewModel {
  const model = cardModel(card, language);
  return { ...model, back: `${CARD_HOME}/${card.payoutId}` };
}
