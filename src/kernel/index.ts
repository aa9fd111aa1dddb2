/**
 * The words everything else is said in: money, time, ids, states, refusals, promises.
 *
 * In:  nothing (no framework, no database).
 * Out: values and pure functions.
 * Always: money is exact; time is injected; a state changes only along an edge; a broken promise stops the work.
 */
export {
  Clock,
  ManualClock,
  SystemClock,
  dayIn,
  days,
  hours,
  later,
  minutes,
  seconds,
  utcDate,
} from './clock.js';
export type { ColumnKind, Dataset, DatasetRange } from './dataset.js';
export { DomainError, type ErrorKind } from './domain-error.js';
export { isId, newId, parseId, type Id } from './id.js';
export { BrokenInvariant, invariant, type Invariant } from './invariant.js';
export { CURRENCIES, Money, parseCurrency, type Currency } from './money.js';
export { StateGraph } from './state-graph.js';
