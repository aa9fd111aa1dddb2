import { Injectable } from '@nestjs/common';
import { parseId, type Id } from '#kernel';
import { Database } from '#platform';
import { CredentialEntity } from './person.entity.js';

/** What a sign-in is checked against. */
export interface Credential {
  readonly personId: Id<'person'>;
  readonly passwordHash: string;
  readonly totpSealed: Uint8Array;
  readonly failedAttempts: number;
  readonly lockedUntil: Date | null;
}

/** A credential to be written. */
export interface NewCredential {
  readonly personId: Id<'person'>;
  readonly passwordHash: string;
  readonly totpSealed: Uint8Array;
  /** The last step whose code was used: 0 for a secret that was never used. */
  readonly totpStep: bigint;
  /** Made by an administrator, who has seen it. */
  readonly isTemporary: boolean;
}

/** The only way to the table of credentials. */
@Injectable()
export class CredentialStore {
  constructor(private readonly database: Database) {}

  /** Of an active person, held until the unit of work ends; null for everybody else. */
  async lockByEmail(email: string): Promise<Credential | null> {
    const [row] = await this.database.write<Omit<Credential, 'personId'> & { personId: string }>(
      `select c.person_id as "personId", c.password_hash as "passwordHash", c.totp_sealed as "totpSealed",
              c.failed_attempts as "failedAttempts", c.locked_until as "lockedUntil"
       from credential c join person p on p.id = c.person_id
       where p.email = $1 and p.suspended_at is null for update of c`,
      [email],
    );
    return row ? { ...row, personId: parseId('person', row.personId) } : null;
  }

  /** Writes a person's first credential or replaces it. */
  async save(credential: NewCredential, changedAt: Date): Promise<void> {
    await this.database.writer.getRepository(CredentialEntity).upsert(
      {
        ...credential,
        totpSealed: Buffer.from(credential.totpSealed),
        failedAttempts: 0,
        lockedUntil: null,
        changedAt,
      },
      ['personId'],
    );
  }

  /** Whether the person still uses what an administrator made. */
  async isTemporary(personId: Id<'person'>): Promise<boolean> {
    return this.database.reader
      .getRepository(CredentialEntity)
      .existsBy({ personId, isTemporary: true });
  }

  async countAttempt(
    personId: Id<'person'>,
    attempts: number,
    lockedUntil: Date | null,
  ): Promise<void> {
    await this.database.writer
      .getRepository(CredentialEntity)
      .update({ personId }, { failedAttempts: attempts, lockedUntil });
  }

  /** Clears the count and keeps the step of the code; false when that step or a later one was used before. */
  async useStep(personId: Id<'person'>, step: bigint): Promise<boolean> {
    const rows = await this.database.write(
      `update credential set totp_step = $2, failed_attempts = 0, locked_until = null
       where person_id = $1 and totp_step < $2 returning person_id`,
      [personId, String(step)],
    );
    return rows.length === 1;
  }
}
