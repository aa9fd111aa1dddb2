import type { SendingPolicy } from '#payouts';
import type { Safeguard } from '../safeguards.js';

/** Where a process can be made to end or to stand still. */
export type Step = 'before_commit' | 'after_commit' | 'after_mark' | 'after_call' | 'after_lookup';

/** What happens to a process when it first gets to a step. */
export interface Trap {
  readonly at: Step;
  readonly what: 'kill' | 'stop';
}

/** Who a process talks to, and with which secrets. */
export interface Ground {
  readonly databaseUrl: string;
  readonly stripeApiUrl: string;
  readonly stripeSecretKey: string;
  readonly webhookSecret: string;
  readonly dataDir: string;
}

/** What a process of the drill is told by whoever starts it. */
export interface DrillSettings extends Ground {
  readonly role: 'sender' | 'scheduler' | 'intake' | 'finance';
  /** For intake: where it listens. */
  readonly port: number;
  readonly seed: number;
  /** How often it ends at each of its steps. */
  readonly killRate: number;
  readonly trap: Trap | null;
  /** How wrong its clock is. */
  readonly skewMs: number;
  readonly policy: Partial<SendingPolicy>;
  readonly without: Safeguard | null;
}

const HOUR_MS = 3_600_000;
/** From the first moment on no key is trusted. */
export const TRUST_NO_KEY: Partial<SendingPolicy> = { keySafetyMs: 720 * HOUR_MS };

export const TRUST_EVERY_KEY: Partial<SendingPolicy> = { keySafetyMs: HOUR_MS };

/**
 * Everything a hundred times faster than in life, in the same proportions: two calls fit into a lease; the quiet period
 * outlasts a stopped process, a slow answer and the wire together; keys are trusted for some seconds only, so that new
 * attempts happen.
 */
export const FAST: Partial<SendingPolicy> & Pick<SendingPolicy, 'leaseMs' | 'quietMs'> = {
  leaseMs: 4_000,
  callTimeoutMs: 800,
  backOffMs: 100,
  mostBackOffMs: 800,
  quietMs: 9_000,
  keySafetyMs: 720 * HOUR_MS - 6_000,
  breakerRestMs: 300,
  parkMs: 1_000,
  pollMs: 1_000,
  returnPollMs: 5_000,
};

/** A connection to the database on which nothing comes for this long is cut. */
export const SILENCE_MS = 4_000;

/** A process that stood still goes on after this: longer than the lease, shorter than the quiet period. */
export const STOPPED_MS = 5_000;
