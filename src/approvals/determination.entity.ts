import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Currency, Id } from '#kernel';
import { bigintColumn } from '#platform';
import type { DeterminationState } from './determination.states.js';
import type { Outcome } from './determination.js';

@Entity({ name: 'policy_version' })
export class PolicyEntity {
  @PrimaryColumn({ type: 'text' })
  id!: Id<'policy'>;

  @Column({ type: 'integer', unique: true })
  number!: number;

  @Column({ type: 'char', length: 3 })
  currency!: Currency;

  @Column({ type: 'jsonb' })
  tiers!: unknown;

  @Column({ name: 'approval_valid_days', type: 'integer', default: 7 })
  approvalValidDays!: number;

  @Column({ name: 'in_force_from', type: 'timestamptz' })
  inForceFrom!: Date;
}

@Entity({ name: 'determination' })
export class DeterminationEntity {
  @PrimaryColumn({ type: 'text' })
  id!: Id<'determination'>;

  @Column({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @Column({ type: 'smallint' })
  round!: number;

  @Column({ type: 'text' })
  state!: DeterminationState;

  @Column({ type: 'text' })
  outcome!: Outcome;

  @Column({ name: 'amount_minor', type: 'bigint', transformer: bigintColumn, nullable: true })
  amountMinor!: bigint | null;

  @Column({ type: 'char', length: 3 })
  currency!: Currency;

  @Column({ type: 'text' })
  fund!: string;

  @Column({ type: 'integer', default: 1 })
  instalments!: number;

  @Column({ name: 'reason_code', type: 'text' })
  reasonCode!: string;

  @Column({ name: 'policy_id', type: 'text' })
  policyId!: Id<'policy'>;

  @Column({ name: 'approvals_needed', type: 'smallint' })
  approvalsNeeded!: number;

  @Column({ name: 'director_needed', type: 'boolean' })
  directorNeeded!: boolean;

  @Column({ type: 'bytea' })
  digest!: Buffer;

  @Column({ name: 'opened_by', type: 'text' })
  openedBy!: Id<'person'>;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  decidedAt!: Date | null;
}

@Entity({ name: 'approval' })
export class ApprovalEntity {
  @PrimaryColumn({ type: 'text' })
  id!: Id<'approval'>;

  @Column({ name: 'determination_id', type: 'text' })
  determinationId!: Id<'determination'>;

  @Column({ name: 'person_id', type: 'text' })
  personId!: Id<'person'>;

  @Column({ name: 'as_director', type: 'boolean', default: false })
  asDirector!: boolean;

  @Column({ type: 'bytea' })
  digest!: Buffer;

  @Column({ name: 'given_at', type: 'timestamptz' })
  givenAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
