import { DomainError } from '#kernel';

/** Every reason the books refuse something. The sentences stand in the database beside them; a schema test compares the codes. */
export const REFUSALS = [
  'ACTOR_MISSING',
  'ALREADY_REVERSED',
  'AMOUNT_INVALID',
  'AWARD_INVALID',
  'AWARD_MISSING',
  'AWARD_OVERPAID',
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
export const refused = (code: RefusalCode, message: string): DomainError =>
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
