import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Id } from '#kernel';

@Entity('sending_halt')
export class SendingHaltEntity {
  @PrimaryGeneratedColumn('identity', { name: 'seq', type: 'bigint', generatedIdentity: 'ALWAYS' })
  seq!: string;

  @Column({ name: 'reason', type: 'text' })
  reason!: string;

  @Column({ name: 'halted_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  haltedAt!: Date;

  @Column({ name: 'resumed_by', type: 'text', nullable: true })
  resumedBy!: Id<'person'> | null;

  @Column({ name: 'resumed_at', type: 'timestamptz', nullable: true })
  resumedAt!: Date | null;
}
