import { Injectable } from '@nestjs/common';
import { parseCurrency, type Currency, type Id } from '#kernel';
import { Database } from '#platform';

/** A rate somebody read: units of the home currency for one unit of `currency`, as decimal text. */
export interface ExchangeRate {
  readonly id: Id<'exchangeRate'>;
  readonly currency: Currency;
  readonly onDate: string;
  readonly rate: string;
  readonly source: string;
  readonly enteredBy: string;
  readonly enteredAt: Date;
  /** Null until a second person has looked. */
  readonly confirmedBy: string | null;
}

const RATE = `select r.id, r.currency, r.on_date::text as "onDate", r.rate, r.source, r.entered_by as "enteredBy",
    r.entered_at as "enteredAt", c.confirmed_by as "confirmedBy"
  from exchange_rate r left join exchange_rate_confirmation c on c.rate_id = r.id`;
const LATEST = `${RATE} order by r.on_date desc, r.entered_at desc limit 50`;
const ONE = `${RATE} where r.id = $1`;
const STANDING = `${RATE}
  where c.rate_id is not null and r.currency = $1 and r.on_date <= $2::date and r.on_date > $2::date - 7
  order by r.on_date desc limit 1`;

/** Rates and their confirmations: entered once, confirmed once, never changed. */
@Injectable()
export class ExchangeRatesStore {
  constructor(private readonly database: Database) {}

  async add(rate: Omit<ExchangeRate, 'confirmedBy'>): Promise<void> {
    await this.database.write(
      `insert into exchange_rate (id, currency, on_date, rate, source, entered_by, entered_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [rate.id, rate.currency, rate.onDate, rate.rate, rate.source, rate.enteredBy, rate.enteredAt],
    );
  }

  /** False when a rate stands for that currency and day. */
  async confirm(rate: ExchangeRate, by: string, now: Date): Promise<boolean> {
    const rows = await this.database.write(
      `insert into exchange_rate_confirmation
         (rate_id, currency, on_date, entered_by, confirmed_by, confirmed_at)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning rate_id`,
      [rate.id, rate.currency, rate.onDate, rate.enteredBy, by, now],
    );
    return rows.length > 0;
  }

  async find(id: Id<'exchangeRate'>): Promise<ExchangeRate | null> {
    const [row] = await this.database.query<ExchangeRate>(ONE, [id]);
    return row ?? null;
  }

  /** The latest fifty, newest day first. */
  async latest(): Promise<ExchangeRate[]> {
    return this.database.query<ExchangeRate>(LATEST);
  }

  /** The confirmed rate of the seven days up to and including a day that is nearest to it. */
  async standing(currency: Currency, day: string): Promise<ExchangeRate | null> {
    const [row] = await this.database.query<ExchangeRate>(STANDING, [currency, day]);
    return row ?? null;
  }

  /** What stands on fx-clearing at the end of a day, per fund and currency, without zeros. */
  async clearingLegs(day: string): Promise<{ fund: string; currency: Currency; minor: bigint }[]> {
    const rows = await this.database.query<{ fund: string; currency: string; amount: string }>(
      `select p.fund, p.currency, sum(p.amount) as amount
       from ledger.posting p join ledger.entry e on e.seq = p.entry_seq
       where p.account = '1990' and e.effective_on <= $1
       group by p.fund, p.currency having sum(p.amount) <> 0 order by p.fund, p.currency`,
      [day],
    );
    return rows.map(({ fund, currency, amount }) => ({
      fund,
      currency: parseCurrency(currency),
      minor: BigInt(amount),
    }));
  }
}
