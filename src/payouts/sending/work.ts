import type { Id } from '#kernel';
import type { Payout } from '../payout.js';
import type { Observed, SubmitPayout } from '../rails/rail.js';
import type { Attempt } from './sending.js';
import type { Claim } from './sending.store.js';

/** What a rail is told of a payout; the key of the attempt comes with each call. */
export type SendCommand = Omit<SubmitPayout, 'key'>;

/** Somebody may have sent it before: the provider is asked first. */
export function isLookedUp({ since, claim }: Pick<Work, 'since' | 'claim'>): boolean {
  return since !== null || claim.isHearsay;
}

/** What is to be sent for a payout, and the digest of the exact body. */
export interface SendOrder {
  readonly command: SendCommand;
  readonly bodyDigest: Uint8Array;
}

/** A claimed payout with the attempt it is at. */
export interface Work {
  readonly claim: Claim;
  readonly payout: Payout;
  readonly attempt: Attempt;
  /** What this claim stored the digest of; null when an earlier claim stored it. */
  readonly command: SendCommand | null;
  /** When the provider may first have heard of this payout; null when it never did. */
  readonly since: Date | null;
  /** Money goes to its way no more: it is looked up, and ends unsent when nobody has it. */
  readonly isWayGone: boolean;
  /** When its lease ends at the earliest, by this process's stopwatch. */
  readonly leasedUntilMs: number;
}

/** For how long, for which rails (one that is switched off must not stand in the way of the others), and at most how many. */
export interface ClaimTerms {
  readonly leaseMs: number;
  readonly rails: readonly string[];
  readonly most: number;
  /** How long a payout that cannot be sent is left alone. */
  readonly pauseMs: number;
}

/** What a claim asks of the rail's traffic, in its own unit of work. */
export interface Gate {
  /** How many payments the rail takes now. */
  room(rail: string): Promise<number>;
  /** So many will be made. */
  use(rail: string, calls: Calls): Promise<void>;
}

/** What a block asks of a provider at most. */
export interface Calls {
  readonly payments: number;
  /** Of payments that may have been made before. */
  readonly lookUps: number;
}

/** Payouts of one rail that were claimed together, and those among them that have nothing to send. */
export interface Block {
  readonly works: readonly Work[];
  readonly unready: readonly Payout[];
}

/** An answer that says yes and nothing else. */
export interface Acceptance {
  readonly work: Work;
  readonly observed: Observed;
}

/** A payout that cannot be sent has no order. */
export type OrdersOf = (
  payouts: readonly Payout[],
) => Promise<ReadonlyMap<Id<'payout'>, SendOrder>>;

export const NOTHING: Block = { works: [], unready: [] };
