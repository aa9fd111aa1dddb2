import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import { bigintColumn } from '#platform';
import type { CardState } from './card.states.js';

@Entity('payout_card')
export class PayoutCardEntity {
  @PrimaryColumn({ name: 'payout_id', type: 'text' })
  payoutId!: Id<'payout'>;

  @Column({ name: 'state', type: 'text' })
  state!: CardState;

  @Column({ name: 'label_sealed', type: 'bytea' })
  labelSealed!: Buffer;

  @Column({ name: 'spent_minor', type: 'bigint', transformer: bigintColumn })
  spentMinor!: bigint;

  @Column({ name: 'overspent_minor', type: 'bigint', default: 0, transformer: bigintColumn })
  overspentMinor!: bigint;

  @Column({ name: 'returned_minor', type: 'bigint', default: 0, transformer: bigintColumn })
  returnedMinor!: bigint;

  @Column({ name: 'looked_at', type: 'timestamptz' })
  lookedAt!: Date;
}
