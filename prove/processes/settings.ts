import type { SendingPolicy } from '#payouts';

/** What a process of the drill is told by whoever starts it. */
export interface DrillSettings {
  readonly role: 'sender' | 'scheduler' | 'intake';
  readonly databaseUrl: string;
  readonly stripeApiUrl: string;
  readonly stripeSecretKey: string;
  readonly webhookSecret: string;
  readonly dataDir: string;
  /** For intake: where it listens. */
  readonly port: number;
  readonly seed: number;
  /** How often it ends at each of its steps. */
  readonly killRate: number;
  /** How wrong its clock is. */
  readonly skewMs: number;
}

/**
 * Everything a hundred times faster than in life, in the same proportions: two calls fit into a lease; the quiet period
 * outlasts a stopped process, a slow answer and the wire together; keys are trusted for some seconds only, so that new
 * attempts happen.
 */
export const FAST: Partial<SendingPolicy> = {
  leaseMs: 4_000,
  callTimeoutMs: 800,
  backOffMs: 100,
  mostBackOffMs: 800,
  quietMs: 9_000,
  keySafetyMs: 720 * 3_600_000 - 6_000,
  parkMs: 1_000,
  pollMs: 1_000,
  returnPollMs: 5_000,
};

/** A process that stood still goes on after this: longer than the lease, shorter than the quiet period. */
export const STOPPED_MS = 5_000;
