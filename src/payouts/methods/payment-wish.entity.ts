import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id } from '#kernel';
import type { WishKind } from './payment-wish.js';

@Entity('payment_wish')
export class PaymentWishEntity {
  @PrimaryColumn({ name: 'id', type: 'text' })
  id!: Id<'wish'>;

  @Column({ name: 'award_id', type: 'text' })
  awardId!: Id<'award'>;

  @Column({ name: 'kind', type: 'text' })
  kind!: WishKind;

  @Column({ name: 'asked_at', type: 'timestamptz' })
  askedAt!: Date;

  @Column({ name: 'answered_by', type: 'text', nullable: true })
  answeredBy!: Id<'person'> | null;

  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true })
  answeredAt!: Date | null;
}
