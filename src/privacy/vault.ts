import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { DataKeyStore } from './data-key.store.js';
import { open, seal } from './envelope.js';
import { KeyRing } from './key-ring.js';

/** Where a sealed value lives; it opens nowhere else. */
export interface SealedPlace {
  /** Whose data key: an applicant's id, or a person's id for staff secrets. */
  readonly subject: string;
  readonly table: string;
  readonly row: string;
  readonly field: string;
}

/**
 * Seals and opens what people tell us: one data key per applicant, wrapped by the key ring. Destroying that
 * one key makes all of it unreadable, in every backup too.
 */
@Injectable()
export class Vault {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly keys: DataKeyStore,
  ) {}

  /** Ciphertext of any JSON value; makes the subject's data key at first use, in the running unit of work. */
  async seal(place: SealedPlace, value: unknown): Promise<Uint8Array> {
    const key = await this.keyFor(place.subject);
    return seal(key, Buffer.from(JSON.stringify(value), 'utf8'), placeName(place));
  }

  /** The value as it was sealed. Throws `SEAL_BROKEN` or `KEY_DESTROYED` (unavailable). */
  async open<Value>(place: SealedPlace, sealed: Uint8Array): Promise<Value> {
    const stored = await this.keys.get(place.subject);
    const key = await this.keyRing.unwrap(stored.wrapped, stored.ringKey);
    return JSON.parse(Buffer.from(open(key, sealed, placeName(place))).toString('utf8')) as Value;
  }

  /** Keyed digest for look-ups (receipt codes, account fingerprints); never reversible, never exported. */
  async digest(purpose: string, value: string): Promise<Uint8Array> {
    return this.keyRing.digest(purpose, value);
  }

  private async keyFor(subject: string): Promise<Uint8Array> {
    const found = await this.keys.find(subject);
    if (found) return this.keyRing.unwrap(found.wrapped, found.ringKey);
    const key = randomBytes(32);
    const wrapped = await this.keyRing.wrap(key);
    const kept = await this.keys.add(newId('dataKey'), subject, {
      wrapped,
      ringKey: this.keyRing.currentKey,
    });
    // Two first uses at once: the row that was there first wins.
    return kept ? key : this.keyFor(subject);
  }
}

function placeName({ table, row, field }: SealedPlace): string {
  return `${table}|${row}|${field}`;
}
