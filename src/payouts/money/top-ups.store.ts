import { Injectable } from '@nestjs/common';
import { Money, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import type { Purse } from '../rails/rail.js';
import type { ReturnedTopUp, TopUp, TopUpWish } from './top-up.js';

interface Row extends Omit<TopUp, 'amount'> {
  readonly minor: string;
  readonly currency: Currency;
}

/** What is kept of what somebody wrote down. */
export type NewTopUp = TopUpWish & Pick<TopUp, 'voucherId' | 'writtenBy' | 'writtenAt'>;

/** What is kept of an arrival. */
export interface NewArrival {
  readonly topUpId: Id<'topUp'>;
  readonly purse: Purse;
  /** The provider's name of the line; null when a person read its paper. */
  readonly line: string | null;
  readonly arrivedAt: Date;
  readonly bookedBy: string;
  readonly bookedAt: Date;
}

const TOP_UP = `select t.id, t.purse, t.fund, t.amount_minor::text as minor, t.currency::text,
    t.bank_reference as "bankReference", t.expected_on::text as "expectedOn", t.voucher_id as "voucherId",
    v.state as "voucherState", t.written_by as "writtenBy", t.written_at as "writtenAt",
    a.arrived_at as "arrivedAt", a.booked_by as "bookedBy", r.returned_at as "returnedAt",
    r.line as "returnLine", w.id as "returnVoucherId", w.state as "returnVoucherState"
  from top_up t join voucher v on v.id = t.voucher_id left join top_up_arrival a on a.top_up_id = t.id
    left join top_up_return r on r.top_up_id = t.id
    left join voucher w on w.key = t.id || ':provider.withdrawal'`;
const BY_ID = `${TOP_UP} where t.id = $1`;
const LATEST = `${TOP_UP}
  order by (a.top_up_id is null and v.state in ('proposed', 'posted')
      or r.top_up_id is not null and w.state is distinct from 'posted') desc, t.written_at desc, t.id limit $1`;
const ON_THE_WAY = `${TOP_UP}
  where v.state = 'posted' and a.top_up_id is null and ($1::text is null or t.purse = $1)
  order by t.expected_on, t.id`;

/** The only way to the tables of top-ups. */
@Injectable()
export class TopUpsStore {
  constructor(private readonly database: Database) {}

  /** Written twice, it is there once. */
  async add({ amount, ...topUp }: NewTopUp): Promise<void> {
    await this.database.write(
      `insert into top_up (id, voucher_id, purse, fund, currency, amount_minor, bank_reference, expected_on,
         written_by, written_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
      [
        topUp.id,
        topUp.voucherId,
        topUp.purse,
        topUp.fund,
        amount.currency,
        String(amount.minor),
        topUp.bankReference,
        topUp.expectedOn,
        topUp.writtenBy,
        topUp.writtenAt,
      ],
    );
  }

  async find(id: Id<'topUp'>): Promise<TopUp | null> {
    const [row] = await this.database.query<Row>(BY_ID, [id]);
    return row ? topUpFrom(row) : null;
  }

  /** What is not there yet, or came back, first; then the newest. */
  async latest(limit: number): Promise<TopUp[]> {
    const rows = await this.database.query<Row>(LATEST, [limit]);
    return rows.map(topUpFrom);
  }

  /** Left the bank and not there yet, to one purse or to all. */
  async onTheWay(purse: Purse | null): Promise<TopUp[]> {
    const rows = await this.database.query<Row>(ON_THE_WAY, [purse]);
    return rows.map(topUpFrom);
  }

  /** False when it is there already, or when the line stands for another one. */
  async addArrival(arrival: NewArrival): Promise<boolean> {
    const { topUpId, purse, line, arrivedAt, bookedBy, bookedAt } = arrival;
    const rows = await this.database.write(
      `insert into top_up_arrival (top_up_id, purse, line, arrived_at, booked_by, booked_at)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning top_up_id`,
      [topUpId, purse, line, arrivedAt, bookedBy, bookedAt],
    );
    return rows.length === 1;
  }

  /** False when it was noticed before. */
  async addReturn(returned: ReturnedTopUp, now: Date): Promise<boolean> {
    const { topUpId, purse, line, returnedAt } = returned;
    const rows = await this.database.write(
      `insert into top_up_return (top_up_id, purse, line, returned_at, noticed_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing returning top_up_id`,
      [topUpId, purse, line, returnedAt, now],
    );
    return rows.length === 1;
  }

  /** Notes that finance is told of what should have been there before `today`; returns how many are news. */
  async remind(today: string, now: Date): Promise<number> {
    const rows = await this.database.write(
      `insert into top_up_reminder (top_up_id, told_at)
       select t.id, $2 from top_up t join voucher v on v.id = t.voucher_id
         left join top_up_arrival a on a.top_up_id = t.id
       where v.state = 'posted' and a.top_up_id is null and t.expected_on < $1::date
       on conflict do nothing returning top_up_id`,
      [today, now],
    );
    return rows.length;
  }
}

function topUpFrom({ minor, currency, ...row }: Row): TopUp {
  return { ...row, amount: Money.of(BigInt(minor), currency) };
}
