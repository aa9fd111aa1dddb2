import { troubleWords } from '../../applicant/trouble-words.js';
import type { ProgrammeDays } from '../../http/programme-days.js';

/** A payment that we called back, as her page knows it. */
const CALLED_BACK = { state: 'failed', reason: 'cancelled_at_provider', isWithHer: true } as const;

/** What stands on her page, in English, once a payment or a link is called back. */
export function readsCalledBack(days: ProgrammeDays): string {
  const told = { ...CALLED_BACK, since: days.now() };
  return troubleWords(told, days.telling('en')).lines.join(' ');
}
