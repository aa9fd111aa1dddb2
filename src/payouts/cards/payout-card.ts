import { Money, type Id } from '#kernel';
import type { CardState } from './card.states.js';
import type { Payout } from '../payout.js';
import { UNPAID_ENDS } from '../payout.states.js';
import type { CardStanding } from '../rails/prepaid-card/card-controls.js';

/** The card a payout was paid with. Of what it bought nothing is known here. */
export interface PayoutCard {
  readonly payoutId: Id<'payout'>;
  readonly state: CardState;
  readonly labelSealed: Uint8Array;
  /** Of the payout: never more than it, less what went back. */
  readonly spent: Money;
  /** What shops took beyond that, as with a tip or without asking: the fund's cost, and no part of the payout. */
  readonly overspent: Money;
  /** What went back to the award after the card had ended. */
  readonly returned: Money;
  readonly lookedAt: Date;
}

/** What a look at the provider means. */
export interface CardDecision {
  readonly state: CardState;
  readonly spent: Money;
  readonly overspent: Money;
  /** To be owed again on the award, now; nothing most of the time. */
  readonly rest: Money;
}

const WITH_HER: readonly Payout['state'][] = ['paid', 'settled'];

/**
 * What follows from a look. A card counts as ended once nothing can be taken from it any more; then what was not spent
 * goes back to the award, once. A card that ended untouched is left to the payout itself, which comes back whole.
 * Shops may take more than a card may spend, and take after its end: that is counted apart.
 */
export function cardAfterLook(
  known: Pick<PayoutCard, 'state' | 'returned'>,
  standing: CardStanding,
  payout: Pick<Payout, 'state' | 'amount'>,
): CardDecision {
  const room = roomOn(payout, known.returned);
  const spent = standing.spent.isMoreThan(room) ? room : standing.spent;
  const taken = { spent, overspent: standing.spent.minus(spent) };
  const nothing = Money.zero(room.currency);
  const isOver = standing.state === 'ended' && standing.isSettled;
  if (!isOver) return { state: stateOf(known.state, standing), ...taken, rest: nothing };
  const isWithHer = WITH_HER.includes(payout.state);
  if (!isWithHer) return { state: 'ended', ...taken, rest: nothing };
  const isUntouched = standing.spent.minor === 0n && known.returned.minor === 0n;
  if (isUntouched) return { state: 'ending', ...taken, rest: nothing };
  return { state: 'ended', ...taken, rest: room.minus(spent) };
}

/** What shops may have had of a payout. One that came to nothing has gone back whole. */
function roomOn({ state, amount }: Pick<Payout, 'state' | 'amount'>, returned: Money): Money {
  return UNPAID_ENDS.includes(state) ? Money.zero(amount.currency) : amount.minus(returned);
}

/** The provider knows "on" and "off"; whether "off" is her wish or the beginning, we know. */
function stateOf(known: CardState, { state }: CardStanding): CardState {
  if (state === 'ended') return 'ending';
  if (state === 'active') return 'active';
  return known === 'active' ? 'frozen' : known;
}
