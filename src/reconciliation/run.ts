import type { Currency, Id } from '#kernel';

/** One comparison of a rail's statement with the books. Amounts in minor units; null until known. */
export interface ReconciliationRun {
  readonly id: Id<'reconciliation'>;
  readonly rail: string;
  /** Lines up to here were asked for. */
  readonly cutoff: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly lines: number;
  readonly matched: number;
  readonly openedBreaks: number;
  /** Our account at the provider, according to the books. */
  readonly ledgerMinor: bigint | null;
  /** The same account, according to the provider; null when it would not stand still. */
  readonly providerMinor: bigint | null;
  /** The part of the difference that is listed movement by movement. */
  readonly listedMinor: bigint | null;
  readonly currency: Currency;
  /** Why the run broke off, as a code. */
  readonly errorCode: string | null;
  /** A person's id, or `system` for the nightly run. */
  readonly askedBy: string;
}

/** What matching found out; becomes the second half of a run. */
export type RunFindings = Pick<
  ReconciliationRun,
  'matched' | 'openedBreaks' | 'ledgerMinor' | 'providerMinor' | 'listedMinor'
>;

/** Provider minus books, less what is listed one by one: zero is what reconciliation is for. Null while unknown. */
export function unexplained(run: ReconciliationRun): bigint | null {
  const { ledgerMinor, providerMinor, listedMinor } = run;
  if (ledgerMinor === null || providerMinor === null || listedMinor === null) return null;
  return providerMinor - ledgerMinor - listedMinor;
}
