import type { RailCondition } from '#payouts';
import type { Tag } from '../finance-words.js';

/** How a way to pay stands, in plain words, and whether there is something to try. */
export interface RailWords {
  readonly tag: Tag;
  readonly sentence: string;
  /** One call could find out now. */
  readonly canTry: boolean;
  /** Money must be sent to it. */
  readonly isShort: boolean;
}

/** The worst first: a provider that does not answer, one without money, one that asked for a rest. */
export function wordsFor(rail: RailCondition): RailWords {
  const isShort = rail.shortSince !== null;
  if (rail.breaker !== 'closed') {
    return {
      tag: { text: 'does not answer', tone: 'err' },
      sentence:
        'The payment company has given no clear answer many times in a row. One payment at a time finds out whether it answers again; then the others follow by themselves. Nothing is lost, and nothing is sent twice.',
      canTry: true,
      isShort,
    };
  }
  if (isShort) {
    return {
      tag: { text: 'no money left', tone: 'err' },
      sentence:
        'There is not enough money there for what was released. Send money from the bank. What waits goes on by itself when it has arrived.',
      canTry: false,
      isShort,
    };
  }
  if (rail.restsUntil !== null) {
    return {
      tag: { text: 'rests', tone: 'warn' },
      sentence: 'The payment company asked us to wait. Payments go on by themselves after that.',
      canTry: true,
      isShort,
    };
  }
  return { tag: { text: 'runs', tone: 'ok' }, sentence: '', canTry: false, isShort };
}
