import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `duty`: which part a person took in a case; never changed, never removed. */
@Entity('duty')
export class DutyEntity {
  @PrimaryColumn({ name: 'subject', type: 'text' })
  subject!: string;

  @PrimaryColumn({ name: 'person_id', type: 'text' })
  personId!: string;

  @Column({ name: 'part', type: 'text' })
  part!: string;

  @Column({ name: 'taken_at', type: 'timestamptz' })
  takenAt!: Date;
}
