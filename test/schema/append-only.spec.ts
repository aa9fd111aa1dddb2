import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** What the service may never do to a table, whatever happens to its code. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  audit_event: [
    'update audit_event set act = $$X$$',
    'delete from audit_event',
    'truncate audit_event',
  ],
  leaf: ['update leaf set seq = 9', 'delete from leaf', 'truncate leaf'],
  log_node: ['update log_node set idx = 9', 'delete from log_node', 'truncate log_node'],
  log_key: ['update log_key set number = 9', 'delete from log_key'],
  checkpoint: ['update checkpoint set note = $$x$$', 'delete from checkpoint'],
  cosignature: ['update cosignature set line = $$x$$', 'delete from cosignature'],
  witness: ['update witness set vkey = $$x$$', 'delete from witness'],
  verification_run: [
    'update verification_run set asked_by = $$x$$',
    'delete from verification_run',
  ],
  duty: ['update duty set part = $$approve$$', 'delete from duty', 'truncate duty'],
  approval: ['update approval set as_director = true', 'delete from approval', 'truncate approval'],
  review: ['update review set score = 0', 'delete from review', 'truncate review'],
  policy_version: ['update policy_version set number = 9', 'delete from policy_version'],
  answer_given: ['update answer_given set reason_code = $$x$$', 'delete from answer_given'],
  statement_line: ['update statement_line set amount_minor = 1', 'delete from statement_line'],
  voucher: [
    'update voucher set body = $${}$$',
    'update voucher set proposed_by = $$x$$',
    'delete from voucher',
    'truncate voucher',
  ],
  payout: ['delete from payout', 'truncate payout'],
  payout_attempt: ['delete from payout_attempt', 'truncate payout_attempt'],
};

describe('the login of the service', () => {
  let database: TestDatabase;
  let service: pg.Client;
  beforeAll(async () => {
    database = await freshDatabase();
    service = new pg.Client({ connectionString: database.serviceUrl });
    await service.connect();
  });
  afterAll(async () => {
    await service.end();
    await database.drop();
  });

  const statements = Object.entries(NEVER).flatMap(([table, list]) =>
    list.map((sql) => [table, sql] as const),
  );

  it.each(statements)('is refused on %s: %s', async (_table, sql) => {
    await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    'alter table audit_event disable trigger all',
    'drop table audit_event',
    'set role fund_owner',
    'create table public.mine (x int)',
    'alter role fund_service superuser',
    `create function public.f() returns int language sql as 'select 1'`,
  ])('is refused: %s', async (sql) => {
    await expect(service.query(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^42/) });
  });

  it('cannot read what it does not need to', async () => {
    await expect(service.query('select * from migration')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the owner of the tables', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await database.query(
      `insert into audit_event (kind, act, actor, subject) values ('act', 'Tested', 'system', 'nothing')`,
    );
  });
  afterAll(() => database.drop());

  it.each([
    'update audit_event set act = $$X$$',
    'delete from audit_event',
    'truncate audit_event',
  ])('is stopped by a trigger: %s', async (sql) => {
    await expect(database.query(sql)).rejects.toMatchObject({ code: '55000' });
  });
});
