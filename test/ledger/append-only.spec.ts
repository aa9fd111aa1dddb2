import { Client } from 'pg';
import { anOrder, openBooks, type Books } from './bookkeeping.js';

const TABLES = [
  'account',
  'award_balance',
  'balance',
  'currency',
  'entry',
  'entry_kind',
  'entry_rule',
  'fund',
  'period',
  'period_balance',
  'posting',
  'refusal',
] as const;

/** A change of each table that would go through if nothing stood in its way. */
const UPDATES: Readonly<Record<(typeof TABLES)[number], string>> = {
  account: `floor = 'none'`,
  award_balance: 'amount = amount + 1',
  balance: 'debits = debits + 1',
  currency: 'exponent = 3',
  entry: `actor = 'per_other'`,
  entry_kind: 'two_person = false',
  entry_rule: 'side = -side',
  fund: `restriction = 'none'`,
  period: `state = 'open'`,
  period_balance: 'debits = 0',
  posting: 'amount = amount + 1',
  refusal: `message = 'Allowed.'`,
};

describe('the walls around the books', () => {
  let books: Books;
  let service: Client;

  beforeAll(async () => {
    books = await openBooks();
    await books.must(anOrder('fund.received.unrestricted'));
    service = new Client({ connectionString: books.database.serviceUrl });
    await service.connect();
  });
  afterAll(async () => {
    await service.end();
    await books.stop();
  });

  it('stand around every table of the books', async () => {
    const rows = await books.database.query<{ name: string }>(
      `select tablename::text as name from pg_tables where schemaname = 'ledger' order by 1`,
    );
    expect(rows.map((row) => row.name)).toEqual([...TABLES]);
  });

  it.each(TABLES)('let the service read ledger.%s and change nothing in it', async (table) => {
    const readable = `select count(*) from ledger.${table}`;
    await expect(service.query(readable)).resolves.toBeDefined();
    for (const statement of [
      `insert into ledger.${table} default values`,
      `update ledger.${table} set ${UPDATES[table]}`,
      `delete from ledger.${table}`,
      `truncate ledger.${table}`,
    ]) {
      await expect(service.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    for (const statement of [
      `alter table ledger.${table} disable trigger all`,
      `drop table ledger.${table}`,
    ]) {
      await expect(service.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it.each(
    TABLES.filter((table) => !['balance', 'award_balance', 'period', 'refusal'].includes(table)),
  )('refuse even the owner an update of ledger.%s', async (table) => {
    const statement = `update ledger.${table} set ${UPDATES[table]}`;
    await expect(books.database.query(statement)).rejects.toMatchObject({ code: '55000' });
  });

  it.each(['balance', 'award_balance', 'period'] as const)(
    'refuse even the owner an update of ledger.%s outside its function',
    async (table) => {
      const statement = `update ledger.${table} set ${UPDATES[table]}`;
      await expect(books.database.query(statement)).rejects.toMatchObject({ code: '55000' });
    },
  );

  it.each(TABLES)('refuse even the owner to remove rows of ledger.%s', async (table) => {
    for (const statement of [`delete from ledger.${table}`, `truncate ledger.${table} cascade`]) {
      await expect(books.database.query(statement)).rejects.toMatchObject({ code: '55000' });
    }
  });

  it('refuse even the owner a line or an entry written by hand', async () => {
    for (const statement of [
      `insert into ledger.posting values (1, 9, '1010', 'GEN', 'USD', 5)`,
      `insert into ledger.balance (account, fund, currency) values ('1050', 'GEN', 'USD')`,
      `insert into ledger.entry (kind, effective_on, period, idempotency_key, body_digest, actor)
         values ('provider.fee', '2026-01-15', '2026-01', 'by-hand-0001', '', 'per_a')`,
      `do $$ begin insert into ledger.posting values (1, 9, '1010', 'GEN', 'USD', 5); end $$`,
    ]) {
      await expect(books.database.query(statement)).rejects.toMatchObject({ code: '55000' });
    }
  });

  it('open for the service only through the posting functions', async () => {
    const { rows } = await service.query<{ name: string }>(
      `select p.proname::text as name from pg_proc p
       where p.pronamespace = 'ledger'::regnamespace and has_function_privilege(p.oid, 'execute')
           and p.provolatile = 'v' order by 1`,
    );
    expect(rows.map((row) => row.name)).toEqual([
      'close_period',
      'extend_periods',
      'open_fund',
      'post_entries',
      'post_one',
      'rehearse_entry',
      'soft_close_period',
    ]);
  });

  it('face one login alone, and give it no way around them', async () => {
    const logins = await books.database.query<{ name: string }>(
      `select rolname::text as name from pg_roles where rolcanlogin and not rolsuper`,
    );
    expect(logins).toEqual([{ name: 'fund_service' }]);
    for (const statement of [
      'set role fund_owner',
      `set session_replication_role = 'replica'`,
      'alter role fund_service superuser',
      'create function ledger.post_entries(text) returns void language sql as $$ $$',
      'create or replace function ledger.only_from() returns trigger language plpgsql as $$ begin return null; end $$',
      'create trigger mine before insert on ledger.posting execute function ledger.only_from()',
      'create schema mine',
    ]) {
      await expect(service.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('are not led astray by tables and functions a caller puts in their way', async () => {
    await service.query(`create temp table entry_kind (kind text)`);
    await service.query(`create temp table balance (account text)`);
    await service.query('set search_path = pg_temp, ledger, public');
    const { rows } = await service.query<{ status: string }>(
      `select status from ledger.post_entries($1)`,
      [
        JSON.stringify([
          {
            key: 'led-astray-0001',
            kind: 'provider.fee',
            fund: 'GEN',
            amount: '1',
            currency: 'USD',
            actor: 'per_a',
            today: '2026-01-15',
          },
        ]),
      ],
    );
    expect(rows).toEqual([{ status: 'posted' }]);
  });
});
