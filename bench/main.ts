import { parseArgs } from 'node:util';
import { BENCHMARKS } from './registry.js';
import { judge, type Benchmark, type Verdict } from './support/benchmark.js';
import { onStage, type Server } from './support/stage.js';

const ROUNDS = 5;
const MOST_ROUNDS = 99;

interface Choice {
  readonly chosen: readonly Benchmark[];
  readonly rounds: number;
  readonly json: boolean;
}

/** Runs what the command line names and returns the exit status: 0 within limits, 1 outside, 2 could not run. */
export async function bench(
  words: string[],
  startServer: () => Promise<Server>,
): Promise<0 | 1 | 2> {
  const choice = read(words);
  if (typeof choice === 'string') {
    process.stderr.write(`${choice}\n`);
    return 2;
  }
  if (choice.chosen.length === 0) {
    say(BENCHMARKS.map(describe).join('\n'));
    return 0;
  }
  const server = await startServer();
  try {
    const verdicts: (Verdict | null)[] = [];
    for (const benchmark of choice.chosen) verdicts.push(await one(server, benchmark, choice));
    if (verdicts.includes(null)) return 2;
    return verdicts.every((verdict) => verdict?.ok === true) ? 0 : 1;
  } finally {
    await server.stop();
  }
}

async function one(
  server: Server,
  benchmark: Benchmark,
  { rounds, json }: Choice,
): Promise<Verdict | null> {
  say(describe(benchmark));
  try {
    const measured = await onStage(server, { rounds, say }, (stage) => benchmark.measure(stage));
    const verdict = judge(benchmark, rounds, measured);
    say(json ? JSON.stringify(verdict) : table(verdict));
    return verdict;
  } catch (error) {
    process.stderr.write(
      `${benchmark.name}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
    );
    return null;
  }
}

/** What to run, or a sentence that says what is wrong with the words. */
function read(words: string[]): Choice | string {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, rounds: { type: 'string' } },
    });
    const rounds = Number(values.rounds ?? ROUNDS);
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS) {
      return `--rounds is a whole number from 1 to ${String(MOST_ROUNDS)}.`;
    }
    const unknown = positionals.filter(
      (name) => name !== 'all' && !BENCHMARKS.some((known) => known.name === name),
    );
    if (unknown.length > 0)
      return `There is no benchmark ${unknown.join(', ')}. npm run bench lists them.`;
    const chosen = positionals.includes('all')
      ? BENCHMARKS.filter(({ isOnlyByName = false }) => !isOnlyByName)
      : BENCHMARKS.filter(({ name }) => positionals.includes(name));
    return { chosen, rounds, json: values.json === true };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const describe = ({ name, compares, wants, floor, target }: Benchmark): string =>
  `${name}: ${compares} To pass: ${wants} ${String(floor)}; the target is ${String(target)}.`;

const table = (verdict: Verdict): string =>
  Object.entries(verdict)
    .map(([name, value]) => `  ${name.padEnd(24)}${JSON.stringify(value)}`)
    .join('\n');

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
