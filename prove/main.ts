import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { isSafeguard, SAFEGUARDS, type Safeguard } from './safeguards.js';
import { simulateMany, type Run } from './simulator/many.js';
import { simulate } from './simulator/simulate.js';

const PROFILES = { ci: 10_000, nightly: 1_000_000 } as const;
/** How many seeds a drill without a safeguard may take to find harm. */
const HUNT_SEEDS = 20_000;

interface Choice {
  readonly seeds: number;
  readonly seed: number;
  readonly json: boolean;
  /** Tells the story of one seed. */
  readonly isReplay: boolean;
  readonly without: Safeguard | null;
  readonly killScore: boolean;
}

/** Runs what the command line asks for and returns the exit status: 0 held, 1 did not, 2 could not run. */
export async function prove(words: string[]): Promise<0 | 1 | 2> {
  const choice = read(words);
  if (typeof choice === 'string') {
    process.stderr.write(`${choice}\n`);
    return 2;
  }
  if (choice.killScore) return killScore(choice);
  if (choice.isReplay) return replay(choice);
  const begun = performance.now();
  const run = await simulateMany({
    first: choice.seed,
    seeds: choice.without ? HUNT_SEEDS : choice.seeds,
    without: choice.without,
  });
  tellFailures(run);
  const isFound = run.failed.length > 0;
  say(
    JSON.stringify({
      ...summary(run),
      ...(choice.without ? { without: choice.without, found: isFound } : {}),
      seconds: secondsSince(begun),
      seed: choice.seed,
      commit: commit(),
    }),
  );
  return isFound === (choice.without !== null) ? 0 : 1;
}

/** Takes each safeguard away in turn: a drill that finds no harm without it proves nothing with it. */
async function killScore({ seed }: Choice): Promise<0 | 1> {
  const found: Partial<Record<Safeguard, number>> = {};
  for (const without of SAFEGUARDS) {
    const { failed, seeds } = await simulateMany({ first: seed, seeds: HUNT_SEEDS, without });
    const [story] = failed;
    if (story) found[without] = seeds;
    const what = story ? `seed ${String(story.seed)}: ${story.violations[0] ?? ''}` : 'NOT FOUND';
    say(`${without.padEnd(20)}${what}`);
  }
  const score = Object.keys(found).length;
  say(
    JSON.stringify({ score: `${String(score)}/${String(SAFEGUARDS.length)}`, seeds: found, seed }),
  );
  return score === SAFEGUARDS.length ? 0 : 1;
}

async function replay({ seed, without }: Choice): Promise<0 | 1> {
  const { trace, violations } = await simulate(seed, { without, isTold: true });
  say(trace.join('\n'));
  say(JSON.stringify({ seed, violations }));
  return violations.length === 0 ? 0 : 1;
}

function tellFailures({ failed }: Run): void {
  for (const { seed, trace, violations } of failed) {
    say(trace.join('\n'));
    say(`seed ${String(seed)}: ${violations.join('; ')}`);
  }
}

function summary({ seeds, faults, payouts, steps, failed }: Run): Record<string, unknown> {
  const count = (kind: string): number =>
    failed.flatMap(({ violations }) => violations).filter((one) => one.startsWith(kind)).length;
  const total = Object.values(faults).reduce((sum, one) => sum + one, 0);
  return {
    seeds,
    faults,
    total,
    payouts,
    steps,
    double: count('double'),
    lost: count('lost'),
    cents_difference: count('cents'),
    stuck: count('stuck'),
    bound95: total === 0 ? 1 : Number((3 / total).toPrecision(2)),
  };
}

/** What to run, or a sentence that says what is wrong with the words. */
function read(words: string[]): Choice | string {
  try {
    const { values } = parseArgs({ args: words, options: OPTIONS });
    const { without, profile, seeds, seed } = values;
    if (without !== undefined && !isSafeguard(without))
      return `--without is one of ${SAFEGUARDS.join(', ')}.`;
    if (profile !== 'ci' && profile !== 'nightly') return '--profile is ci or nightly.';
    const numbers = { seeds: Number(seeds ?? PROFILES[profile]), seed: Number(seed) };
    if (!Object.values(numbers).every(isCount))
      return '--seeds and --seed are whole numbers from 1.';
    return {
      ...numbers,
      without: without ?? null,
      json: values.json,
      isReplay: values.replay,
      killScore: values['kill-score'],
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const OPTIONS = {
  seeds: { type: 'string' },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  replay: { type: 'boolean', default: false },
  without: { type: 'string' },
  profile: { type: 'string', default: 'ci' },
  'kill-score': { type: 'boolean', default: false },
} as const;

const isCount = (number: number): boolean =>
  Number.isInteger(number) && number >= 1 && number < 2 ** 32;

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

const secondsSince = (begun: number): number => Math.trunc((performance.now() - begun) / 100) / 10;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
