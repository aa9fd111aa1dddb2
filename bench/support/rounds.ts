import { cpuBetween, cpuTime } from './cpu.js';
import type { Stage } from './stage.js';

/** What one side did in one round. */
export interface Sample {
  readonly operations: number;
  readonly ms: number;
  readonly nodeUsPerOperation: number;
  /** Null where the system does not tell. */
  readonly postgresUsPerOperation: number | null;
  /** Latencies of single operations, when they were taken. */
  readonly latenciesMs: readonly number[];
}

/** What a side reports of a round: how many operations, and how long each took where that matters. */
export interface Done {
  readonly operations: number;
  readonly latenciesMs?: readonly number[];
}

export type Side = () => Promise<Done>;

/**
 * Lets two sides take turns, each going first every other time, after one round of each that does not count. What
 * else the machine does then hits both alike. What `prepare` does before each turn is not measured.
 */
export async function interleave(
  stage: Stage,
  sides: { readonly ours: Side; readonly limit: Side; readonly prepare?: () => Promise<void> },
): Promise<{ readonly ours: readonly Sample[]; readonly limit: readonly Sample[] }> {
  const turn = async (side: Side): Promise<Sample> => {
    await sides.prepare?.();
    return timed(stage, side);
  };
  await turn(sides.ours);
  await turn(sides.limit);
  const ours: Sample[] = [];
  const limit: Sample[] = [];
  for (let round = 1; round <= stage.rounds; round += 1) {
    if (round % 2 === 1) ours.push(await turn(sides.ours));
    limit.push(await turn(sides.limit));
    if (round % 2 === 0) ours.push(await turn(sides.ours));
    const [a, b] = [ours.at(-1), limit.at(-1)];
    if (a && b) stage.say(`  round ${String(round)}: ${rate(a)} against ${rate(b)}`);
  }
  return { ours, limit };
}

async function timed(stage: Stage, side: Side): Promise<Sample> {
  const cpuBefore = cpuTime(stage.server);
  const begun = performance.now();
  const { operations, latenciesMs = [] } = await side();
  const ms = performance.now() - begun;
  const cpu = cpuBetween(cpuBefore, cpuTime(stage.server));
  return {
    operations,
    ms,
    latenciesMs,
    nodeUsPerOperation: cpu.nodeUs / operations,
    postgresUsPerOperation: cpu.postgresUs === null ? null : cpu.postgresUs / operations,
  };
}

export const perSecond = (sample: Sample): number => (sample.operations * 1_000) / sample.ms;

const rate = (sample: Sample): string => `${String(Math.trunc(perSecond(sample)))}/s`;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The value that `share` (0 to 1) of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.trunc(sorted.length * share))] ?? Number.NaN;
}

/** The median over rounds of one side's figure divided by the other's in the same round. */
export function ratioOf(
  ours: readonly Sample[],
  limit: readonly Sample[],
  figure: (sample: Sample) => number,
): number {
  return median(
    ours.flatMap((sample, round) => {
      const other = limit[round];
      return other === undefined ? [] : [figure(sample) / figure(other)];
    }),
  );
}

/** Medians of one side as figures of the verdict: `oursPerSecond`, `oursNodeUs`, `oursPostgresUs`. */
export function figuresOf(
  side: 'ours' | 'limit',
  samples: readonly Sample[],
): Record<string, number> {
  const postgres = samples.flatMap(({ postgresUsPerOperation: us }) => (us === null ? [] : [us]));
  return {
    [`${side}PerSecond`]: median(samples.map(perSecond)),
    [`${side}NodeUs`]: median(samples.map(({ nodeUsPerOperation }) => nodeUsPerOperation)),
    ...(postgres.length === 0 ? {} : { [`${side}PostgresUs`]: median(postgres) }),
  };
}
