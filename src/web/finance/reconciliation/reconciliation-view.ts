import type { People, StaffNames } from '#identity';
import { Money, isId, later, minutes, type Currency, type Id } from '#kernel';
import type { RailRegistry } from '#payouts';
import type { ViewModel } from '#platform';
import {
  AGE_BUCKETS,
  BREAK_MEANINGS,
  ageInDays,
  bucketOf,
  haltsSending,
  unexplained,
  type Break,
  type ReconciliationRun,
} from '#reconciliation';

/** A run that has not ended by then has died: the page stops refreshing. */
const PATIENCE_MS = minutes(10);

/** What finance calls people of staff and rails, by id. */
export interface Names {
  readonly people: StaffNames;
  readonly rail: (id: string) => string;
}

/** As everybody is called now. */
export async function namesFrom(people: People, rails: RailRegistry): Promise<Names> {
  return { people: await people.names(), rail: (id) => rails.labelOf(id) };
}

const nameOf = ({ people }: Names, id: string | null): string | null =>
  id === null ? null : (people.get(id) ?? id);

const amount = (minor: bigint | null, currency: Currency): string | null =>
  minor === null ? null : Money.of(minor, currency).format();

/** Whether a run is still being worked on. */
export function isRunning(run: ReconciliationRun, now: Date): boolean {
  return run.finishedAt === null && now < later(run.startedAt, PATIENCE_MS);
}

/** One row of the list of runs. */
export function runModel(run: ReconciliationRun, names: Names, now: Date): ViewModel {
  const { startedAt, lines, matched, openedBreaks, errorCode, currency } = run;
  const rest = unexplained(run);
  return {
    rail: names.rail(run.rail),
    startedAt,
    lines,
    matched,
    openedBreaks,
    errorCode,
    askedBy: run.askedBy === 'system' ? 'the timetable' : nameOf(names, run.askedBy),
    isRunning: isRunning(run, now),
    hasDied: run.finishedAt === null && !isRunning(run, now),
    ledger: amount(run.ledgerMinor, currency),
    provider: amount(run.providerMinor, currency),
    listed: amount(run.listedMinor, currency),
    unexplained: amount(rest, currency),
    agrees: rest === 0n,
  };
}

/** What both sides held at each rail's last run that ended well: the difference meter. */
export function meters(runs: readonly ReconciliationRun[], names: Names, now: Date): ViewModel[] {
  const latest = new Map<string, ReconciliationRun>();
  for (const run of runs) {
    const isWhole = run.finishedAt !== null && run.errorCode === null;
    if (isWhole && !latest.has(run.rail)) latest.set(run.rail, run);
  }
  return [...latest.values()].map((run) => runModel(run, names, now));
}

/** A break as finance reads it. */
export function breakModel(found: Break, names: Names, now: Date): ViewModel {
  const age = ageInDays(found.openedAt, now);
  return {
    id: found.id,
    rail: names.rail(found.rail),
    code: found.code.replaceAll('_', ' '),
    meaning: BREAK_MEANINGS[found.code],
    subject: found.subject,
    payoutId: payoutIn(found.subject),
    expected: amount(found.expectedMinor, found.currency),
    observed: amount(found.observedMinor, found.currency),
    state: found.state.replaceAll('_', ' '),
    openedAt: found.openedAt,
    closedAt: found.closedAt,
    age,
    bucket: bucketOf(age),
    halts: haltsSending(found),
    owner: nameOf(names, found.ownerId),
    resolution: found.resolution,
    resolvedBy: found.resolvedBy === 'system' ? 'the next run' : nameOf(names, found.resolvedBy),
    secondPerson: nameOf(names, found.secondPerson),
  };
}

const payoutIn = (subject: string): Id<'payout'> | null =>
  isId('payout', subject) ? subject : null;

/** How many open breaks stand in each age bucket, in the order of the buckets. */
export function ageing(breaks: readonly Break[], now: Date): ViewModel[] {
  return AGE_BUCKETS.map((bucket) => ({
    bucket,
    count: breaks.filter((found) => bucketOf(ageInDays(found.openedAt, now)) === bucket).length,
  }));
}
