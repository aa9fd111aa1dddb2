import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { StartServer } from './processes/database.js';
import { drill } from './processes/run.js';
import { bound95 } from './processes/tally.js';
import { SAFEGUARDS, type Safeguard } from './safeguards.js';
import { simulateMany, type Run } from './simulator/many.js';
import { simulate } from './simulator/simulate.js';

const PROFILES = {
  ci: { seeds: 10_000, faults: 1_000 },
  nightly: { seeds: 1_000_000, faults: 20_000 },
} as const;
/** How many seeds a drill without a safeguard may take to find harm. */
const HUNT_SEEDS = 20_000;

interface Choice {
  readonly seeds: number;
  readonly seed: number;
  readonly faults: number;
  readonly only: (typeof HALVES)[number] | null;
  /** Tells the story of one seed. */
  readonly isReplay: boolean;
  readonly without: Safeguard | null;
  readonly killScore: boolean;
}

/** Runs what the command line asks for and returns the exit status: 0 held, 1 did not, 2 could not run. */
export async function prove(words: string[], start: StartServer): Promise<0 | 1 | 2> {
  const choice = read(words);
  if (typeof choice === 'string') {
    process.stderr.write(`${choice}\n`);
    return 2;
  }
  if (choice.killScore) return killScore(choice);
  if (choice.isReplay) return replay(choice);
  const parts = [
    ...(choice.only === 'processes' ? [] : [await inSimulator(choice)]),
    ...(choice.only === 'simulator' ? [] : [await inProcesses(choice, start)]),
  ];
  for (const { line } of parts) {
    say(JSON.stringify({ ...line, seed: choice.seed, commit: commit() }));
  }
  return parts.every(({ isGood }) => isGood) ? 0 : 1;
}

/** One half of the proof: what it came to, and whether that is what was hoped for. */
interface Half {
  readonly isGood: boolean;
  readonly line: Readonly<Record<string, unknown>>;
}

async function inSimulator({ seed, seeds, without }: Choice): Promise<Half> {
  const begun = performance.now();
  const run = await simulateMany({ first: seed, seeds: without ? HUNT_SEEDS : seeds, without });
  tellFailures(run);
  const isFound = run.failed.length > 0;
  const hunt = without ? { without, found: isFound } : {};
  return {
    isGood: isFound === (without !== null),
    line: { part: 'simulator', ...summary(run), ...hunt, seconds: secondsSince(begun) },
  };
}

async function inProcesses({ seed, faults, without }: Choice, start: StartServer): Promise<Half> {
  const begun = performance.now();
  const { tally, ...count } = await drill(start, { faults, seed, without, say });
  const { payouts, broken_promises: broken, halts, ...figures } = count;
  const harm = [...Object.values(figures), broken.length, halts.length, tally.forgeries];
  const isFound = harm.some((figure) => figure !== 0);
  return {
    isGood: isFound === (without !== null),
    line: {
      part: 'processes',
      faults: tally.byClass,
      total: tally.total,
      payouts,
      ...figures,
      broken_promises: broken,
      halts,
      forgeries_accepted: tally.forgeries,
      ...(without ? { without, found: isFound } : {}),
      seconds: secondsSince(begun),
      bound95: bound95(tally.total),
      bound95_by_class: tally.bounds,
    },
  };
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
    bound95: bound95(total),
  };
}

/** What to run, or a sentence that says what is wrong with the words. */
function read(words: string[]): Choice | string {
  try {
    const { values } = parseArgs({ args: words, options: OPTIONS });
    const { without, profile, seeds, seed, faults, only } = values;
    if (!isWord(SAFEGUARDS, without)) return `--without is one of ${SAFEGUARDS.join(', ')}.`;
    if (!isWord(HALVES, only)) return '--only is simulator or processes.';
    if (!isWord(['ci', 'nightly'], profile)) return '--profile is ci or nightly.';
    const numbers = counted(PROFILES[profile ?? 'ci'], { seeds, faults, seed });
    if (numbers === null) return '--faults, --seeds and --seed are whole numbers from 1.';
    return {
      ...numbers,
      without: without ?? null,
      only: only ?? null,
      isReplay: values.replay,
      killScore: values['kill-score'],
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const OPTIONS = {
  seeds: { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  only: { type: 'string' },
  // The last line is JSON whether one asks for it or not.
  json: { type: 'boolean', default: false },
  replay: { type: 'boolean', default: false },
  without: { type: 'string' },
  profile: { type: 'string' },
  'kill-score': { type: 'boolean', default: false },
} as const;

const HALVES = ['simulator', 'processes'] as const;

/** Left out, or one of these. */
const isWord = <Word extends string>(
  words: readonly Word[],
  word: string | undefined,
): word is Word | undefined => word === undefined || words.some((one) => one === word);

type Numbers = Pick<Choice, 'seeds' | 'faults' | 'seed'>;

/** The profile's numbers, but for those that were given; null when one of these is none. */
function counted(
  usual: Omit<Numbers, 'seed'>,
  given: Readonly<Partial<Record<keyof Numbers, string | undefined>>>,
): Numbers | null {
  const of = (name: keyof Numbers): number => Number(given[name] ?? { ...usual, seed: 1 }[name]);
  const numbers = { seeds: of('seeds'), faults: of('faults'), seed: of('seed') };
  return Object.values(numbers).every(isCount) ? numbers : null;
}

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
