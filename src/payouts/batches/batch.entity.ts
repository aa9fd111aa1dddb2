import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Currency, Id } from '#kernel';
import { bigintColumn } from '#platform';
import type { BatchState } from './batch.states.js';

@Entity('payout_batch')
export class BatchEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'batch'>;

  @Column({ name: 'rail', type: 'text' })
  rail!: string;

  @Column({ name: 'currency', type: 'char', length: 3 })
  currency!: Currency;

  @Column({ name: 'state', type: 'text' })
  state!: BatchState;

  @Column({ name: 'item_count', type: 'integer', default: 0 })
  itemCount!: number;

  @Column({ name: 'total_minor', type: 'bigint', default: 0, transformer: bigintColumn })
  totalMinor!: bigint;

  @Column({ name: 'digest', type: 'bytea', nullable: true })
  digest!: Buffer | null;

  @Column({ name: 'releases_needed', type: 'smallint', default: 1 })
  releasesNeeded!: number;

  @Column({ name: 'prepared_by', type: 'text' })
  preparedBy!: Id<'person'>;

  @Column({ name: 'prepared_at', type: 'timestamptz' })
  preparedAt!: Date;

  @Column({ name: 'released_by', type: 'text', nullable: true })
  releasedBy!: Id<'person'> | null;

  @Column({ name: 'released_at', type: 'timestamptz', nullable: true })
  releasedAt!: Date | null;
}
