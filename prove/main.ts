import { execFileSync } from 'node:child_process';
import { harmIn } from './directed/direct.js';
import { killScore } from './kill-score.js';
import type { StartServer } from './processes/database.js';
import { drill } from './processes/run.js';
import { bound95 } from './processes/tally.js';
import { SAFEGUARDS } from './safeguards.js';
import type { Run } from './simulator/many.js';
import { simulate } from './simulator/simulate.js';
import { simulateInThreads } from './simulator/threads.js';
import { readWords, type Choice } from './words.js';

/** Runs what the command line asks for and returns the exit status: 0 held, 1 did not, 2 could not run. */
export async function prove(words: string[], start: StartServer): Promise<0 | 1 | 2> {
  const choice = readWords(words);
  if (typeof choice === 'string') {
    process.stderr.write(`${choice}\n`);
    return 2;
  }
  if (choice.isReplay) return replay(choice);
  if (choice.killScore || choice.without) return scoreKills(choice, start);
  return proveAll(choice, start);
}

/** One half of the proof: whether nothing went wrong, and its figures. */
interface Half {
  readonly isGood: boolean;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** The last line holds both halves: the real processes at its top, because their faults are the ones that count. */
async function proveAll(choice: Choice, start: StartServer): Promise<0 | 1> {
  const begun = performance.now();
  const { only, seed } = choice;
  const simulated = only === 'processes' ? null : await inSimulator(choice);
  if (simulated && !only) say(JSON.stringify({ part: 'simulator', ...simulated.figures }));
  const real = only === 'simulator' ? null : await inProcesses(choice, start);
  const halves = [simulated, real].filter((half) => half !== null);
  const isHeld = halves.every(({ isGood }) => isGood);
  say(
    JSON.stringify({
      held: isHeld,
      ...(real ?? simulated)?.figures,
      ...(real && simulated ? { simulator: simulated.figures } : {}),
      seconds: secondsSince(begun),
      seed,
      commit: commit(),
    }),
  );
  return isHeld ? 0 : 1;
}

async function inSimulator({ seed, seeds }: Choice): Promise<Half> {
  const begun = performance.now();
  const run = await simulateInThreads({ first: seed, seeds });
  tellFailures(run);
  const isGood = run.failed.length === 0;
  return { isGood, figures: { ...summary(run), seconds: secondsSince(begun) } };
}

async function inProcesses({ seed, faults }: Choice, start: StartServer): Promise<Half> {
  const begun = performance.now();
  const { result, isCutShort } = await untilEnough((enough) =>
    drill(start, { faults, seed, say, enough }),
  );
  const { tally, ...count } = result;
  const harm = harmIn(count);
  for (const line of harm) say(line);
  // What somebody ended early was told so; what ends early by itself would pass for more than it is.
  const isWhole = isCutShort || tally.total >= faults;
  if (!isWhole) say(`Every payout was made before ${String(faults)} faults had happened.`);
  return {
    isGood: harm.length === 0 && tally.forgeries === 0 && isWhole,
    figures: {
      faults: tally.byClass,
      total: tally.total,
      hard: tally.hard,
      ...count,
      forgeries_accepted: tally.forgeries,
      bound95: bound95(tally.total),
      bound95_hard: bound95(tally.hard),
      bound95_by_class: tally.bounds,
      seconds: secondsSince(begun),
    },
  };
}

/** Ctrl-C ends the faults, not the count; a second one ends everything. */
async function untilEnough<Result>(
  work: (enough: AbortSignal) => Promise<Result>,
): Promise<{ readonly result: Result; readonly isCutShort: boolean }> {
  const enough = new AbortController();
  const end = (): void => {
    if (enough.signal.aborted) process.exit(2);
    say('No more faults; what was begun is brought to its end and counted.');
    enough.abort();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    const result = await work(enough.signal);
    return { result, isCutShort: enough.signal.aborted };
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

/** Takes one safeguard away, or each in turn. */
async function scoreKills({ seed, only, without }: Choice, start: StartServer): Promise<0 | 1> {
  const begun = performance.now();
  const safeguards = without ? [without] : SAFEGUARDS;
  const { isGood, figures } = await killScore({ seed, only, safeguards, say }, start);
  say(JSON.stringify({ ...figures, seconds: secondsSince(begun), seed, commit: commit() }));
  return isGood ? 0 : 1;
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
