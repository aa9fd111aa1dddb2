import { randomBytes } from 'node:crypto';

/** An id like the provider's: a prefix that says the kind, then letters that say nothing. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
