import { DomainError } from '#kernel';

/** There is no such question, or it is somebody else's: the same words for both. */
export const followUpUnknown = (): DomainError =>
  new DomainError('not_found', 'FOLLOW_UP_UNKNOWN', 'There is no such question.');

export const grievanceUnknown = (): DomainError =>
  new DomainError('not_found', 'GRIEVANCE_UNKNOWN', 'There is no such payment trace.');
