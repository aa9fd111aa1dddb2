import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import type { AttemptState } from './attempt.states.js';

@Entity('payout_attempt')
export class AttemptEntity {
  @PrimaryColumn({ name: 'payout_id', type: 'text' })
  payoutId!: Id<'payout'>;

  @PrimaryColumn({ name: 'n', type: 'integer' })
  n!: number;

  @Column({ name: 'key', type: 'text', unique: true })
  key!: string;

  @Column({ name: 'body_digest', type: 'bytea' })
  bodyDigest!: Buffer;

  @Column({ name: 'state', type: 'text' })
  state!: AttemptState;

  /** Told by its state. At most one of a payout's attempts is open. */
  @Column({
    name: 'is_open',
    type: 'boolean',
    generatedType: 'STORED',
    asExpression: `state not in ('rejected', 'succeeded', 'failed', 'returned')`,
  })
  isOpen!: boolean;

  @Column({ name: 'first_sent_at', type: 'timestamptz', nullable: true })
  firstSentAt!: Date | null;

  @Column({ name: 'last_sent_at', type: 'timestamptz', nullable: true })
  lastSentAt!: Date | null;

  @Column({ name: 'last_code', type: 'text', nullable: true })
  lastCode!: string | null;

  @Column({ name: 'provider_ref', type: 'text', nullable: true, unique: true })
  providerRef!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}
