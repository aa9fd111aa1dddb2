import { Money, type Id } from '#kernel';
import type { CardState } from './card.states.js';
import type { Payout } from '../payout.js';
import type { CardStanding } from '../rails/prepaid-card/card-controls.js';

/** The card a payout was paid with. Of what it bought nothing is known here. */
export interface PayoutCard {
  readonly payoutId: Id<'payout'>;
  readonly state: CardState;
  readonly labelSealed: Uint8Array;
  /** In all. */
  readonly spent: Money;
  /** What went back to the award after the card had ended. */
  readonly returned: Money;
  readonly lookedAt: Date;
}

/** What a look at the provider means. */
export interface CardDecision {
  readonly state: CardState;
  readonly spent: Money;
  /** To be owed again on the award, now; nothing most of the time. */
  readonly rest: Money;
}

const WITH_HER: readonly Payout['state'][] = ['paid', 'settled'];

/**
 * What follows from a look. A card counts as ended once nothing can be taken from it any more; then what was not spent
 * goes back to the award, once. A card that ended untouched is left to the payout itself, which comes back whole.
 */
export function cardAfterLook(
  known: Pick<PayoutCard, 'state' | 'returned'>,
  standing: CardStanding,
  payout: Pick<Payout, 'state' | 'amount'>,
): CardDecision {
  const { spent } = standing;
  const rest = payout.amount.minus(spent).minus(known.returned);
  const nothing = Money.zero(rest.currency);
  const isOver = standing.state === 'ended' && standing.isSettled;
  if (!isOver) return { state: stateOf(known.state, standing), spent, rest: nothing };
  const isWithHer = WITH_HER.includes(payout.state);
  if (!isWithHer) return { state: 'ended', spent, rest: nothing };
  const isUntouched = spent.minor === 0n && known.returned.minor === 0n;
  if (isUntouched) return { state: 'ending', spent, rest: nothing };
  return { state: 'ended', spent, rest: rest.minor > 0n ? rest : nothing };
}

/** The provider knows "on" and "off"; whether "off" is her wish or the beginning, we know. */
function stateOf(known: CardState, { state }: CardStanding): CardState {
  if (state === 'ended') return 'ending';
  if (state === 'active') return 'active';
  return known === 'active' ? 'frozen' : known;
}
