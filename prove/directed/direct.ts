import type { Count } from '../processes/count.js';
import type { StartServer } from '../processes/database.js';
import { SAFEGUARDS, type Safeguard } from '../safeguards.js';
import { PLAYS } from './plays.js';
import { Theatre } from './stand.js';

/** What one play came to with the safeguard, and without it. */
export interface Directed {
  readonly safeguard: Safeguard;
  readonly kept: Count;
  readonly taken: Count;
}

/** Plays the story of each safeguard twice: with it nothing may go wrong, without it something must. */
export async function* direct(
  start: StartServer,
  safeguards: readonly Safeguard[] = SAFEGUARDS,
): AsyncIterable<Directed> {
  const theatre = await Theatre.open(start);
  try {
    for (const safeguard of safeguards) {
      const { act, takenAway = [], ...choice } = PLAYS[safeguard];
      const kept = await theatre.stage({ ...choice, without: null }, act);
      const taken = await theatre.stage({ ...choice, without: safeguard }, async (stand) => {
        for (const statement of takenAway) await stand.database.query(statement);
        await act(stand);
      });
      yield { safeguard, kept, taken };
    }
  } finally {
    await theatre.close();
  }
}

/** What went wrong, in words; empty when nothing did. */
export function harmIn(count: Count): string[] {
  return Object.entries(count).flatMap(([name, figure]: [string, unknown]) => {
    if (name === 'payouts' || figure === 0) return [];
    if (Array.isArray(figure)) return figure.length === 0 ? [] : [`${name}: ${figure.join('; ')}`];
    return [`${name} ${String(figure)}`];
  });
}
