import { DomainError, type Money } from '#kernel';

export const awardNotFound = (): DomainError =>
  new DomainError('not_found', 'AWARD_NOT_FOUND', 'There is no such award.');

export const instalmentNotFound = (): DomainError =>
  new DomainError('not_found', 'INSTALMENT_NOT_FOUND', 'There is no such instalment.');

export const determinationNotFound = (): DomainError =>
  new DomainError('not_found', 'DETERMINATION_NOT_FOUND', 'There is no such decision.');

export const policyMissing = (): DomainError =>
  new DomainError(
    'unavailable',
    'POLICY_MISSING',
    'No approval policy is in force for this currency.',
  );

export const notReady = (): DomainError =>
  new DomainError(
    'conflict',
    'NOT_READY',
    'This request is no longer waiting for a decision: somebody else decided, or it went back to review.',
  );

export const decisionMoved = (): DomainError =>
  new DomainError(
    'conflict',
    'DECISION_MOVED',
    'Somebody else decided about this request while you were reading. Look at it again, then decide.',
  );

export const holdOpen = (kinds: readonly string[]): DomainError =>
  new DomainError(
    'conflict',
    'HOLD_OPEN',
    `This request is on hold (${kinds.join(', ')}). Somebody who did not open the hold must clear it first.`,
  );

export const reviewerCannotDecide = (): DomainError =>
  new DomainError(
    'conflict',
    'DUTY_CONFLICT',
    'You reviewed this request, so another person decides.',
  );

export const decidedEarlier = (): DomainError =>
  new DomainError(
    'conflict',
    'DECIDED_EARLIER',
    'You decided about this request before. A second look is taken by different people.',
  );

export const alreadyApproved = (): DomainError =>
  new DomainError(
    'conflict',
    'ALREADY_APPROVED',
    'You have approved this already. The next approval is given by another person.',
  );

export const directorNeeded = (): DomainError =>
  new DomainError(
    'conflict',
    'DIRECTOR_NEEDED',
    'The last approval of this amount is given by the finance director.',
  );

export const reviewsMissing = (needed: number, given: number): DomainError =>
  new DomainError(
    'conflict',
    'REVIEWS_MISSING',
    `This amount needs ${String(needed)} reviews. ${String(given)} given. Return it to review or choose a smaller amount.`,
  );

export const amountAboveLimit = (limit: Money): DomainError =>
  new DomainError(
    'invalid',
    'AMOUNT_ABOVE_LIMIT',
    `The most this programme gives is ${limit.format()}.`,
  );

export const budgetExceeded = (free: Money, needed: Money): DomainError =>
  new DomainError(
    'conflict',
    'BUDGET_EXCEEDED',
    `Fund has ${free.format()} free. This needs ${needed.format()}.`,
  );

export const amountMissing = (): DomainError =>
  new DomainError('invalid', 'AMOUNT_MISSING', 'Enter the amount.');

export const reasonUnfit = (): DomainError =>
  new DomainError(
    'invalid',
    'REASON_UNFIT',
    'Choose a reason that fits: another amount than the recommended one needs a reason of its own.',
  );

export const notWaiting = (): DomainError =>
  new DomainError('conflict', 'NOT_WAITING', 'This request is not on the waiting list any more.');

export const paymentUnderWay = (): DomainError =>
  new DomainError(
    'conflict',
    'PAYMENT_UNDER_WAY',
    'A payment of this award is released or on its way. Wait until it is paid or failed.',
  );

export const nothingToCancel = (): DomainError =>
  new DomainError('conflict', 'NOTHING_TO_CANCEL', 'Everything of this award is paid or over.');

export const awardMoved = (): DomainError =>
  new DomainError(
    'conflict',
    'AWARD_MOVED',
    'The award changed since this was written: another amount is left. Decline it and write it again.',
  );

export const nothingToPause = (): DomainError =>
  new DomainError(
    'conflict',
    'NOTHING_TO_PAUSE',
    'Only payments that were accepted and go on now can be changed. These do not.',
  );

export const tooManyLeftOut = (): DomainError =>
  new DomainError(
    'conflict',
    'TOO_MANY_LEFT_OUT',
    'Twelve payments of this award were left out. Talk with the person about what fits better.',
  );
