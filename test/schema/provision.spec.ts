import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('a database made from nothing', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  it('belongs to an owner that nobody logs in as', async () => {
    const owners = await database.query<{ owner: string }>(
      `select distinct tableowner as owner from pg_tables where schemaname in ('public', 'ledger')`,
    );
    expect(owners).toEqual([{ owner: 'fund_owner' }]);
    const [role] = await database.query<{ login: boolean }>(
      `select rolcanlogin as login from pg_roles where rolname = 'fund_owner'`,
    );
    expect(role).toEqual({ login: false });
  });
});
