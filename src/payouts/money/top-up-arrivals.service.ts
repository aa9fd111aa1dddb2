import { Injectable } from '@nestjs/common';
import { Clock, DomainError, invariant, utcDate, type Id } from '#kernel';
import { BooksService, FundingService } from '#ledger';
import { UnitOfWork } from '#platform';
import { RailShortages } from '../sending/rail-shortages.service.js';
import type { FundingLine, TopUp } from './top-up.js';
import { TopUpsStore } from './top-ups.store.js';

/** Cash that left the bank and is not at a provider yet. */
const ON_ITS_WAY = '1050';

/** How it is known: by a line of the provider's books, or by a person who read on its paper that it came on a day. */
export type Sign =
  { readonly line: FundingLine } | { readonly by: Id<'person'>; readonly on: string };

/** Money that is there is booked once, and what waited for it goes on at once. */
@Injectable()
export class TopUpArrivals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: TopUpsStore,
    private readonly books: BooksService,
    private readonly funding: FundingService,
    private readonly shortages: RailShortages,
    private readonly clock: Clock,
  ) {}

  /**
   * Books that it is there; false when that was done before, or when the line stands for another one. Throws
   * `NOTHING_ON_ITS_WAY` or the books' refusal (conflict); for what never left the bank the database refuses.
   */
  async book(topUp: TopUp, sign: Sign): Promise<boolean> {
    const { id, purse, fund, amount } = topUp;
    invariant(purse !== 'bank', 'Our own bank is where top-ups come from.');
    const found = 'line' in sign ? sign.line : null;
    const bookedBy = 'line' in sign ? 'system' : sign.by;
    const on = 'line' in sign ? utcDate(sign.line.effectiveAt) : sign.on;
    return this.unitOfWork.run(async () => {
      const isNew = await this.store.addArrival({
        topUpId: id,
        purse,
        line: found?.entryId ?? null,
        arrivedAt: found?.effectiveAt ?? new Date(`${on}T00:00:00Z`),
        bookedBy,
        bookedAt: this.clock.now(),
      });
      if (!isNew) return false;
      const onItsWay = await this.books.accountBalance(ON_ITS_WAY, amount.currency, fund);
      if (amount.isMoreThan(onItsWay)) throw nothingOnItsWay();
      const order = { key: `${id}:provider.funding.arrived`, fund, amount, actor: bookedBy };
      const about = { sourceRef: found?.entryId ?? id, effectiveOn: on };
      await this.funding.arriveAtProvider({ ...order, ...about }, purse);
      await this.shortages.endOf(purse);
      return true;
    });
  }
}

const nothingOnItsWay = (): DomainError =>
  new DomainError(
    'conflict',
    'NOTHING_ON_ITS_WAY',
    'The books say that less is on its way for this fund. Somebody may have booked the arrival by hand: look at it under "Books", and take that entry back first.',
  );
