import type { VerifierKey } from '../log/keys.js';

/** A key of the log. */
export interface LogKey {
  readonly number: number;
  readonly verifier: VerifierKey;
  readonly addedAt: Date;
  /** The number of the leaf that names it; -1 for the first key, null while that leaf is not sealed. */
  readonly namedAt: number | null;
}

/**
 * Who signs the checkpoint that takes the log from `from` leaves to `to`: the last key named before, then those that
 * leaves between name. So each key vouches for the next, and a reader who holds one key can follow to the latest.
 */
export function keysFor(keys: readonly LogKey[], from: number, to: number): LogKey[] {
  const current = keys.filter(({ namedAt }) => namedAt !== null && namedAt < from).at(-1);
  const next = keys.filter(({ namedAt }) => namedAt !== null && namedAt >= from && namedAt < to);
  return current === undefined ? next : [current, ...next];
}
