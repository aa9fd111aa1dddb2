import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `access_code`: an applicant's way back in. The code itself is not kept. */
@Entity('access_code')
export class AccessCodeEntity {
  @PrimaryColumn({ name: 'applicant_id', type: 'text' })
  applicantId!: string;

  @Column({ name: 'code_lookup', type: 'bytea', unique: true })
  codeLookup!: Buffer;

  @Column({ name: 'pin_hash', type: 'text' })
  pinHash!: string;

  @Column({ name: 'failed_attempts', type: 'integer' })
  failedAttempts!: number;

  @Column({ name: 'asleep_until', type: 'timestamptz', nullable: true })
  asleepUntil!: Date | null;

  @Column({ name: 'made_at', type: 'timestamptz' })
  madeAt!: Date;
}
