import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `release`: who consented to disclose which fields to whom, for what, until when. */
@Entity('release')
export class ReleaseEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: string;

  @Column({ name: 'applicant_id', type: 'text' })
  applicantId!: string;

  @Column({ name: 'recipient', type: 'text' })
  recipient!: string;

  @Column({ name: 'fields', type: 'text', array: true })
  fields!: string[];

  @Column({ name: 'purpose', type: 'text' })
  purpose!: string;

  @Column({ name: 'granted_at', type: 'timestamptz' })
  grantedAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
