import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `contact_point`; the value is readable only through the Vault. */
@Entity('contact_point')
export class ContactPointEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: string;

  @Column({ name: 'applicant_id', type: 'text' })
  applicantId!: string;

  @Column({ name: 'channel', type: 'text' })
  channel!: string;

  @Column({ name: 'value_sealed', type: 'bytea', nullable: true })
  valueSealed!: Buffer | null;

  @Column({ name: 'value_lookup', type: 'bytea', nullable: true })
  valueLookup!: Buffer | null;

  @Column({ name: 'content_level', type: 'smallint' })
  contentLevel!: number;

  @Column({ name: 'windows', type: 'text', array: true })
  windows!: string[];

  @Column({ name: 'voicemail', type: 'boolean' })
  voicemail!: boolean;

  @Column({ name: 'shared_device', type: 'boolean' })
  sharedDevice!: boolean;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'stopped_at', type: 'timestamptz', nullable: true })
  stoppedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
