import { DomainError } from '#kernel';

/** How long the provider wants to be left alone; null when it did not say. */
export interface Later {
  readonly retryAfterMs: number | null;
}

/** For everything but `submit`: no answer (`RAIL_UNAVAILABLE`), or that it may be asked later, and when. */
export class RailUnavailable extends DomainError {
  /** @param later Null: nobody said anything. */
  constructor(readonly later: Later | null = null) {
    super(
      'unavailable',
      'RAIL_UNAVAILABLE',
      'The payment company does not answer. Nothing was changed.',
    );
  }
}

/** It was not asked, or did not answer, because it is too much now: whatever else is to be asked may wait, too. */
export function isBusy(error: unknown): error is RailUnavailable & { readonly later: Later } {
  return error instanceof RailUnavailable && error.later !== null;
}

/** It was asked, and nothing clear came back. */
export function isSilence(error: unknown): boolean {
  return error instanceof RailUnavailable && error.later === null;
}
