import { awaitsApproval, blockedAt, type ExceptionItem, type RailCapabilities } from '#payouts';

/** A page where something can be done about it. */
interface Act {
  readonly href: string;
  readonly text: string;
}

/** What finance reads about a payment on its way that needs somebody. */
export interface UnderWayWords {
  readonly reason: string;
  readonly advice: string;
  readonly acts: readonly Act[];
  /** There is a company to ask, and it knows the payment. */
  readonly canLook: boolean;
}

type Item = Pick<
  ExceptionItem,
  'id' | 'isLink' | 'looks' | 'usableUntil' | 'heldSince' | 'wayBackRefusal' | 'providerRef'
>;

/** By its way; `way` is null for one that is switched off. `dayOf`: the day of an instant, as programmes count. */
export function underWayWords(
  item: Item,
  way: RailCapabilities | null,
  dayOf: (instant: Date) => string,
): UnderWayWords {
  const canLook = way !== null && way.purse !== 'bank' && item.providerRef !== null;
  const words = wordsOf(item, way, dayOf);
  if (way !== null) return { ...words, canLook };
  return { ...words, advice: OFF, acts: [], canLook };
}

const OFF =
  'This way is switched off here, so nobody is asked. Look at the pages of the payment company, or have the way switched on.';

type Words = Omit<UnderWayWords, 'canLook'>;

function wordsOf(
  item: Item,
  way: RailCapabilities | null,
  dayOf: (instant: Date) => string,
): Words {
  if (item.wayBackRefusal !== null) return NOT_GIVEN_BACK;
  return item.isLink ? linkWords(item, dayOf) : lateWords(item, way);
}

const NOT_GIVEN_BACK: Words = {
  reason:
    'It came to nothing, and the payment company refuses to give the money back from the person’s account there.',
  advice:
    'Look the payment up at the company by its name there, and see where the money is. Have the company bring it back, then ask the company again here. The person is owed it again as soon as it is back.',
  acts: [],
};

function linkWords(item: Item, dayOf: (instant: Date) => string): Words {
  const { id, heldSince, usableUntil } = item;
  const list = { href: '/finance/claims', text: 'All links not used yet' };
  if (awaitsApproval(item)) {
    return {
      reason: 'The payment company has not approved it yet. There is no link until it does.',
      advice: 'Nothing can be let go here: it is approved in the pages of the company.',
      acts: [{ href: '/finance/claims#approval', text: 'Who approves it, and how' }],
    };
  }
  if (heldSince !== null) {
    return {
      reason: `The payment company holds it by its own rules. Blocked there on ${dayOf(blockedAt(heldSince))}.`,
      advice: 'Look why, and let it go when it is right. Once blocked, the money comes back.',
      acts: [
        { href: `/finance/claims/${id}/release`, text: 'Let it go' },
        { href: '/finance/claims#held', text: 'Why it is held' },
      ],
    };
  }
  const end = usableUntil === null ? 'has no end we know' : `ends on ${dayOf(usableUntil)}`;
  return {
    reason: `The link was not used and ${end}.`,
    advice:
      'Have whoever looks after the case ask the person, or call it back: the money returns to the award.',
    acts: [{ href: `/finance/claims/${id}/cancel`, text: 'Call it back' }, list],
  };
}

function lateWords({ id, heldSince }: Item, way: RailCapabilities | null): Words {
  const callBack = { href: `/finance/payouts/${id}/call-back`, text: 'Call it back' };
  const acts = way?.cancelUntil === 'before_it_leaves' ? [callBack] : [];
  if (way?.purse === 'bank') {
    return {
      reason: 'It is to be paid by hand, and nobody has confirmed it for more than 7 days.',
      advice: 'Pay it and attach proof, have another person confirm the proof, or call it back.',
      acts: [{ href: `/finance/manual#${id}`, text: 'Find it among payments by hand' }, ...acts],
    };
  }
  const cards = { href: '/finance/cards', text: 'Cards' };
  return {
    reason:
      heldSince === null
        ? 'It has been on its way for more than 7 days.'
        : 'It has been on its way for more than 7 days: the payment company checks it by its own rules.',
    advice: 'Ask the company now. If nothing moves, write to it with its name of the payment.',
    acts: way?.cancelUntil === 'until_used' ? [cards] : acts,
  };
}
