import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `data_key`: one per person, wrapped by the key ring; without it nothing of hers can be read. */
@Entity('data_key')
export class DataKeyEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: string;

  @Column({ name: 'subject', type: 'text', unique: true })
  subject!: string;

  @Column({ name: 'wrapped', type: 'bytea', nullable: true })
  wrapped!: Buffer | null;

  @Column({ name: 'ring_key', type: 'text' })
  ringKey!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'destroyed_at', type: 'timestamptz', nullable: true })
  destroyedAt!: Date | null;
}
