import { DomainError } from '#kernel';

/** `NOTE_MALFORMED` (invalid): a text is not the signed note, proof or request it should be. */
export const malformed = (what: string): DomainError =>
  new DomainError('invalid', 'NOTE_MALFORMED', what);

/** `SIGNATURE_WRONG` (conflict): a key that is known did not make this signature. */
export const signatureWrong = (name: string): DomainError =>
  new DomainError('conflict', 'SIGNATURE_WRONG', `The signature of ${name} does not fit the text.`);
