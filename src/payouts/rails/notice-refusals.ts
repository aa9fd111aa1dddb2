import { DomainError } from '#kernel';

const SENTENCES = {
  NOTICE_REFUSED: 'The signature does not fit the notice.',
  NOTICE_NOT_NOW: 'The signature is older than five minutes, or from the future.',
  NOTICE_UNREADABLE: 'The notice is signed, and cannot be read.',
  NOTICE_OTHER_MODE: 'The notice is of the other mode: test and live are never mixed.',
  NOTICE_OTHER_ACCOUNT: 'The notice is about an account that is not known here.',
} as const;

/** Why a notice is not taken in: counted by this code, answered with its sentence. */
export type NoticeRefusal = keyof typeof SENTENCES;

export function noticeRefused(code: NoticeRefusal): DomainError {
  return new DomainError('invalid', code, SENTENCES[code]);
}

/** The code of a refusal; null for every other error. */
export function refusalIn(error: unknown): NoticeRefusal | null {
  const code = error instanceof DomainError ? error.code : '';
  return Object.hasOwn(SENTENCES, code) ? (code as NoticeRefusal) : null;
}
