import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import type { AssignmentState } from './assignment.states.js';
import type { ConflictAnswer } from './assignment.js';

@Entity('review_assignment')
export class AssignmentEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'assignment'>;

  @Column({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @Column({ name: 'round', type: 'smallint' })
  round!: number;

  @Column({ name: 'reviewer_id', type: 'text' })
  reviewerId!: Id<'person'>;

  @Column({ name: 'state', type: 'text' })
  state!: AssignmentState;

  @Column({ name: 'conflict', type: 'text', nullable: true })
  conflict!: ConflictAnswer | null;

  @Column({ name: 'offered_at', type: 'timestamptz' })
  offeredAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}
