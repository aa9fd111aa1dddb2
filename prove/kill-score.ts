import { direct, harmIn } from './directed/direct.js';
import type { StartServer } from './processes/database.js';
import type { Safeguard } from './safeguards.js';
import { simulateInThreads } from './simulator/threads.js';
import type { Choice } from './words.js';

/** How many seeds the simulator may take to find harm. */
const HUNT_SEEDS = 20_000;
const NAME_WIDTH = 20;
const COLUMN_WIDTH = 60;
const HALVES = ['simulator', 'processes'] as const;

interface ScoreChoice extends Pick<Choice, 'seed' | 'only'> {
  readonly safeguards: readonly Safeguard[];
  readonly say: (line: string) => void;
}

/** What each half found without one safeguard; null: nothing, or it was not asked. */
interface Kill {
  readonly safeguard: Safeguard;
  readonly simulator: string | null;
  readonly processes: string | null;
  /** What went wrong in the processes although the safeguard was there. */
  readonly kept: readonly string[];
}

/** Takes safeguards away in turn: a drill that finds no harm without one proves nothing with it. */
export async function killScore(
  choice: ScoreChoice,
  start: StartServer,
): Promise<{ isGood: boolean; figures: Readonly<Record<string, unknown>> }> {
  const { only, say } = choice;
  const halves = HALVES.filter((half) => only === null || only === half);
  const kills: Kill[] = [];
  for await (const kill of killsIn(choice, start)) {
    kills.push(kill);
    const columns = halves.map((half) => (kill[half] ?? 'NOT FOUND').padEnd(COLUMN_WIDTH));
    say(`${kill.safeguard.padEnd(NAME_WIDTH)}${columns.join('  ').trimEnd()}`);
    if (kill.kept.length > 0) say(`  AND WITH IT: ${kill.kept.join(', ')}`);
  }
  const foundBy = (half: (typeof HALVES)[number]): number =>
    kills.filter((kill) => kill[half] !== null).length;
  const isQuiet = kills.every(({ kept }) => kept.length === 0);
  const score = halves.map((half) => [half, `${String(foundBy(half))}/${String(kills.length)}`]);
  return {
    isGood: isQuiet && halves.every((half) => foundBy(half) === kills.length),
    figures: { ...Object.fromEntries(score), quiet_with_all: isQuiet, kills },
  };
}

async function* killsIn(
  { seed, only, safeguards }: ScoreChoice,
  start: StartServer,
): AsyncIterable<Kill> {
  const hunted = new Map<Safeguard, string | null>();
  for (const safeguard of only === 'processes' ? [] : safeguards) {
    hunted.set(safeguard, await hunt(seed, safeguard));
  }
  const simulatedIn = (safeguard: Safeguard): string | null => hunted.get(safeguard) ?? null;
  if (only === 'simulator') {
    for (const safeguard of safeguards) {
      yield { safeguard, simulator: simulatedIn(safeguard), processes: null, kept: [] };
    }
    return;
  }
  for await (const { safeguard, kept, taken } of direct(start, safeguards)) {
    yield {
      safeguard,
      simulator: simulatedIn(safeguard),
      processes: harmIn(taken).join(', ') || null,
      kept: harmIn(kept),
    };
  }
}

/** The first seed that finds harm, and which; null when none does. */
async function hunt(seed: number, without: Safeguard): Promise<string | null> {
  const { failed } = await simulateInThreads({ first: seed, seeds: HUNT_SEEDS, without });
  const [story] = failed;
  return story ? `seed ${String(story.seed)}: ${story.violations[0] ?? ''}` : null;
}
