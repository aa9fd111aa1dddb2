import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether an `Authorization` header carries this token. Digests are compared, so that neither the time nor
 * the length of an answer tells how much of a guess was right. No token set means nobody has it.
 */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  if (token === '') return false;
  return timingSafeEqual(digestOf(authorization ?? ''), digestOf(`Bearer ${token}`));
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
