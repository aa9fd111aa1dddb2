/** What the caller can do about a refusal; the web maps each kind to one HTTP status, in one place. */
export type ErrorKind = 'invalid' | 'not_found' | 'conflict' | 'forbidden' | 'unavailable';

/**
 * An expected refusal. `code` is stable and public (`PAYOUT_ALREADY_SENT`); `message` is a sentence
 * for staff and never holds personal data, because it may reach a log.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
