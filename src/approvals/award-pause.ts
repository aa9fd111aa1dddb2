import type { Id } from '#kernel';
import type { Catching } from './award-schedule.js';

/** Whose pause it is. Each ends its own: what she stopped nobody starts by mistake, and the other way round. */
export type PauseSide = 'person' | 'fund';

/** Why the fund lets payments stand still. Codes: the log holds no words about people. */
export const PAUSE_REASONS = [
  'asked_by_person',
  'not_safe',
  'no_contact',
  'account_doubt',
  'decision_looked_at',
] as const;

export type PauseReason = (typeof PAUSE_REASONS)[number];

/** What became of what fell due meanwhile. */
export type Caught = Catching | 'nothing_missed' | 'other_stays' | 'award_over';

export interface AwardPause {
  readonly id: Id<'awardPause'>;
  readonly awardId: Id<'award'>;
  readonly side: PauseSide;
  readonly reason: PauseReason | 'own_wish';
  /** Null where she did it herself. */
  readonly beganBy: Id<'person'> | null;
  readonly beganAt: Date;
}
