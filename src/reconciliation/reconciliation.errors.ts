import { DomainError } from '#kernel';

/** There is no break, or no run, with this id. */
export const notFound = (thing: 'break' | 'run'): DomainError =>
  new DomainError('not_found', 'RECONCILIATION_NOT_FOUND', `There is no such ${thing}.`);

/** Closing a break that stops sending takes two people, because one could hide what they did. */
export const needsTwoPeople = (): DomainError =>
  new DomainError(
    'conflict',
    'BREAK_NEEDS_TWO',
    'This break stops sending: two people write it off, or a later match closes it.',
  );

/** The second signature came from the hand that gave the first. */
export const samePerson = (): DomainError =>
  new DomainError(
    'conflict',
    'BREAK_SAME_PERSON',
    'Somebody other than the person who proposed the write-off confirms it.',
  );

/** A write-off is confirmed before anybody proposed it. */
export const notProposed = (): DomainError =>
  new DomainError('conflict', 'BREAK_NOT_PROPOSED', 'Nobody has proposed to write this off.');

/** A reason is what an auditor reads instead of asking. */
export const reasonMissing = (): DomainError =>
  new DomainError('invalid', 'BREAK_REASON_MISSING', 'Say why in a few words.');

/** The account has not moved by that month's end, or there is no such signature. */
export const signOffUnknown = (): DomainError =>
  new DomainError('not_found', 'SIGN_OFF_UNKNOWN', 'There is no such account to sign off.');

export const monthNotOver = (): DomainError =>
  new DomainError(
    'conflict',
    'SIGN_OFF_TOO_EARLY',
    'This month is not over yet: accounts are signed off for the end of a month that has ended.',
  );

export const differenceUnexplained = (): DomainError =>
  new DomainError(
    'conflict',
    'SIGN_OFF_UNEXPLAINED',
    'The two sides differ by more than the outstanding movements explain, or have not been compared since the month ended.',
  );

export const signedOffAlready = (): DomainError =>
  new DomainError('conflict', 'SIGN_OFF_DONE', 'This account is signed off for this month.');

export const signOffSamePerson = (): DomainError =>
  new DomainError(
    'conflict',
    'SIGN_OFF_SAME_PERSON',
    'Somebody other than the person who prepared this signs it too.',
  );

export const signOffStale = (): DomainError =>
  new DomainError(
    'conflict',
    'SIGN_OFF_CHANGED',
    'A balance has changed since this was prepared: prepare it again.',
  );

/** Something on the list is not done; the sentence is that of the list. */
export const checklistOpen = (sentence: string): DomainError =>
  new DomainError('conflict', 'CHECKLIST_OPEN', sentence);
