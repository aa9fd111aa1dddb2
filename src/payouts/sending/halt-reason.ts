import { isId, type Id } from '#kernel';

const BROKEN = 'A promise is broken: ';

/** Why sending stops when a promise about the whole database does not hold. */
export const brokenPromise = (promise: string): string => BROKEN + promise;

/** The promise a halt is about, whoever found it broken; null when it is about something else. */
export function promiseIn(reason: string): string | null {
  const at = reason.indexOf(BROKEN);
  return at < 0 ? null : reason.slice(at + BROKEN.length);
}

/** The payouts that a sentence names, each once. */
export function payoutsIn(text: string): Id<'payout'>[] {
  const words = text.split(/[^\w]+/);
  return [...new Set(words)].filter((word) => isId('payout', word));
}
