import { GRAPHS } from '../../src/cli/docs/graphs.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** The table whose `state` column a graph rules. */
const TABLES: Readonly<Record<string, string>> = {
  application: 'application',
  assignment: 'review_assignment',
  determination: 'determination',
  award: 'award',
  instalment: 'instalment',
  method: 'payout_method',
  batch: 'payout_batch',
  payout: 'payout',
  attempt: 'payout_attempt',
  'manual-payment': 'manual_payment',
  card: 'payout_card',
  break: 'reconciliation_break',
  'follow-up': 'follow_up',
  grievance: 'grievance',
  message: 'message',
  period: 'ledger.period',
  export: 'export_job',
  voucher: 'voucher',
};

describe('the states in the database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
  });

  afterAll(async () => {
    await database.drop();
  });

  it.each(Object.entries(GRAPHS))('equal the graph of %s', async (name, graph) => {
    const rows = await database.query<{ definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
       where conrelid = $1::regclass and contype = 'c' and pg_get_constraintdef(oid) like 'CHECK ((state = ANY%'`,
      [TABLES[name]],
    );
    expect(rows).toHaveLength(1);
    const states = [...(rows[0]?.definition ?? '').matchAll(/'([a-z_]+)'/g)].map(
      ([, state]) => state,
    );
    expect([...states].sort()).toEqual([...graph.states].sort());
  });

  it('belong to a graph wherever a table has a state', async () => {
    const rows = await database.query<{ table: string }>(
      `select case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as "table"
       from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
       join pg_namespace n on n.oid = c.relnamespace
       where a.attname = 'state' and n.nspname in ('public', 'ledger') order by 1`,
    );
    const known = [...Object.values(TABLES), 'job_run'];
    expect(rows.map(({ table }) => table).sort()).toEqual(known.sort());
  });
});
