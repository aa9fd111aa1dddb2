import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import { bigintColumn } from '#platform';
import type { FilledBy, Urgency } from './application.js';
import type { ApplicationState } from './application.states.js';

@Entity('applicant')
export class ApplicantEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'applicant'>;

  @Column({ name: 'language', type: 'text' })
  language!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;
}

@Entity('application')
export class ApplicationEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'application'>;

  @Column({ name: 'applicant_id', type: 'text' })
  applicantId!: Id<'applicant'>;

  @Column({ name: 'programme_id', type: 'text' })
  programmeId!: Id<'programme'>;

  @Column({ name: 'reference', type: 'text', unique: true })
  reference!: string;

  @Column({ name: 'state', type: 'text' })
  state!: ApplicationState;

  @Column({ name: 'asked_minor', type: 'bigint', nullable: true, transformer: bigintColumn })
  askedMinor!: bigint | null;

  @Column({ name: 'currency', type: 'char', length: 3 })
  currency!: string;

  @Column({ name: 'urgency', type: 'text', nullable: true })
  urgency!: Urgency | null;

  @Column({ name: 'filled_by', type: 'text', default: 'self' })
  filledBy!: FilledBy;

  @Column({ name: 'preferred_rail', type: 'text', nullable: true })
  preferredRail!: string | null;

  @Column({ name: 'round', type: 'smallint', default: 0 })
  round!: 0 | 1;

  @Column({ name: 'submission_key', type: 'text', nullable: true, unique: true })
  submissionKey!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'submitted_at', type: 'timestamptz', nullable: true })
  submittedAt!: Date | null;

  @Column({ name: 'answer_due_on', type: 'date', nullable: true })
  answerDueOn!: string | null;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  decidedAt!: Date | null;

  @Column({ name: 'version', type: 'integer', default: 1 })
  version!: number;
}

/** One sealed envelope per application and group; opened only through SealedAnswers. */
@Entity('application_answers')
export class ApplicationAnswersEntity {
  @PrimaryColumn({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @PrimaryColumn({ name: 'field_group', type: 'text' })
  fieldGroup!: 'request' | 'person' | 'draft';

  @Column({ name: 'sealed', type: 'bytea' })
  sealed!: Buffer;

  @Column({ name: 'seen_at', type: 'timestamptz' })
  seenAt!: Date;
}
