/** An entry as sampling sees it. */
export interface Candidate {
  /** Number of the entry. */
  readonly seq: bigint;
  /** What it moves, in minor units of the sample's currency; above zero. */
  readonly amount: bigint;
  readonly kind: string;
  /** The way of paying, where the entry is of a payout. */
  readonly rail: string | null;
}

/** A candidate that was chosen, and why. */
export interface Selected {
  readonly seq: bigint;
  readonly amount: bigint;
  /** The part of the population it was drawn from; null where there are no parts. */
  readonly stratum: string | null;
  /** Chosen without chance: it is as large as the interval, or matches what was looked for. */
  readonly isCertain: boolean;
}

/** A part of the population and how many were taken from it. */
export interface Allocation {
  readonly stratum: string;
  readonly count: number;
  readonly total: bigint;
  readonly size: number;
}

/** What a method chose: ordered by entry number, each entry once. */
export interface Selection {
  readonly items: readonly Selected[];
  readonly allocations: readonly Allocation[];
  /** Monetary-unit only: interval = `total` / `size` minor units, over what is not certain. */
  readonly interval: { readonly total: bigint; readonly size: number } | null;
}

/** How a sample is drawn. Terms follow AICPA AU-C 530, Audit Sampling. */
export type SamplePlan =
  | { readonly method: 'random'; readonly size: number; readonly seed: string }
  | { readonly method: 'monetary_unit'; readonly size: number; readonly seed: string }
  | {
      readonly method: 'stratified';
      readonly size: number;
      readonly seed: string;
      readonly by: StratumBy;
      /** Upper ends of amount bands, minor units, rising; used with `amount`. */
      readonly bands: readonly bigint[];
    }
  | { readonly method: 'over_limit'; readonly limit: bigint }
  | {
      readonly method: 'under_threshold';
      readonly percent: number;
      readonly thresholds: readonly bigint[];
    }
  | { readonly method: 'round_amounts'; readonly unit: bigint };

export const STRATA_BY = ['kind', 'rail', 'amount'] as const;
export type StratumBy = (typeof STRATA_BY)[number];

/** The ways of drawing, in the order of the page. */
export const METHODS = [
  'random',
  'monetary_unit',
  'stratified',
  'over_limit',
  'under_threshold',
  'round_amounts',
] as const satisfies readonly SamplePlan['method'][];
export type Method = (typeof METHODS)[number];

/** More cannot be looked at one by one, and more than this is a report, not a sample. */
export const LARGEST_SAMPLE = 1_000;

/** Letters, digits, dot, dash and underscore: it can be read out and typed again. */
export function isSeed(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,64}$/.test(text);
}
