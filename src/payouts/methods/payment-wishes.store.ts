import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { newId, type Id } from '#kernel';
import { Database } from '#platform';
import { PaymentWishEntity } from './payment-wish.entity.js';
import type { PaymentWish, WishKind } from './payment-wish.js';

const MOST_SHOWN = 200;

/** The only way to the table of wishes. */
@Injectable()
export class PaymentWishesStore {
  constructor(private readonly database: Database) {}

  /** Null when the same is asked already. */
  async add(awardId: Id<'award'>, kind: WishKind, at: Date): Promise<Id<'wish'> | null> {
    const rows = await this.database.write<{ id: Id<'wish'> }>(
      `insert into payment_wish (id, award_id, kind, asked_at) values ($1, $2, $3, $4)
       on conflict do nothing returning id`,
      [newId('wish'), awardId, kind, at],
    );
    return rows[0]?.id ?? null;
  }

  /** Not dealt with yet, oldest first; of one award if it is named. */
  async open(awardId?: Id<'award'>): Promise<PaymentWish[]> {
    return this.database.reader.getRepository(PaymentWishEntity).find({
      where: { answeredAt: IsNull(), ...(awardId === undefined ? {} : { awardId }) },
      order: { askedAt: 'ASC', id: 'ASC' },
      take: MOST_SHOWN,
    });
  }

  /** Those that were dealt with by this: none when somebody else was faster. */
  async answer(
    awardId: Id<'award'>,
    kind: WishKind,
    by: Id<'person'>,
    at: Date,
  ): Promise<Id<'wish'>[]> {
    const rows = await this.database.write<{ id: Id<'wish'> }>(
      `update payment_wish set answered_by = $3, answered_at = $4
       where award_id = $1 and kind = $2 and answered_at is null returning id`,
      [awardId, kind, by, at],
    );
    return rows.map(({ id }) => id);
  }
}
