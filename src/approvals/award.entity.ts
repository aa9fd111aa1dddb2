import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Currency, Id } from '#kernel';
import { bigintColumn } from '#platform';
import type { AwardState, InstalmentState } from './award.states.js';

@Entity({ name: 'award' })
export class AwardEntity {
  @PrimaryColumn({ type: 'text' })
  id!: Id<'award'>;

  @Column({ name: 'ledger_ref', type: 'uuid', unique: true })
  ledgerRef!: string;

  @Column({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @Column({ name: 'applicant_id', type: 'text' })
  applicantId!: Id<'applicant'>;

  @Column({ name: 'determination_id', type: 'text', unique: true })
  determinationId!: Id<'determination'>;

  @Column({ type: 'text' })
  state!: AwardState;

  @Column({ type: 'text' })
  fund!: string;

  @Column({ name: 'amount_minor', type: 'bigint', transformer: bigintColumn })
  amountMinor!: bigint;

  @Column({ type: 'char', length: 3 })
  currency!: Currency;

  @Column({ name: 'offered_at', type: 'timestamptz' })
  offeredAt!: Date;

  @Column({ name: 'notified_at', type: 'timestamptz', nullable: true })
  notifiedAt!: Date | null;

  @Column({ name: 'accepted_at', type: 'timestamptz', nullable: true })
  acceptedAt!: Date | null;
}

@Entity({ name: 'instalment' })
export class InstalmentEntity {
  @PrimaryColumn({ type: 'text' })
  id!: Id<'instalment'>;

  @Column({ name: 'award_id', type: 'text' })
  awardId!: Id<'award'>;

  @Column({ type: 'smallint' })
  number!: number;

  @Column({ name: 'amount_minor', type: 'bigint', transformer: bigintColumn })
  amountMinor!: bigint;

  @Column({ name: 'due_on', type: 'date' })
  dueOn!: string;

  @Column({ type: 'text' })
  state!: InstalmentState;
}
