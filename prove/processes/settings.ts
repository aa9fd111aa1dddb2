import type { SendingPolicy } from '#payouts';
import type { DatabasePatience } from '#platform';
import type { Safeguard } from '../safeguards.js';

/** Where a process can be made to end or to stand still. */
export const STEPS = [
  'before_commit',
  'after_commit',
  'after_mark',
  'after_call',
  'after_lookup',
] as const;

export type Step = (typeof STEPS)[number];

/** What happens to a process when it first gets to a step. */
export interface Trap {
  readonly at: Step;
  readonly what: 'kill' | 'stop';
}

/**
 * When a process ends: it has got to so many steps of any kind, and then gets to this one for the time `skips` leaves. One
 * that never gets there ends at any step when it has got to three times as many.
 */
export interface Fate {
  readonly afterSteps: number;
  readonly at: Step;
  readonly skips: number;
}

/** Who a process talks to, and with which secrets. */
export interface Ground {
  readonly databaseUrl: string;
  readonly stripeApiUrl: string;
  readonly stripeSecretKey: string;
  readonly webhookSecret: string;
  readonly dataDir: string;
  /** Whether some are paid through accounts of their own at the provider. */
  readonly hasAccounts: boolean;
}

/** What a process of the drill is told by whoever starts it. */
export interface DrillSettings extends Ground {
  readonly role: 'sender' | 'scheduler' | 'intake' | 'finance';
  /** For intake: where it listens. */
  readonly port: number;
  readonly fate: Fate | null;
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
 * attempts happen. What a sender that ended still holds is no reason for the provider to take less.
 */
export const FAST: Partial<SendingPolicy> & Pick<SendingPolicy, 'leaseMs' | 'quietMs'> = {
  leaseMs: 3_000,
  callTimeoutMs: 800,
  backOffMs: 100,
  mostBackOffMs: 800,
  quietMs: 9_000,
  keySafetyMs: 720 * HOUR_MS - 6_000,
  breakerRestMs: 300,
  parkMs: 1_000,
  pollMs: 2_000,
  largestBlock: 4,
  pace: { mostAtOnce: 200, perSecond: 200, questionsPerSecond: 200 },
  returnPollMs: 5_000,
};

/**
 * Fast too: a transaction whose process is gone without a word, or stands still, keeps its locks until the server ends it,
 * and everybody else waits for them.
 */
export const PATIENCE: DatabasePatience = { statementMs: 1_500, idleMs: 2_000, silenceMs: 3_000 };

/** A process that stood still goes on after this: longer than the lease, shorter than the quiet period. */
export const STOPPED_MS = 4_000;
