import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DomainError } from '#kernel';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Lengths are rounded up, so that a ciphertext does not tell "no" from a long answer. */
const STEP_BYTES = 256;

/**
 * AES-256-GCM (NIST SP 800-38D) of `plain` under `key`, bound to `place`: moved to another table, row or field
 * it does not open. Layout: version, nonce, ciphertext, tag; the plain text is length-prefixed and padded.
 */
export function seal(key: Uint8Array, plain: Uint8Array, place: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associated(place));
  const padded = Buffer.alloc(Math.ceil((plain.length + 4) / STEP_BYTES) * STEP_BYTES);
  padded.writeUInt32BE(plain.length);
  padded.set(plain, 4);
  const body = Buffer.concat([cipher.update(padded), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()]);
}

/** The plain bytes; throws `SEAL_BROKEN` (unavailable) when a single bit, the key or the place is not the one it was sealed with. */
export function open(key: Uint8Array, sealed: Uint8Array, place: string): Uint8Array {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== VERSION || bytes.length < 1 + NONCE_BYTES + STEP_BYTES + TAG_BYTES)
    throw broken();
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const body = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAAD(associated(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const padded = Buffer.concat([decipher.update(body), decipher.final()]);
    return padded.subarray(4, 4 + padded.readUInt32BE());
  } catch {
    throw broken();
  }
}

function associated(place: string): Buffer {
  return Buffer.from(`v${String(VERSION)}|${place}`, 'utf8');
}

function broken(): DomainError {
  return new DomainError(
    'unavailable',
    'SEAL_BROKEN',
    'A sealed value does not open in this place.',
  );
}
