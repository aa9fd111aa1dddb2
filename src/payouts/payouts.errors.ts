import { DomainError } from '#kernel';
import type { ReasonCode } from './rails/rail.js';

export const payoutUnknown = (): DomainError =>
  new DomainError('not_found', 'PAYOUT_UNKNOWN', 'There is no such payout.');

export const batchUnknown = (): DomainError =>
  new DomainError('not_found', 'BATCH_UNKNOWN', 'There is no such batch.');

export const listChanged = (): DomainError =>
  new DomainError(
    'conflict',
    'READY_LIST_CHANGED',
    'The list changed since you looked at it. Go back and check it again.',
  );

export const batchChanged = (): DomainError =>
  new DomainError(
    'conflict',
    'BATCH_CHANGED',
    'Something in this batch changed after it was locked. Cancel it and build it again.',
  );

export const samePerson = (): DomainError =>
  new DomainError(
    'conflict',
    'SAME_PERSON',
    'You prepared this batch. Another person must release it.',
  );

export const alreadyHandled = (): DomainError =>
  new DomainError(
    'conflict',
    'PAYOUT_ALREADY_HANDLED',
    'Somebody has dealt with this payout already.',
  );

export const claimUnknown = (): DomainError =>
  new DomainError('not_found', 'CLAIM_UNKNOWN', 'There is no such payment.');

export const claimOver = (): DomainError =>
  new DomainError(
    'conflict',
    'CLAIM_OVER',
    'This link was used meanwhile, came back already, or cannot be called back.',
  );

export const claimNotHeld = (): DomainError =>
  new DomainError(
    'conflict',
    'CLAIM_NOT_HELD',
    'The fraud rules of the payment company do not hold this payment, so there is nothing to let go.',
  );

export const paymentGone = (): DomainError =>
  new DomainError(
    'conflict',
    'PAYMENT_GONE',
    'The payment company has sent this payment on. It cannot be called back any more; nothing has changed.',
  );

export const tooManyLooks = (): DomainError =>
  new DomainError('conflict', 'CLAIM_LIMIT', 'This link was shown often today. Try tomorrow.');

export const endingUnknown = (): DomainError =>
  new DomainError(
    'conflict',
    'CARD_ENDING_UNKNOWN',
    'Nobody asks to end this card now. Go back and look at it again.',
  );

export const endingSamePerson = (): DomainError =>
  new DomainError(
    'conflict',
    'CARD_ENDING_SAME_PERSON',
    'You asked to end this card. Another person must agree.',
  );

export const cardNotShown = (): DomainError =>
  new DomainError('conflict', 'CARD_NOT_SHOWN', 'This card cannot be shown now. Go back to it.');

export const methodNotUsable = (): DomainError =>
  new DomainError(
    'conflict',
    'METHOD_NOT_USABLE',
    'There is no account that money can go to. Ask the person for another way.',
  );

/** Tells staff nothing about her, and her that nothing is lost. `reason` is what the provider said, where it did. */
export class MethodRefused extends DomainError {
  constructor(readonly reason: ReasonCode | null) {
    super('conflict', 'METHOD_REFUSED', 'The payment company does not accept this account.');
  }
}

export const methodRefused = (reason: ReasonCode | null = null): MethodRefused =>
  new MethodRefused(reason);

export const instrumentIsListed = (): DomainError =>
  new DomainError('conflict', 'INSTRUMENT_LISTED', 'This account is on the list already.');

export const paymentsStandStill = (): DomainError =>
  new DomainError(
    'conflict',
    'PAYMENTS_STAND_STILL',
    'The payments of this award stand still. Let them go on first, on the page of the award.',
  );
