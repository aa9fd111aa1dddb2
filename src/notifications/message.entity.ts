import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `message`: what was queued, sent or refused, and why; never the address or the words. */
@Entity('message')
export class MessageEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: string;

  @Column({ name: 'applicant_id', type: 'text' })
  applicantId!: string;

  @Column({ name: 'template', type: 'text' })
  template!: string;

  @Column({ name: 'language', type: 'text' })
  language!: string;

  @Column({ name: 'state', type: 'text' })
  state!: string;

  @Column({ name: 'channel', type: 'text', nullable: true })
  channel!: string | null;

  @Column({ name: 'reason', type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'dedupe', type: 'text', unique: true })
  dedupe!: string;

  @Column({ name: 'not_before', type: 'timestamptz' })
  notBefore!: Date;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
