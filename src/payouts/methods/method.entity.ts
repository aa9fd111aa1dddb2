import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import type { MethodState } from './method.states.js';
import type { Standing } from './standing.js';

@Entity('payout_method')
export class MethodEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'method'>;

  @Column({ name: 'applicant_id', type: 'text' })
  applicantId!: Id<'applicant'>;

  @Column({ name: 'award_id', type: 'text' })
  awardId!: Id<'award'>;

  @Column({ name: 'language', type: 'text' })
  language!: string;

  @Column({ name: 'rail', type: 'text' })
  rail!: string;

  @Column({ name: 'way', type: 'text', nullable: true })
  way!: string | null;

  @Column({ name: 'version', type: 'integer' })
  version!: number;

  @Column({ name: 'state', type: 'text' })
  state!: MethodState;

  @Column({ name: 'provider_recipient', type: 'text', nullable: true })
  providerRecipient!: string | null;

  @Column({ name: 'provider_method', type: 'text', nullable: true })
  providerMethod!: string | null;

  @Column({ name: 'label_sealed', type: 'bytea', nullable: true })
  labelSealed!: Buffer | null;

  @Column({ name: 'fingerprint', type: 'bytea', nullable: true })
  fingerprint!: Buffer | null;

  @Column({ name: 'likeness', type: 'bytea', nullable: true })
  likeness!: Buffer | null;

  @Column({ name: 'usable_from', type: 'timestamptz' })
  usableFrom!: Date;

  @Column({ name: 'counts_from', type: 'text', default: 'now' })
  countsFrom!: 'now' | 'next';

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'standing', type: 'text' })
  standing!: Standing;

  @Column({ name: 'standing_since', type: 'timestamptz' })
  standingSince!: Date;

  @Column({ name: 'looked_at', type: 'timestamptz', nullable: true })
  lookedAt!: Date | null;
}
