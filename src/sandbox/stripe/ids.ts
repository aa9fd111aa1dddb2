import { randomUUID } from 'node:crypto';

const LETTERS = 24;

/** An id like the provider's: a prefix that says the kind, then letters that say nothing (of a UUID: Node has many ready). */
export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '').slice(-LETTERS)}`;
}
