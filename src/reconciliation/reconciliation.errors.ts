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
