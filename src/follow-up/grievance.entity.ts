import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Row of `grievance`. */
@Entity('grievance')
export class GrievanceEntity {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ name: 'applicant_id', type: 'text' }) applicantId!: string;
  @Column({ name: 'payout_id', type: 'text', nullable: true }) payoutId!: string | null;
  @Column({ type: 'text' }) category!: string;
  @Column({ type: 'text' }) state!: string;
  @Column({ name: 'owner_id', type: 'text', nullable: true }) ownerId!: string | null;
  @Column({ name: 'words_sealed', type: 'bytea', nullable: true }) wordsSealed!: Uint8Array | null;
  @Column({ type: 'text', nullable: true }) outcome!: string | null;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt!: Date;
  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true }) closedAt!: Date | null;
}
