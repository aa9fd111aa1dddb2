import { dayIn } from '#kernel';
import { dueBy, troubleOf, wayOn, type PayoutView } from '#payouts';
import { translate } from '#platform';
import type { Telling } from '../http/programme-days.js';
import { dayText } from './day-text.js';

/** What she is told about money that is not with her. */
export interface TroubleWords {
  /** What happened, that nothing is lost, and what she can do now. One sentence or two each. */
  readonly lines: readonly string[];
  /** What her button says. */
  readonly action: string;
  /** Whether it is ours to do: she may choose another way, and need not. */
  readonly isOurs: boolean;
}

type Told = Pick<PayoutView, 'state' | 'reason' | 'since' | 'isWithHer'>;

/** Once she was asked for another way nothing else helps, whatever the reason was. */
export function troubleWords(payout: Told, { now, zone, language }: Telling): TroubleWords {
  const trouble = troubleOf(payout.state, payout.reason);
  const found = wayOn(trouble);
  const way = found === 'wait' && payout.isWithHer ? 'choose' : found;
  const due = dueBy(payout.state, payout.since);
  const date = dayText(dayIn(zone, due), language);
  const say = (key: string): string => translate(language, `trouble.${key}`, { date });
  const ours = [say(now > due ? 'now.late' : 'now.wait'), say('now.or')];
  return {
    lines: [say(trouble), say('safe'), ...(way === 'wait' ? ours : [say(`now.${way}`)])],
    action: say(way === 'correct' ? 'correct' : 'choose'),
    isOurs: way === 'wait',
  };
}
