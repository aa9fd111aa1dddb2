import type { Safeguard } from '../safeguards.js';
import { simulate, type Story } from './simulate.js';

/** What many seeds came to together. */
export interface Run {
  readonly seeds: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly payouts: number;
  readonly steps: number;
  /** The stories that went wrong, told from their beginning. */
  readonly failed: readonly Story[];
}

export interface RunChoice {
  readonly first: number;
  readonly seeds: number;
  readonly without?: Safeguard | null;
  /** How many failures are enough to stop. */
  readonly enough?: number;
}

/** Plays seed after seed. A seed that fails is played again with its list of events kept. */
export async function simulateMany({
  first,
  seeds,
  without = null,
  enough = 1,
}: RunChoice): Promise<Run> {
  const faults: Record<string, number> = {};
  const failed: Story[] = [];
  let payouts = 0;
  let steps = 0;
  let played = 0;
  for (let seed = first; played < seeds && failed.length < enough; seed += 1) {
    const story = await simulate(seed, { without });
    played += 1;
    payouts += story.payouts;
    steps += story.steps;
    for (const [kind, count] of story.faults) faults[kind] = (faults[kind] ?? 0) + count;
    if (story.violations.length > 0) failed.push(await simulate(seed, { without, isTold: true }));
  }
  return { seeds: played, faults, payouts, steps, failed };
}
