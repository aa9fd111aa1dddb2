import type { VerifiedNotice } from '../rail.js';
import type { StripeCalls } from './stripe-calls.js';
import { isRefusal, isRefusalThere } from './stripe-results.js';

/** Both lists take so many types at most, and hold the events of 30 days. */
const MOST_TYPES = 20;
const PAGE = 100;

/** Thin events of API v2 since then, newest first. Throws `RAIL_UNAVAILABLE`. */
export async function* thinEvents(
  calls: StripeCalls,
  types: readonly string[],
  since: Date,
): AsyncIterable<VerifiedNotice> {
  for (const some of portions(types)) {
    const query = { types: some, created: { gte: secondsOf(since) }, limit: PAGE };
    const events = calls.stripe.v2.core.events.list(query, calls.options());
    for await (const event of calls.each(events)) yield calls.listed(event);
  }
}

/**
 * Snapshots of API v1 since then, newest first: our own, or those of an account. Throws `RAIL_UNAVAILABLE`;
 * `RAIL_REFUSED` (conflict) for an account that we may not look into.
 */
export async function* snapshotEvents(
  calls: StripeCalls,
  types: readonly string[],
  since: Date,
  account?: string,
): AsyncIterable<VerifiedNotice> {
  const isNo = account === undefined ? isRefusal : isRefusalThere;
  for (const some of portions(types)) {
    const query = { types: some, created: { gte: secondsOf(since) }, limit: PAGE };
    const events = calls.stripe.events.list(query, calls.options(account));
    for await (const event of calls.each(events, isNo)) yield calls.listed(event);
  }
}

function portions(types: readonly string[]): string[][] {
  const count = Math.ceil(types.length / MOST_TYPES);
  return Array.from({ length: count }, (_, n) => types.slice(n * MOST_TYPES, (n + 1) * MOST_TYPES));
}

const secondsOf = (instant: Date): number => Math.trunc(instant.getTime() / 1_000);
