import { days, later, type Id } from '#kernel';
import type { CardState } from './card.states.js';

/** Why finance ends a card. Codes: the log holds no words about people. */
export const ENDING_REASONS = [
  'asked_by_person',
  'never_opened',
  'rests_for_long',
  'looks_wrong',
] as const;

export type EndingReason = (typeof ENDING_REASONS)[number];

/** Why finance freezes a card, switches it on again, or replaces it. */
export const CARD_REASONS = ['asked_by_person', 'looks_wrong', 'looked_right'] as const;

export type CardReason = (typeof CARD_REASONS)[number];

/** One person of finance asks to end a card; another one answers. */
export interface CardEnding {
  readonly askedBy: Id<'person'>;
  readonly askedAt: Date;
  readonly reason: EndingReason;
}

const WAITS_FOR_LONG = days(14);
const RESTS_FOR_LONG = days(90);

/**
 * Whether somebody should ask what keeps a card: it was never opened for two weeks, or still has money on it after a
 * quarter of a year. A card that is ending is with the shops.
 */
export function isCardOverdue(
  { state, since }: { readonly state: CardState; readonly since: Date },
  now: Date,
): boolean {
  if (state === 'waiting') return since <= later(now, -WAITS_FOR_LONG);
  return (state === 'active' || state === 'frozen') && since <= later(now, -RESTS_FOR_LONG);
}
