import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Currency, Id } from '#kernel';
import { bigintColumn } from '#platform';
import type { PayoutState } from './payout.states.js';
import type { ReasonCode } from './rails/rail.js';

@Entity('payout')
export class PayoutEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'payout'>;

  @Column({ name: 'instalment_id', type: 'text' })
  instalmentId!: Id<'instalment'>;

  @Column({ name: 'award_id', type: 'text' })
  awardId!: Id<'award'>;

  @Column({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @Column({ name: 'applicant_id', type: 'text' })
  applicantId!: Id<'applicant'>;

  @Column({ name: 'ledger_ref', type: 'uuid' })
  ledgerRef!: string;

  @Column({ name: 'fund', type: 'text' })
  fund!: string;

  @Column({ name: 'amount_minor', type: 'bigint', transformer: bigintColumn })
  amountMinor!: bigint;

  @Column({ name: 'currency', type: 'char', length: 3 })
  currency!: Currency;

  @Column({ name: 'rail', type: 'text' })
  rail!: string;

  @Column({ name: 'method_id', type: 'text' })
  methodId!: Id<'method'>;

  @Column({ name: 'method_version', type: 'integer' })
  methodVersion!: number;

  @Column({ name: 'state', type: 'text' })
  state!: PayoutState;

  @Column({ name: 'approval_digest', type: 'bytea' })
  approvalDigest!: Buffer;

  @Column({ name: 'batch_id', type: 'text', nullable: true })
  batchId!: Id<'batch'> | null;

  @Column({ name: 'reissue_of', type: 'text', nullable: true, unique: true })
  reissueOf!: Id<'payout'> | null;

  /** Raised by SQL only, with each claim; never saved from here. */
  @Column({ name: 'fence', type: 'bigint', default: 0, update: false, transformer: bigintColumn })
  fence!: bigint;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true, update: false })
  leaseUntil!: Date | null;

  @Column({
    name: 'not_before',
    type: 'timestamptz',
    default: () => 'clock_timestamp()',
    update: false,
  })
  notBefore!: Date;

  /** Set by SQL only, with the pause of its batch. */
  @Column({ name: 'is_paused', type: 'boolean', default: false, update: false })
  isPaused!: boolean;

  /** Written by SQL only: since when the provider checks a payment on its way. */
  @Column({ name: 'held_since', type: 'timestamptz', nullable: true, update: false })
  heldSince!: Date | null;

  /** Written by SQL only: since when the company refuses to give its money back, and its word for why. */
  @Column({ name: 'way_back_refused_at', type: 'timestamptz', nullable: true, update: false })
  wayBackRefusedAt!: Date | null;

  @Column({ name: 'way_back_refusal', type: 'text', nullable: true, update: false })
  wayBackRefusal!: string | null;

  /** Written by SQL only: the epoch of sending in which it was made or last looked up. */
  @Column({ name: 'epoch', type: 'integer', default: () => 'current_epoch()', update: false })
  epoch!: number;

  @Column({ name: 'reason', type: 'text', nullable: true })
  reason!: ReasonCode | null;

  @Column({ name: 'raw_reason', type: 'text', nullable: true })
  rawReason!: string | null;

  @Column({ name: 'owner_id', type: 'text', nullable: true })
  ownerId!: Id<'person'> | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'released_at', type: 'timestamptz', nullable: true })
  releasedAt!: Date | null;

  @Column({ name: 'paid_at', type: 'timestamptz', nullable: true })
  paidAt!: Date | null;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true })
  settledAt!: Date | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}
