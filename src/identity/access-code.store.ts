import { Injectable } from '@nestjs/common';
import { parseId, type Id } from '#kernel';
import { Database } from '#platform';
import { AccessCodeEntity } from './access-code.entity.js';

/** What a typed code is checked against. */
export interface StoredCode {
  readonly applicantId: Id<'applicant'>;
  readonly pinHash: string;
  readonly failedAttempts: number;
  readonly asleepUntil: Date | null;
}

/** The only way to the table of access codes. */
@Injectable()
export class AccessCodeStore {
  constructor(private readonly database: Database) {}

  /** Whether some code has this look-up already. */
  async isTaken(lookup: Uint8Array): Promise<boolean> {
    return this.database.reader
      .getRepository(AccessCodeEntity)
      .existsBy({ codeLookup: Buffer.from(lookup) });
  }

  /** Writes her code; an earlier one stops working. */
  async save(
    applicantId: Id<'applicant'>,
    lookup: Uint8Array,
    pinHash: string,
    madeAt: Date,
  ): Promise<void> {
    await this.database.writer.getRepository(AccessCodeEntity).upsert(
      {
        applicantId,
        codeLookup: Buffer.from(lookup),
        pinHash,
        failedAttempts: 0,
        asleepUntil: null,
        madeAt,
      },
      ['applicantId'],
    );
  }

  /** The look-up of her code; null when she has none. */
  async lookupOf(applicantId: Id<'applicant'>): Promise<Uint8Array | null> {
    const row = await this.database.reader
      .getRepository(AccessCodeEntity)
      .findOneBy({ applicantId });
    return row?.codeLookup ?? null;
  }

  /** The code with this look-up, held until the unit of work ends. */
  async lock(lookup: Uint8Array): Promise<StoredCode | null> {
    const row = await this.database.writer.getRepository(AccessCodeEntity).findOne({
      where: { codeLookup: Buffer.from(lookup) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) return null;
    const { pinHash, failedAttempts, asleepUntil } = row;
    return {
      applicantId: parseId('applicant', row.applicantId),
      pinHash,
      failedAttempts,
      asleepUntil,
    };
  }

  /** `attempts` wrong PINs in a row so far; by look-up, so that an unknown code costs the same statement. */
  async count(lookup: Uint8Array, attempts: number, asleepUntil: Date | null): Promise<void> {
    await this.database.writer
      .getRepository(AccessCodeEntity)
      .update({ codeLookup: Buffer.from(lookup) }, { failedAttempts: attempts, asleepUntil });
  }
}
