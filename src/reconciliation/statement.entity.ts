import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '#platform';

/** Row of `statement_line`: one movement as the provider reported it. */
@Entity('statement_line')
export class StatementLineEntity {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'text' }) rail!: string;
  @Column({ name: 'entry_id', type: 'text' }) entryId!: string;
  @Column({ name: 'effective_at', type: 'timestamptz' }) effectiveAt!: Date;
  @Column({ type: 'text' }) kind!: string;
  @Column({ name: 'amount_minor', type: 'bigint', transformer: bigintColumn }) amountMinor!: bigint;
  @Column({ type: 'char', length: 3 }) currency!: string;
  @Column({ name: 'provider_ref', type: 'text', nullable: true }) providerRef!: string | null;
  @Column({ name: 'raw_digest', type: 'bytea' }) rawDigest!: Uint8Array;
  @Column({ name: 'imported_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  importedAt!: Date;
}

/** Row of `statement_match`: what explains a line. */
@Entity('statement_match')
export class StatementMatchEntity {
  @PrimaryColumn({ name: 'line_id', type: 'text' }) lineId!: string;
  @Column({ name: 'payout_id', type: 'text', nullable: true }) payoutId!: string | null;
  @Column({ type: 'text' }) rule!: string;
  @Column({ name: 'matched_by', type: 'text' }) matchedBy!: string;
  @Column({ name: 'matched_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  matchedAt!: Date;
}

/** Row of `statement_match_entry`: a journal entry that a line explains. */
@Entity('statement_match_entry')
export class StatementMatchEntryEntity {
  @PrimaryColumn({ name: 'entry_key', type: 'text' }) entryKey!: string;
  @Column({ name: 'line_id', type: 'text' }) lineId!: string;
}
