import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, newId, type Currency, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { ExchangeRatesStore, type ExchangeRate } from './exchange-rates.store.js';
import { isCalendarDate } from './fund.js';
import { rateInvalid, rateSamePerson, rateStands, rateUnknown } from './ledger.errors.js';
import { HOME_CURRENCY } from './revaluation.js';

/** What a person read in a source. */
export type NewRate = Pick<ExchangeRate, 'currency' | 'onDate' | 'rate' | 'source'>;

const RATE = /^[0-9]{1,9}(\.[0-9]{1,9})?$/;

/** Exchange rates, entered by one person and confirmed by another. A currency itself is added by a migration only. */
@Injectable()
export class ExchangeRates {
  constructor(
    private readonly store: ExchangeRatesStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The latest fifty, newest day first. */
  async latest(): Promise<ExchangeRate[]> {
    return this.store.latest();
  }

  /** Throws `RATE_UNKNOWN` (not_found). */
  async get(id: Id<'exchangeRate'>): Promise<ExchangeRate> {
    const found = await this.store.find(id);
    if (found === null) throw rateUnknown();
    return found;
  }

  /** Throws `RATE_INVALID` (invalid). */
  async enter(rate: NewRate, actor: string): Promise<void> {
    check(rate);
    const id = newId('exchangeRate');
    await this.unitOfWork.run(async () => {
      await this.store.add({ ...rate, id, enteredBy: actor, enteredAt: this.clock.now() });
      await this.audit.record({
        kind: 'act',
        act: 'RateEntered',
        actor,
        subject: id,
        details: { currency: rate.currency, on: rate.onDate, rate: rate.rate },
      });
    });
  }

  /** Throws `RATE_SAME_PERSON` or `RATE_STANDS` (conflict). */
  async confirm(id: Id<'exchangeRate'>, actor: string): Promise<void> {
    const rate = await this.get(id);
    if (rate.enteredBy === actor) throw rateSamePerson();
    await this.unitOfWork.run(async () => {
      if (!(await this.store.confirm(rate, actor, this.clock.now()))) throw rateStands();
      await this.audit.record({
        kind: 'decision',
        act: 'RateConfirmed',
        actor,
        subject: id,
        details: { currency: rate.currency, on: rate.onDate, rate: rate.rate },
      });
    });
  }
}

function check({ currency, onDate, rate, source }: NewRate): void {
  if ((currency satisfies Currency) === HOME_CURRENCY) {
    throw rateInvalid(`The books are kept in ${HOME_CURRENCY}: choose another currency.`);
  }
  if (!isCalendarDate(onDate)) throw rateInvalid('Write the day like 2026-01-31.');
  if (!RATE.test(rate) || !/[1-9]/.test(rate)) {
    throw rateInvalid('Write the rate as a decimal number above zero, like 0.0541.');
  }
  if (source.length < 3 || source.length > 100) {
    throw rateInvalid('Say where the rate was read, in 3 to 100 characters.');
  }
}
