import type { Money } from '#kernel';
import type { Observed } from '../rail.js';
import type { CardMovement } from './card.js';

/** Where a payout's card stands, for its own pages and for the books. */
export interface CardStanding {
  /** The card in use now, by the provider's name. */
  readonly cardRef: string;
  readonly lastDigits: string;
  readonly state: 'inactive' | 'active' | 'ended';
  readonly limit: Money;
  readonly spent: Money;
  /** Free for sure: not spent, and no till still asks for it. */
  readonly unspent: Money;
  /** Tills may still take something of an ended card. */
  readonly isSettled: boolean;
}

/** One look at a payout's cards. */
export interface CardLook {
  /** What it means for the payout. */
  readonly observed: Observed;
  /** Null when an amount about them cannot be read. */
  readonly standing: CardStanding | null;
}

/** The id of the rail whose payouts are cards; the view `card_in_hand` names it too. */
export const CARD_RAIL = 'prepaid-card';

export type LossReason = 'lost' | 'stolen';

/**
 * What can be done with a card after it was paid out, by the provider's name of the payout's first card. Each throws
 * `RAIL_UNAVAILABLE` or `RAIL_REFUSED` (conflict), and each may be repeated: it does what is left to do.
 */
export interface CardControls {
  look(firstCard: string): Promise<CardLook>;
  /** Money that moved, in order of time: amounts and moments, never where or for what. */
  spending(firstCard: string): Promise<readonly CardMovement[]>;
  /** From now on it pays, or it does not. An ended card stays ended. */
  turn(firstCard: string, to: 'active' | 'inactive'): Promise<void>;
  /**
   * A new card instead of one that is gone; the old one ends. The provider counts what the old one spent against the
   * new one's limit, so that the two together never pay more than the first alone.
   */
  replace(firstCard: string, reason: LossReason): Promise<void>;
  /** It never pays again. What no till asks for is free. */
  end(firstCard: string): Promise<void>;
  /** The key with which the provider shows the number to the page that has this nonce. For her eyes only, not kept. */
  showing(firstCard: string, nonce: string): Promise<string>;
}
