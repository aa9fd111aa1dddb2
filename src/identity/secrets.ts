import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's least for argon2id, 19 MiB and two passes: a guess costs an attacker memory, not just time. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What a password or PIN is stored as. */
export async function hashSecret(secret: string): Promise<string> {
  return hash(secret.normalize('NFKC'), COST);
}

/** Made at start: checking against it costs the same time and never succeeds. */
const NOBODY = await hashSecret(randomBytes(32).toString('base64url'));

/** Whether `secret` is the hashed one. Without a hash it takes the same time and says no, so that nobody learns who exists. */
export async function isSecret(stored: string | null, secret: string): Promise<boolean> {
  const matches = await verify(stored ?? NOBODY, secret.normalize('NFKC'));
  return matches && stored !== null;
}

/** An opaque session token of 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: a stolen table opens no session. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** No look-alikes: read out and typed by people. 32 letters, so that a byte picks one evenly. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password of 100 bits in five groups, for a first sign-in. */
export function newPassword(): string {
  const letters = Array.from(randomBytes(20), (byte) => LETTERS.charAt(byte % LETTERS.length));
  return [0, 4, 8, 12, 16].map((at) => letters.slice(at, at + 4).join('')).join('-');
}
