import { DomainError } from '#kernel';

/** For everything but `submit`: no answer (`RAIL_UNAVAILABLE`), or that we are to come later, and when. */
export class RailUnavailable extends DomainError {
  /** @param later What was said about it when the provider is there and wants to be left alone for a while. */
  constructor(readonly later: { readonly retryAfterMs: number | null } | null = null) {
    super(
      'unavailable',
      'RAIL_UNAVAILABLE',
      'The payment company does not answer. Nothing was changed.',
    );
  }
}
