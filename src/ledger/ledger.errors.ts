import { DomainError } from '#kernel';

/** Every reason the books refuse something. The sentences stand in the database beside them; a schema test compares the codes. */
export const REFUSALS = [
  'ACTOR_MISSING',
  'ALREADY_REVERSED',
  'AMOUNT_INVALID',
  'AWARD_INVALID',
  'AWARD_MISSING',
  'AWARD_OVERPAID',
  'BALANCE_FULL',
  'BUDGET_EXCEEDED',
  'DATE_INVALID',
  'EARLIER_PERIOD_OPEN',
  'FUND_MISMATCH',
  'INSUFFICIENT_FUNDS',
  'KEY_INVALID',
  'KEY_REUSED',
  'LINES_MISSING',
  'LINES_NOT_ALLOWED',
  'NEEDS_SECOND_PERSON',
  'NOT_MIRROR',
  'NO_PERIOD',
  'PERIOD_CLOSED',
  'PERIOD_NOT_OPEN',
  'PERIOD_NOT_OVER',
  'PERIOD_NOT_PREPARED',
  'REASON_MISSING',
  'REVERSAL_FINAL',
  'SIDE_WRONG',
  'SUSPENSE_NOT_CLEARED',
  'UNBALANCED',
  'UNKNOWN_ACCOUNT',
  'UNKNOWN_CURRENCY',
  'UNKNOWN_ENTRY',
  'UNKNOWN_FUND',
  'UNKNOWN_KIND',
  'UNKNOWN_PERIOD',
  'UNKNOWN_VARIANT',
  'YEAR_NOT_CLOSED',
] as const;

export type RefusalCode = (typeof REFUSALS)[number];

/** A refusal of the books: the act it belongs to does not happen. */
export const refused = (code: string, message: string): DomainError =>
  new DomainError('conflict', code, message);

/** More orders than one batch takes; thrown before anything is sent. */
export const batchTooLarge = (): DomainError =>
  new DomainError('invalid', 'BATCH_TOO_LARGE', 'A batch holds at most 1,000 entries.');

export const entryUnknown = (): DomainError =>
  new DomainError('not_found', 'ENTRY_UNKNOWN', 'There is no such entry.');

export const dateInvalid = (): DomainError =>
  new DomainError('invalid', 'DATE_INVALID', 'Write dates like 2026-01-31.');

export const fundUnknown = (): DomainError =>
  new DomainError('not_found', 'FUND_UNKNOWN', 'There is no such fund.');

export const fundExists = (): DomainError =>
  new DomainError('conflict', 'FUND_EXISTS', 'There is a fund with this code already.');

export const fundInvalid = (problem: string): DomainError =>
  new DomainError('invalid', 'FUND_INVALID', problem);

export const periodUnknown = (): DomainError =>
  new DomainError('not_found', 'UNKNOWN_PERIOD', 'There is no such accounting period.');

/** A month that is not closed has no statement as first closed. */
export const periodNotClosed = (): DomainError =>
  new DomainError('conflict', 'PERIOD_NOT_CLOSED', 'This month is not closed yet.');

export const textNotNeutral = (): DomainError =>
  new DomainError(
    'invalid',
    'TEXT_NOT_NEUTRAL',
    'The books are never erased: leave out e-mail addresses, telephone numbers and account numbers.',
  );

export const voucherUnknown = (): DomainError =>
  new DomainError('not_found', 'VOUCHER_UNKNOWN', 'There is no such voucher.');

export const voucherReused = (): DomainError =>
  new DomainError(
    'conflict',
    'VOUCHER_REUSED',
    'This page was used for another entry already. Open the form again.',
  );

/** One proposal at a time: two posted one after the other would do the same twice. */
export const proposedAlready = (): DomainError =>
  new DomainError(
    'conflict',
    'PROPOSED_ALREADY',
    'Somebody has proposed this already. It waits for another person under "Books".',
  );

export const ownVoucher = (): DomainError =>
  new DomainError(
    'conflict',
    'NEEDS_SECOND_PERSON',
    'You wrote this voucher. Another person decides about it.',
  );

export const undoneElsewhere = (): DomainError =>
  new DomainError(
    'conflict',
    'UNDONE_ELSEWHERE',
    'This entry belongs to an award, a payout or a closing: it is undone by an act of its own, not by a reversal.',
  );

export const notYourVoucher = (): DomainError =>
  new DomainError(
    'conflict',
    'NOT_YOUR_VOUCHER',
    'Only the person who wrote a voucher takes it back. A second person declines it.',
  );

/** Year-end and revaluation are worked out by one person and posted by another. */
export const nothingProposed = (): DomainError =>
  new DomainError(
    'conflict',
    'CLOSING_NOT_PROPOSED',
    'One person proposes this before another posts it.',
  );

export const proposalStale = (): DomainError =>
  new DomainError(
    'conflict',
    'CLOSING_CHANGED',
    'The books have changed since this was worked out: look at it again and propose it again.',
  );

export const closingSamePerson = (): DomainError =>
  new DomainError(
    'conflict',
    'CLOSING_SAME_PERSON',
    'Somebody other than the person who proposed this posts it.',
  );

export const nothingToClose = (): DomainError =>
  new DomainError('conflict', 'CLOSING_NOTHING_LEFT', 'There is nothing left to post.');

export const yearMonthsOpen = (): DomainError =>
  new DomainError(
    'conflict',
    'YEAR_MONTHS_OPEN',
    'A year is closed when its months are: January to November closed, December soft-closed.',
  );

export const yearUnknown = (): DomainError =>
  new DomainError('not_found', 'YEAR_UNKNOWN', 'There is no such year in the books.');

export const monthNotPrepared = (): DomainError =>
  new DomainError(
    'conflict',
    'PERIOD_NOT_PREPARED',
    'Soft-close the month first: what is posted at its end needs two people.',
  );

export const rateMissing = (currency: string): DomainError =>
  new DomainError(
    'conflict',
    'RATE_MISSING',
    `There is no confirmed rate of ${currency} in the seven days up to the end of this month.`,
  );

export const rateInvalid = (sentence: string): DomainError =>
  new DomainError('invalid', 'RATE_INVALID', sentence);

export const rateUnknown = (): DomainError =>
  new DomainError('not_found', 'RATE_UNKNOWN', 'There is no such rate.');

export const rateSamePerson = (): DomainError =>
  new DomainError(
    'conflict',
    'RATE_SAME_PERSON',
    'Somebody other than the person who entered this rate confirms it.',
  );

export const rateStands = (): DomainError =>
  new DomainError(
    'conflict',
    'RATE_STANDS',
    'A rate of this currency stands for this day already.',
  );
