import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import type { HoldKind, HoldReason } from './hold.js';

@Entity('hold')
export class HoldEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'hold'>;

  @Column({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @Column({ name: 'kind', type: 'text' })
  kind!: HoldKind;

  @Column({ name: 'reason_code', type: 'text' })
  reasonCode!: HoldReason;

  @Column({ name: 'owner_id', type: 'text', nullable: true })
  ownerId!: Id<'person'> | null;

  @Column({ name: 'due_on', type: 'date' })
  dueOn!: string;

  @Column({ name: 'opened_by', type: 'text' })
  openedBy!: string;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  @Column({ name: 'cleared_by', type: 'text', nullable: true })
  clearedBy!: string | null;

  @Column({ name: 'cleared_reason', type: 'text', nullable: true })
  clearedReason!: string | null;

  @Column({ name: 'cleared_at', type: 'timestamptz', nullable: true })
  clearedAt!: Date | null;
}
