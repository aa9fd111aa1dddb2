import type { Id } from '#kernel';

/** What a person can ask of finance about her payments: another way than those on offer. */
export type WishKind = 'find_a_way';

/** Something she asked for, until somebody of finance has dealt with it. */
export interface PaymentWish {
  readonly id: Id<'wish'>;
  readonly awardId: Id<'award'>;
  readonly kind: WishKind;
  readonly askedAt: Date;
}
