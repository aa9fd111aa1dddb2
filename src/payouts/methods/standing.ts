import type { RecipientState } from '../rails/rail.js';
import type { MethodState } from './method.states.js';

/** What the provider says of the person behind a method; only somebody who is `ready` can be paid. */
export type Standing = RecipientState['status'];

/**
 * What follows from it: the method is hers now, is refused, is used no more, waits for something that she has to give
 * (`ask`), or is merely known to stand differently (`note`).
 */
export type StandingStep = 'activate' | 'refuse' | 'stop' | 'ask' | 'note' | 'nothing';

/** States of a way in which it is hers, or may become hers. */
const KEPT: readonly MethodState[] = ['pending', 'verified', 'active', 'finishing', 'suspended'];

/** Where the way itself turns. */
const TURNS: Readonly<Record<string, StandingStep>> = {
  'verified ready': 'activate',
  'verified rejected': 'refuse',
  'active rejected': 'stop',
};

export function stepFor(
  { state, standing }: { readonly state: MethodState; readonly standing: Standing },
  heard: Standing,
): StandingStep {
  const turn = TURNS[`${state} ${heard}`];
  if (turn !== undefined) return turn;
  if (!KEPT.includes(state) || heard === standing) return 'nothing';
  return heard === 'needs_action' && isInUse(state) ? 'ask' : 'note';
}

/** A way that rests asks her for nothing: she is told when it is to be used again. */
const isInUse = (state: MethodState): boolean => ['pending', 'verified', 'active'].includes(state);

/** Whether the provider waits for her before the way can be used. */
export const isUnfinished = (method: {
  readonly state: MethodState;
  readonly standing: Standing;
  readonly providerRecipient: string | null;
}): boolean =>
  method.providerRecipient !== null &&
  (method.state === 'pending' || (isInUse(method.state) && method.standing === 'needs_action'));

/** What a way waits for: that she finishes or gives more, that the provider is done, or that she takes another. */
export type WaitKind = 'unfinished' | 'asked_for_more' | 'with_provider' | 'not_set_up' | 'stopped';

export function waitOf({
  state,
  standing,
}: {
  readonly state: MethodState;
  readonly standing: Standing;
}): WaitKind {
  if (state === 'revoked') return 'not_set_up';
  if (state === 'suspended') return 'stopped';
  if (standing === 'pending') return 'with_provider';
  return state === 'pending' ? 'unfinished' : 'asked_for_more';
}
