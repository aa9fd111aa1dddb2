import { ENTRY_KINDS, LINES_KINDS, periodGraph, REFUSALS, TEMPLATES } from '#ledger';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('posting templates and the code that names them', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  const column = async (sql: string): Promise<string[]> =>
    (await database.query<{ value: string }>(sql)).map((row) => row.value);

  it('are the same kinds', async () => {
    const kinds = await column('select kind as value from ledger.entry_kind');
    expect(kinds.sort()).toEqual([...ENTRY_KINDS].sort());
    const lines = await column(`select kind as value from ledger.entry_kind where shape = 'lines'`);
    expect(lines.sort()).toEqual([...LINES_KINDS].sort());
  });

  it('have the same variants, and take the first when none is named', async () => {
    const rows = await database.query<{ kind: string; variants: string[]; first: string }>(
      `select k.kind, array_agg(distinct r.variant order by r.variant) as variants, k.variant as first
       from ledger.entry_kind k join ledger.entry_rule r using (kind)
       where k.shape = 'template' group by k.kind, k.variant`,
    );
    const stored = Object.fromEntries(rows.map((row) => [row.kind, row.variants]));
    const named = Object.fromEntries(
      Object.entries(TEMPLATES).map(([kind, variants]) => [kind, [...variants].sort()]),
    );
    expect(stored).toEqual(named);
    const firsts = Object.fromEntries(rows.map((row) => [row.kind, row.first]));
    expect(firsts).toEqual(
      Object.fromEntries(Object.entries(TEMPLATES).map(([kind, variants]) => [kind, variants[0]])),
    );
  });

  it('balance in each book and leg for every class of fund, and write at least two lines or none', async () => {
    const crooked = await database.query(
      `select kind, r.variant, class, leg, book, sum(side), count(*)
       from ledger.entry_rule r
       join ledger.entry_kind k using (kind)
       join ledger.account a on a.code = r.account
       join (values ('unrestricted'), ('restricted'), ('conditional')) f (class)
         on r.condition in ('any', f.class)
       where k.shape = 'template'
       group by kind, r.variant, class, leg, book having sum(side) <> 0 or count(*) < 2`,
    );
    expect(crooked).toEqual([]);
  });

  it('let nobody book by hand on what is owed to a person or on its way to her', async () => {
    const accounts = await column(
      `select account as value from ledger.entry_rule where kind = 'adjustment.posted'`,
    );
    expect(accounts).toContain('1110');
    for (const kept of ['1150', '1160', '2110', '2120', '9110'])
      expect(accounts).not.toContain(kept);
  });

  it('are refused with the same codes, each with a sentence', async () => {
    const codes = await column('select code as value from ledger.refusal');
    expect(codes.sort()).toEqual([...REFUSALS].sort());
    const sentences = await column('select message as value from ledger.refusal');
    expect(sentences.filter((sentence) => !/^[A-Z].{10,}\.$/.test(sentence))).toEqual([]);
  });

  it('fall into periods with the states of the graph', async () => {
    const [check] = await column(
      `select pg_get_constraintdef(oid) as value from pg_constraint
       where conrelid = 'ledger.period'::regclass and conname = 'period_state_check'`,
    );
    const stored = [...(check ?? '').matchAll(/'([a-z_]+)'/g)].map((match) => match[1]);
    expect(stored.sort()).toEqual([...periodGraph.states].sort());
  });

  it('have periods from October 2025 to December 2031 without a gap', async () => {
    const [row] = await database.query<{ first: string; last: string; gaps: string }>(
      `select min(starts_on)::text as first, max(ends_on)::text as last,
         (select count(*) from ledger.period p where p.ends_on < '2031-12-31' and not exists (
            select from ledger.period n where n.starts_on = p.ends_on + 1))::text as gaps
       from ledger.period`,
    );
    expect(row).toEqual({ first: '2025-10-01', last: '2031-12-31', gaps: '0' });
  });
});
