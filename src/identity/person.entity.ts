import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '#platform';

/** A row of `person`: a member of staff. */
@Entity('person')
export class PersonEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: string;

  @Column({ name: 'email', type: 'text', unique: true })
  email!: string;

  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'suspended_at', type: 'timestamptz', nullable: true })
  suspendedAt!: Date | null;
}

/** A row of `credential`: how that person proves it. */
@Entity('credential')
export class CredentialEntity {
  @PrimaryColumn({ name: 'person_id', type: 'text' })
  personId!: string;

  @Column({ name: 'password_hash', type: 'text' })
  passwordHash!: string;

  @Column({ name: 'totp_sealed', type: 'bytea' })
  totpSealed!: Buffer;

  @Column({ name: 'is_temporary', type: 'boolean' })
  isTemporary!: boolean;

  @Column({ name: 'totp_step', type: 'bigint', transformer: bigintColumn })
  totpStep!: bigint;

  @Column({ name: 'failed_attempts', type: 'integer' })
  failedAttempts!: number;

  @Column({ name: 'locked_until', type: 'timestamptz', nullable: true })
  lockedUntil!: Date | null;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt!: Date;
}
