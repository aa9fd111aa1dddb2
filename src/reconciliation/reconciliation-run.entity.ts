import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '#platform';

/** Row of `reconciliation_run`. */
@Entity('reconciliation_run')
export class ReconciliationRunEntity {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'text' }) rail!: string;
  @Column({ type: 'timestamptz' }) cutoff!: Date;
  @Column({ name: 'started_at', type: 'timestamptz' }) startedAt!: Date;
  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true }) finishedAt!: Date | null;
  @Column({ type: 'integer', default: 0 }) lines!: number;
  @Column({ type: 'integer', default: 0 }) matched!: number;
  @Column({ name: 'opened_breaks', type: 'integer', default: 0 }) openedBreaks!: number;
  @Column({ name: 'ledger_minor', type: 'bigint', nullable: true, transformer: bigintColumn })
  ledgerMinor!: bigint | null;
  @Column({ name: 'provider_minor', type: 'bigint', nullable: true, transformer: bigintColumn })
  providerMinor!: bigint | null;
  @Column({ name: 'listed_minor', type: 'bigint', nullable: true, transformer: bigintColumn })
  listedMinor!: bigint | null;
  @Column({ type: 'char', length: 3 }) currency!: string;
  @Column({ name: 'error_code', type: 'text', nullable: true }) errorCode!: string | null;
  @Column({ name: 'asked_by', type: 'text' }) askedBy!: string;
}
