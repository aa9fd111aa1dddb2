import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import { bigintColumn } from '#platform';

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

  @Column({ name: 'answer_within_days', type: 'integer', default: 3 })
  answerWithinDays!: number;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}
