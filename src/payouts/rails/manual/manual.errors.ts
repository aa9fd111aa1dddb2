import { DomainError } from '#kernel';

export const manualPaymentUnknown = (): DomainError =>
  new DomainError('not_found', 'MANUAL_PAYMENT_UNKNOWN', 'There is no such payment by hand.');

export const proofUnusable = (): DomainError =>
  new DomainError(
    'invalid',
    'PROOF_UNUSABLE',
    'Attach a picture (PNG, JPEG) or a PDF of at most 5 MB that can be read to its end.',
  );

/** The second signature came from the hand that gave the first. */
export const manualSamePerson = (): DomainError =>
  new DomainError(
    'conflict',
    'MANUAL_SAME_PERSON',
    'You carried this payment out. Another person looks at the proof.',
  );

/** One person alone would have had paid money paid again. */
export const returnSamePerson = (): DomainError =>
  new DomainError(
    'conflict',
    'MANUAL_SAME_PERSON',
    'You said that this payment came back. Another person looks at the proof.',
  );

export const proofMissing = (): DomainError =>
  new DomainError('not_found', 'PROOF_MISSING', 'There is no proof of this payment.');

/** Erased after its time, or saved under a key that is gone. */
export const payeeForgotten = (): DomainError =>
  new DomainError('conflict', 'PAYEE_FORGOTTEN', 'Whom to pay was erased after its time.');
