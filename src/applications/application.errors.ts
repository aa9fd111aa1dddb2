import { DomainError } from '#kernel';

/** A draft is nobody's business but hers: to staff it does not exist. */
export const applicationNotFound = (): DomainError =>
  new DomainError('not_found', 'APPLICATION_NOT_FOUND', 'There is no such request.');

/** The draft was sent, has expired or was erased. */
export const draftGone = (): DomainError =>
  new DomainError('forbidden', 'DRAFT_NEEDED', 'This draft is not open any more.');

export const formReused = (): DomainError =>
  new DomainError('conflict', 'FORM_REUSED', 'This form belongs to another request.');

export const draftIncomplete = (): DomainError =>
  new DomainError('invalid', 'DRAFT_INCOMPLETE', 'A required answer is missing.');

export const pinRefused = (): DomainError =>
  new DomainError('invalid', 'PIN_REFUSED', 'Choose another PIN.');

export const fundClosed = (): DomainError =>
  new DomainError('conflict', 'FUND_CLOSED', 'No programme takes requests at the moment.');

export const programmeNotFound = (): DomainError =>
  new DomainError('not_found', 'PROGRAMME_NOT_FOUND', 'There is no such programme.');

export const appealUsed = (): DomainError =>
  new DomainError('conflict', 'APPEAL_USED', 'This request was already looked at again.');

export const waysChanged = (): DomainError =>
  new DomainError(
    'conflict',
    'WAYS_CHANGED',
    'Somebody changed the ways to be paid meanwhile. Go back and look again.',
  );

export const lastWay = (): DomainError =>
  new DomainError(
    'conflict',
    'LAST_WAY',
    'A programme keeps one way to be paid at least. Switch another one on first.',
  );
