import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import { bigintColumn } from '#platform';

/** Minor units as texts: JSON has no whole number that is large enough. */
export type StoredRailLimits = Record<
  string,
  { readonly leastMinor: string | null; readonly mostMinor: string | null }
>;

@Entity('programme')
export class ProgrammeEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'programme'>;

  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Column({ name: 'fund', type: 'text' })
  fund!: string;

  @Column({ name: 'currency', type: 'char', length: 3 })
  currency!: string;

  @Column({ name: 'least_minor', type: 'bigint', transformer: bigintColumn })
  leastMinor!: bigint;

  @Column({ name: 'most_minor', type: 'bigint', transformer: bigintColumn })
  mostMinor!: bigint;

  @Column({ name: 'instalments', type: 'integer', default: 1 })
  instalments!: number;

  @Column({ name: 'rails', type: 'text', array: true })
  rails!: string[];

  @Column({ name: 'rail_limits', type: 'jsonb', default: {} })
  railLimits!: StoredRailLimits;

  @Column({ name: 'answer_within_days', type: 'integer', default: 3 })
  answerWithinDays!: number;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}
