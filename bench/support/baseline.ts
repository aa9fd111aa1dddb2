import { invariant } from '#kernel';
import type { Stage } from './stage.js';

/**
 * How most ledgers on PostgreSQL post: one function call per transfer of two lines, which locks both balances in
 * order, moves them and writes the transfer with its lines. No funds, kinds, budgets, awards or periods.
 */
export async function makeBaseline(stage: Stage, accounts: number): Promise<void> {
  await stage.owner.query(`create schema baseline;
    create table baseline.account (
      id bigint primary key, balance bigint not null default 0, version bigint not null default 0
    ) with (fillfactor = 70);
    create table baseline.transfer (
      id bigint generated always as identity primary key, key text not null unique,
      created_at timestamptz not null default clock_timestamp());
    create table baseline.line (
      transfer_id bigint not null references baseline.transfer, account_id bigint not null, amount bigint not null,
      primary key (transfer_id, account_id));
    create index on baseline.line (account_id, transfer_id);
    create function baseline.post(p_key text, p_from bigint, p_to bigint, p_amount bigint) returns bigint
      language plpgsql as $$
    declare
      number bigint;
    begin
      perform from baseline.account where id in (p_from, p_to) order by id for no key update;
      insert into baseline.transfer (key) values (p_key) returning id into number;
      insert into baseline.line values (number, p_from, -p_amount), (number, p_to, p_amount);
      update baseline.account set balance = balance - p_amount, version = version + 1 where id = p_from;
      update baseline.account set balance = balance + p_amount, version = version + 1 where id = p_to;
      return number;
    end $$`);
  await stage.owner.query(
    'insert into baseline.account (id) select * from generate_series(1, $1::integer)',
    [accounts],
  );
}

/** Throws when the baseline lost a cent: its number would not count either. */
export async function expectSoundBaseline(stage: Stage): Promise<void> {
  const { rowCount } = await stage.owner.query(
    `select a.id from baseline.account a left join baseline.line l on l.account_id = a.id
     group by a.id having a.balance <> coalesce(sum(l.amount), 0)`,
  );
  invariant(rowCount === 0, 'The balances of the baseline are the sums of its lines.');
}
