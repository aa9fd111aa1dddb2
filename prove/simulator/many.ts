import type { Absence } from '../safeguards.js';
import { simulate, type Story } from './simulate.js';

/** What many seeds came to together. */
export interface Run {
  readonly seeds: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly payouts: number;
  readonly steps: number;
  /** The story that went wrong, told from its beginning; none when all went well. */
  readonly failed: readonly Story[];
}

export interface RunChoice {
  readonly first: number;
  readonly seeds: number;
  readonly without?: Absence | null;
}

/**
 * Worlds that share the turns of the event loop: a turn costs as much as a step in one of them. With many more of them
 * the collector of memory costs more than that, because it then finds most of it in use.
 */
const SIDE_BY_SIDE = 8;

export const NOTHING: Run = { seeds: 0, faults: {}, payouts: 0, steps: 0, failed: [] };

/** Plays seed after seed until one fails; that one is played again with its list of events kept. */
export async function simulateMany({ first, seeds, without = null }: RunChoice): Promise<Run> {
  let run = NOTHING;
  while (run.seeds < seeds && !hasFailed(run)) {
    const count = Math.min(SIDE_BY_SIDE, seeds - run.seeds);
    const next = Array.from({ length: count }, (_, place) => first + run.seeds + place);
    const stories = await Promise.all(next.map((seed) => simulate(seed, { without })));
    for (const story of stories) {
      if (!hasFailed(run)) run = together(run, await runOf(story, without));
    }
  }
  return run;
}

export const hasFailed = ({ failed }: Run): boolean => failed.length > 0;

/** What two runs came to, the second one later. */
export function together(one: Run, other: Run): Run {
  const faults = { ...one.faults };
  for (const [kind, count] of Object.entries(other.faults))
    faults[kind] = (faults[kind] ?? 0) + count;
  return {
    seeds: one.seeds + other.seeds,
    faults,
    payouts: one.payouts + other.payouts,
    steps: one.steps + other.steps,
    failed: [...one.failed, ...other.failed],
  };
}

async function runOf(story: Story, without: Absence | null): Promise<Run> {
  const { seed, faults, payouts, steps, violations } = story;
  const failed = violations.length === 0 ? [] : [await simulate(seed, { without, isTold: true })];
  return { seeds: 1, faults: Object.fromEntries(faults), payouts, steps, failed };
}
