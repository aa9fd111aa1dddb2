import type { StaffNames } from '#identity';
import { dayIn, Money } from '#kernel';
import {
  CARD_REASONS,
  ENDING_REASONS,
  cardGraph,
  isCardOverdue,
  type CardMovement,
  type CardReason,
  type CardRow,
  type CardState,
  type EndingReason,
} from '#payouts';
import type { ViewModel } from '#platform';
import { ageInDays } from '../finance-times.js';
import type { Tag } from '../finance-words.js';

export const CARDS = '/finance/cards';

const TAGS: Readonly<Record<CardState, Tag>> = {
  waiting: { text: 'not opened yet', tone: '' },
  active: { text: 'can pay', tone: 'ok' },
  frozen: { text: 'frozen', tone: 'warn' },
  ending: { text: 'ended, a shop may still take money', tone: 'warn' },
  ended: { text: 'ended', tone: '' },
};

export const cardTag = (state: CardState): Tag => TAGS[state];

const REASON_WORDS: Readonly<Record<CardReason, string>> = {
  asked_by_person: 'The person asked for it.',
  looks_wrong: 'Something looks wrong.',
  looked_right: 'We looked, and it is right.',
};

const ENDING_WORDS: Readonly<Record<EndingReason, string>> = {
  asked_by_person: 'The person asked for it.',
  never_opened: 'It was never opened.',
  rests_for_long: 'Money has been on it for long.',
  looks_wrong: 'Something looks wrong.',
};

interface Option {
  readonly id: string;
  readonly value: string;
  readonly label: string;
}

function optionsOf<Code extends string>(
  name: string,
  codes: readonly Code[],
  words: Readonly<Record<Code, string>>,
): Option[] {
  return codes.map((value, index) => ({
    id: index === 0 ? name : `${name}-${value}`,
    value,
    label: words[value],
  }));
}

export const reasonOptions = optionsOf('reason', CARD_REASONS, REASON_WORDS);
export const endingOptions = optionsOf('reason', ENDING_REASONS, ENDING_WORDS);
export const lossOptions = optionsOf('loss', ['lost', 'stolen'], {
  lost: 'It is lost, or somebody else may have seen the number.',
  stolen: 'Somebody took it or used it.',
});

/** What is left to spend; what went back to the award is not on the card any more. */
export const leftOn = ({ amount, spent, returned }: CardRow): Money =>
  amount.minus(spent).minus(returned);

/** A card as finance sees it: no person, no number, no shop. `viewer` is who looks at it. */
export function cardModel(card: CardRow, now: Date, names: StaffNames, viewer: string): ViewModel {
  const { payoutId, state, ending } = card;
  return {
    id: payoutId,
    tag: cardTag(state),
    fund: card.fund,
    amount: card.amount.format(),
    spent: card.spent.format(),
    overspent: card.overspent.minor > 0n ? card.overspent.format() : '',
    returned: card.returned.minor > 0n ? card.returned.format() : '',
    left: leftOn(card).format(),
    days: ageInDays(card.since, now),
    isOverdue: isCardOverdue(card, now),
    lookedAt: card.lookedAt,
    canFreeze: cardGraph.allows(state, 'CardFrozen'),
    canUnfreeze: cardGraph.allows(state, 'CardUnfrozen'),
    canReplace: cardGraph.allows(state, 'CardReplaced'),
    canEnd: ending === null && cardGraph.allows(state, 'CardEnded'),
    ending: ending && {
      reason: ENDING_WORDS[ending.reason],
      askedBy: names.get(ending.askedBy) ?? ending.askedBy,
      askedAt: ending.askedAt,
      isMine: ending.askedBy === viewer,
    },
  };
}

/** Amount and day, in the programmes' time zone. */
export function movementModel({ amount, at }: CardMovement, timeZone: string): ViewModel {
  const isSpent = amount.minor < 0n;
  return {
    day: dayIn(timeZone, at),
    what: isSpent ? 'spent' : 'given back',
    amount: (isSpent ? Money.zero(amount.currency).minus(amount) : amount).format(),
  };
}

/** How many cards stand where, and how much is left on them. Minor units. */
export function cardsByState(
  cards: readonly CardRow[],
): { readonly tag: Tag; readonly count: number; readonly minor: bigint }[] {
  return cardGraph.states
    .map((state) => ({ tag: cardTag(state), own: cards.filter((card) => card.state === state) }))
    .filter(({ own }) => own.length > 0)
    .map(({ tag, own }) => ({
      tag,
      count: own.length,
      minor: own.reduce((sum, card) => sum + leftOn(card).minor, 0n),
    }));
}
