import { DomainError, type Money } from '#kernel';

export const assignmentNotFound = (): DomainError =>
  new DomainError('not_found', 'ASSIGNMENT_NOT_FOUND', 'You have no such case.');

export const claimLost = (): DomainError =>
  new DomainError('conflict', 'CLAIM_LOST', 'You no longer hold this case.');

export const conflictUnanswered = (): DomainError =>
  new DomainError(
    'forbidden',
    'CONFLICT_UNANSWERED',
    'Say first whether you know this person or their support worker.',
  );

export const caseTaken = (): DomainError =>
  new DomainError(
    'conflict',
    'CASE_TAKEN',
    'Another reviewer has this case now. Take the next one.',
  );

export const caseNotYours = (): DomainError =>
  new DomainError(
    'conflict',
    'CASE_NOT_YOURS',
    'You stepped back from this request or took another part in it before. Take the next one.',
  );

export const caseNotInReview = (): DomainError =>
  new DomainError(
    'conflict',
    'CASE_NOT_IN_REVIEW',
    'This request is not waiting for a review any more.',
  );

export const rubricMissing = (): DomainError =>
  new DomainError('unavailable', 'RUBRIC_MISSING', 'No rubric is in force.');

export const reasonUnfit = (): DomainError =>
  new DomainError('invalid', 'REASON_UNFIT', 'Choose a reason that fits the recommendation.');

export const amountMissing = (): DomainError =>
  new DomainError('invalid', 'AMOUNT_MISSING', 'Enter the amount you recommend.');

export const amountUnfit = (most: Money): DomainError =>
  new DomainError(
    'invalid',
    'AMOUNT_ABOVE_LIMIT',
    `The most this programme gives is ${most.format()}.`,
  );

export const reducedTooLarge = (asked: Money): DomainError =>
  new DomainError(
    'invalid',
    'AMOUNT_NOT_REDUCED',
    `A part is less than the ${asked.format()} asked for.`,
  );

export const holdNotFound = (): DomainError =>
  new DomainError('not_found', 'HOLD_NOT_FOUND', 'There is no such hold.');

export const holdCleared = (): DomainError =>
  new DomainError('conflict', 'HOLD_CLEARED', 'This hold was cleared before.');

export const holdIsOpen = (): DomainError =>
  new DomainError('conflict', 'HOLD_IS_OPEN', 'A hold of this kind is open already.');

export const holdOwn = (): DomainError =>
  new DomainError('conflict', 'HOLD_OWN', 'You opened this hold, so another person clears it.');
