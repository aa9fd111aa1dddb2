import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Row of `follow_up`. */
@Entity('follow_up')
export class FollowUpEntity {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ name: 'applicant_id', type: 'text' }) applicantId!: string;
  @Column({ name: 'award_id', type: 'text' }) awardId!: string;
  @Column({ name: 'payout_id', type: 'text', nullable: true }) payoutId!: string | null;
  @Column({ type: 'text' }) kind!: string;
  @Column({ type: 'text' }) state!: string;
  @Column({ name: 'due_on', type: 'date' }) dueOn!: string;
  @Column({ type: 'smallint', default: 0 }) reminders!: number;
  @Column({ type: 'text', nullable: true }) answer!: string | null;
  @Column({ name: 'answer_sealed', type: 'bytea', nullable: true })
  answerSealed!: Uint8Array | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true }) answeredAt!: Date | null;
}
