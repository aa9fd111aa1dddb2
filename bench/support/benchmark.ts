import type { Stage } from './stage.js';

/** A measurement beside its peer or its limit, both taken in the same run. */
export interface Benchmark {
  readonly name: string;
  /** What is divided by what, in one sentence. */
  readonly compares: string;
  /** Whether a good ratio is a large one (throughput) or a small one (latency, time). */
  readonly wants: 'at least' | 'at most';
  /** The ratio it must reach to pass, and the one it is meant to reach. */
  readonly floor: number;
  readonly target: number;
  /** Takes so long that `all` leaves it out. */
  readonly isOnlyByName?: boolean;
  /** Throws when what was measured did not do its work correctly: then the number does not count. */
  measure(stage: Stage): Promise<Measured>;
}

export interface Measured {
  readonly ratio: number;
  /** Further figures by name; the unit ends the name: `oursPerSecond`, `p99Ms`, `cpuUsPerEntry`. */
  readonly figures: Readonly<Record<string, number>>;
  /** What else must hold for the benchmark to pass. */
  readonly limits?: readonly Limit[];
}

/** A second limit of a benchmark, on one of its own figures. */
export interface Limit {
  readonly says: string;
  readonly holds: boolean;
}

/** The object that `--json` prints as the last line. */
export interface Verdict extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly ratio: number;
  readonly floor: number;
  readonly target: number;
  readonly rounds: number;
  readonly ok: boolean;
}

export function judge(benchmark: Benchmark, rounds: number, measured: Measured): Verdict {
  const { name, wants, floor, target } = benchmark;
  const limits = measured.limits ?? [];
  const ratio = rounded(measured.ratio);
  const passes = wants === 'at least' ? measured.ratio >= floor : measured.ratio <= floor;
  return {
    name,
    ratio,
    wants,
    floor,
    target,
    rounds,
    ok: passes && limits.every(({ holds }) => holds),
    ...Object.fromEntries(
      Object.entries(measured.figures).map(([figure, value]) => [figure, rounded(value)]),
    ),
    limits,
  };
}

/** Three digits are more than a measurement is worth. */
const rounded = (value: number): number => Number(value.toPrecision(3));
