import { CodeAsleep } from '#identity';
import { DomainError } from '#kernel';

const MESSAGES: Readonly<Record<string, string>> = {
  CODE_REFUSED: 'err.pin_wrong',
  CLAIM_LIMIT: 'err.claim_limit',
  CLAIM_OVER: 'err.claim_over',
  CARD_NOT_SHOWN: 'err.card_changed',
  RAIL_REFUSED: 'err.claim_over',
  RAIL_UNAVAILABLE: 'err.pay_unavailable',
};

/** Why what is shown after her PIN is not shown: a key of the catalogue, and for how long her code sleeps. */
export function secretRefusal(error: unknown): {
  readonly message: string;
  readonly minutes: string;
} {
  if (error instanceof CodeAsleep) {
    return { message: 'err.code_asleep', minutes: String(error.minutes) };
  }
  const message = error instanceof DomainError ? MESSAGES[error.code] : undefined;
  if (message === undefined) throw error;
  return { message, minutes: '' };
}
