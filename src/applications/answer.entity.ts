import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import { bigintColumn } from '#platform';

@Entity('answer_given')
export class AnswerGivenEntity {
  @PrimaryColumn({ name: 'application_id', type: 'text' })
  applicationId!: Id<'application'>;

  @PrimaryColumn({ name: 'round', type: 'smallint' })
  round!: 0 | 1;

  @PrimaryColumn({ name: 'number', type: 'smallint', default: 1 })
  number!: number;

  @Column({ name: 'outcome', type: 'text' })
  outcome!: 'approved' | 'declined' | 'waitlisted' | 'ineligible';

  @Column({ name: 'amount_minor', type: 'bigint', nullable: true, transformer: bigintColumn })
  amountMinor!: bigint | null;

  @Column({ name: 'reason_code', type: 'text', nullable: true })
  reasonCode!: string | null;

  @Column({ name: 'words_sealed', type: 'bytea', nullable: true })
  wordsSealed!: Buffer | null;

  @Column({ name: 'given_at', type: 'timestamptz' })
  givenAt!: Date;
}

@Entity('appeal')
export class AppealEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'appeal'>;

  @Column({ name: 'application_id', type: 'text', unique: true })
  applicationId!: Id<'application'>;

  @Column({ name: 'words_sealed', type: 'bytea', nullable: true })
  wordsSealed!: Buffer | null;

  @Column({ name: 'late', type: 'boolean', default: false })
  late!: boolean;

  @Column({ name: 'made_at', type: 'timestamptz' })
  madeAt!: Date;
}
