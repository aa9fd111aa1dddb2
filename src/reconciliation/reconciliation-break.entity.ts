import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '#platform';

/** Row of `reconciliation_break`. */
@Entity('reconciliation_break')
export class ReconciliationBreakEntity {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'text' }) rail!: string;
  @Column({ type: 'text' }) code!: string;
  @Column({ type: 'text' }) subject!: string;
  @Column({ name: 'expected_minor', type: 'bigint', nullable: true, transformer: bigintColumn })
  expectedMinor!: bigint | null;
  @Column({ name: 'observed_minor', type: 'bigint', nullable: true, transformer: bigintColumn })
  observedMinor!: bigint | null;
  @Column({ type: 'char', length: 3 }) currency!: string;
  @Column({ type: 'text' }) state!: string;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt!: Date;
  @Column({ name: 'owner_id', type: 'text', nullable: true }) ownerId!: string | null;
  @Column({ type: 'text', nullable: true }) resolution!: string | null;
  @Column({ name: 'resolved_by', type: 'text', nullable: true }) resolvedBy!: string | null;
  @Column({ name: 'second_person', type: 'text', nullable: true }) secondPerson!: string | null;
  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true }) closedAt!: Date | null;
}
