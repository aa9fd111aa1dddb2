/** Thrown when the program finds itself in a state it promised never to reach. It is a bug: nothing catches it but the process's edge. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

/** Stops at once when a promise of this program is broken. Write `promise` as a sentence that reads in a log. */
export function invariant(kept: boolean, promise: string): asserts kept {
  if (!kept) throw new BrokenInvariant(promise);
}

/**
 * A promise about the whole database: SQL that must return no row. The nightly job, `fund verify`
 * and the end of every story test run them all.
 */
export interface Invariant {
  /** A sentence that is true while the SQL returns nothing. */
  readonly promise: string;
  /** Rows are offences; select ids and numbers only, never personal data. */
  readonly sql: string;
}
