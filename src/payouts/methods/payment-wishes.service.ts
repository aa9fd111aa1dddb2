import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import type { PaymentWish, WishKind } from './payment-wish.js';
import { PaymentWishesStore } from './payment-wishes.store.js';

/** What people ask of finance about their payments. It never lapses: somebody deals with it. */
@Injectable()
export class PaymentWishes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: PaymentWishesStore,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Asking twice is one wish. */
  async ask(awardId: Id<'award'>, kind: WishKind, applicantId: Id<'applicant'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const id = await this.store.add(awardId, kind, this.clock.now());
      if (id === null) return;
      const details = { wish: id, kind };
      await this.audit.record({
        kind: 'act',
        act: 'PaymentWishMade',
        actor: applicantId,
        subject: awardId,
        details,
      });
    });
  }

  /** What waits for finance, oldest first; of one award if it is named. */
  async open(awardId?: Id<'award'>): Promise<PaymentWish[]> {
    return this.store.open(awardId);
  }

  /** Somebody of finance has dealt with it. Safe to repeat. */
  async answer(awardId: Id<'award'>, kind: WishKind, by: Id<'person'>): Promise<void> {
    await this.unitOfWork.run(async () => {
      for (const wish of await this.store.answer(awardId, kind, by, this.clock.now())) {
        await this.audit.record({
          kind: 'act',
          act: 'PaymentWishAnswered',
          actor: by,
          subject: awardId,
          details: { wish, kind },
        });
      }
    });
  }
}
