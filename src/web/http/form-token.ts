import { randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The session's form token as a page carries it: under a fresh pad each time, so that the sizes of compressed
 * pages tell nothing about it (the BREACH attack, CVE-2013-3587).
 */
export function maskToken(token: string): string {
  const plain = Buffer.from(token, 'utf8');
  const pad = randomBytes(plain.length);
  return `${pad.toString('base64url')}.${mix(plain, pad).toString('base64url')}`;
}

/** Whether a page's token is the session's. An empty session token fits nothing. */
export function tokenFits(masked: string, token: string): boolean {
  const [pad = '', body = ''] = masked.split('.').map((part) => Buffer.from(part, 'base64url'));
  const expected = Buffer.from(token, 'utf8');
  if (token === '' || pad.length !== expected.length || body.length !== expected.length)
    return false;
  return timingSafeEqual(mix(Buffer.from(body), Buffer.from(pad)), expected);
}

function mix(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
}
