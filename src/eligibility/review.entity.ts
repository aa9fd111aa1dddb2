import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Currency, Id } from '#kernel';
import { bigintColumn } from '#platform';
import type { Recommendation } from './review.js';
import type { Scores } from './rubric.js';

@Entity('rubric')
export class RubricEntity {
  @PrimaryColumn({ name: 'version', type: 'integer' })
  version!: number;

  @Column({ name: 'criteria', type: 'jsonb' })
  criteria!: unknown;

  @Column({ name: 'currency', type: 'char', length: 3 })
  currency!: Currency;

  @Column({ name: 'one_review_up_to_minor', type: 'bigint', transformer: bigintColumn })
  oneReviewUpToMinor!: bigint;

  @Column({ name: 'large_difference', type: 'integer' })
  largeDifference!: number;

  @Column({ name: 'in_force_from', type: 'timestamptz' })
  inForceFrom!: Date;
}

@Entity('review')
export class ReviewEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'review'>;

  @Column({ name: 'assignment_id', type: 'text', unique: true })
  assignmentId!: Id<'assignment'>;

  @Column({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @Column({ name: 'round', type: 'smallint' })
  round!: number;

  @Column({ name: 'reviewer_id', type: 'text' })
  reviewerId!: Id<'person'>;

  @Column({ name: 'rubric_version', type: 'integer' })
  rubricVersion!: number;

  @Column({ name: 'scores', type: 'jsonb' })
  scores!: Scores;

  @Column({ name: 'score', type: 'integer' })
  score!: number;

  @Column({ name: 'recommendation', type: 'text' })
  recommendation!: Recommendation;

  @Column({ name: 'amount_minor', type: 'bigint', nullable: true, transformer: bigintColumn })
  amountMinor!: bigint | null;

  @Column({ name: 'reason_code', type: 'text' })
  reasonCode!: string;

  @Column({ name: 'note_sealed', type: 'bytea', nullable: true })
  noteSealed!: Buffer | null;

  @Column({ name: 'submitted_at', type: 'timestamptz' })
  submittedAt!: Date;
}

@Entity('review_return')
export class ReviewReturnEntity {
  @PrimaryColumn({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @PrimaryColumn({ name: 'number', type: 'smallint' })
  number!: number;

  @Column({ name: 'round', type: 'smallint' })
  round!: number;

  @Column({ name: 'returned_by', type: 'text' })
  returnedBy!: Id<'person'>;

  @Column({ name: 'note_sealed', type: 'bytea' })
  noteSealed!: Buffer;

  @Column({ name: 'returned_at', type: 'timestamptz' })
  returnedAt!: Date;
}
