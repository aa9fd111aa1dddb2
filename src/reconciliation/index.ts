/**
 * Reconciliation: what the provider says it did, matched line by line with what the books say.
 *
 * In:  a rail's statement and balance, the journal, people's decisions about breaks.
 * Out: runs, breaks with their age, fees and arrivals of money booked, sending halted when money may have gone astray.
 * Always: a line is imported once and explained once; importing again changes nothing; a break ends by a later
 *         match, by a person's reason or by two people; nothing here moves money.
 */
export { AGE_BUCKETS, BREAK_MEANINGS, ageInDays, bucketOf, haltsSending } from './break.js';
export type { Break } from './break.js';
export { breakGraph } from './break.states.js';
export { Breaks } from './breaks.service.js';
export type { Check } from './closing-checklist.js';
export { MoneyWatch } from './money-watch.service.js';
export { PeriodClosing } from './period-closing.service.js';
export { Reconciler } from './reconciler.service.js';
export { ReconciliationRuns } from './reconciliation-runs.service.js';
export { reconciliationInvariants } from './reconciliation.invariants.js';
export { ReconciliationModule } from './reconciliation.module.js';
export { unexplained, type ReconciliationRun } from './run.js';
export type { SignOff } from './sign-off.js';
export { SignOffs, type AccountStanding } from './sign-offs.service.js';
