import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '#platform';

/** Row of `export_job`. */
@Entity('export_job')
export class ExportJobEntity {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'text' }) format!: string;
  @Column({ name: 'from_on', type: 'date' }) fromOn!: string;
  @Column({ name: 'to_on', type: 'date' }) toOn!: string;
  @Column({ type: 'text', nullable: true }) fund!: string | null;
  @Column({ name: 'asked_by', type: 'text' }) askedBy!: string;
  @Column({ name: 'asked_at', type: 'timestamptz' }) askedAt!: Date;
  @Column({ type: 'text' }) state!: string;
  @Column({ type: 'smallint' }) attempts!: number;
  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true }) leaseUntil!: Date | null;
  @Column({ name: 'rows_done', type: 'bigint', transformer: bigintColumn }) rowsDone!: bigint;
  @Column({ name: 'rows_total', type: 'bigint', transformer: bigintColumn }) rowsTotal!: bigint;
  @Column({ type: 'bigint', nullable: true, transformer: bigintColumn }) bytes!: bigint | null;
  @Column({ type: 'text', nullable: true }) sha256!: string | null;
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true }) expiresAt!: Date | null;
  @Column({ name: 'error_code', type: 'text', nullable: true }) errorCode!: string | null;
}
