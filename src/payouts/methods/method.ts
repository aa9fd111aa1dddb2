import type { Id } from '#kernel';
import type { Standing } from './standing.js';
import { methodGraph, type MethodFact, type MethodState } from './method.states.js';

/** A way to be paid, one version of it. Who and where is known by the provider's opaque names only. */
export interface Method {
  readonly id: Id<'method'>;
  readonly applicantId: Id<'applicant'>;
  /** What it was set up for. */
  readonly awardId: Id<'award'>;
  /** The language she set it up in; messages about payments use it. */
  readonly language: string;
  readonly rail: string;
  /** Which of the rail's ways: its own name when null. */
  readonly way: string | null;
  readonly version: number;
  readonly state: MethodState;
  readonly providerRecipient: string | null;
  readonly providerMethod: string | null;
  readonly labelSealed: Uint8Array | null;
  readonly fingerprint: Uint8Array | null;
  /** The same for accounts that have the bank and the last digits in common. */
  readonly likeness: Uint8Array | null;
  /** Money may go to it from then on: a changed method waits, so that a thief's change can be noticed. */
  readonly usableFrom: Date;
  /** Whether payments that were prepared for the way before go there or here. */
  readonly countsFrom: 'now' | 'next';
  readonly createdAt: Date;
  /** What the provider last said of her, and since when. */
  readonly standing: Standing;
  readonly standingSince: Date;
}

/** Who wants to be paid for what, in which language, and how. */
export interface SetUp {
  readonly applicantId: Id<'applicant'>;
  readonly awardId: Id<'award'>;
  readonly rail: string;
  /** Another of the rail's ways than its own. */
  readonly way?: string;
  readonly language: string;
  /** From when a change counts: payments that are being prepared go there too (`now`, the default), or not. */
  readonly countsFrom?: 'now' | 'next';
}

/** How a way came to nothing: it was never set up, or the provider stopped paying by it. */
export type MethodEnding = 'not_set_up' | 'stopped';

/** Of the newest version; null when it is in use, or rests for another reason. */
export function endingOf({
  state,
  standing,
}: Pick<Method, 'state' | 'standing'>): MethodEnding | null {
  if (state === 'revoked') return 'not_set_up';
  return state === 'suspended' && standing === 'rejected' ? 'stopped' : null;
}

/** States of a way that was hers before. */
const WAS_HERS: readonly MethodState[] = ['suspended', 'finishing', 'replaced', 'disputed'];

/**
 * What comes after such a way is a change, and waits. One that was given up or refused while its provider still looked at
 * it was hers too: its account was given, and only then known to the provider.
 */
export const wasHers = ({
  state,
  providerMethod,
}: Pick<Method, 'state' | 'providerMethod'>): boolean =>
  WAS_HERS.includes(state) || (state === 'revoked' && providerMethod !== null);

/** Money goes to what is hers now, and to the way before for what was prepared for it. */
export const mayBePaidTo = ({ state }: Pick<Method, 'state'>): boolean =>
  state === 'active' || state === 'finishing';

export function applyToMethod(method: Method, fact: MethodFact): Method {
  return { ...method, state: methodGraph.after(method.state, fact) };
}
