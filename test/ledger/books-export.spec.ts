import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { BooksExport, BooksService } from '#ledger';
import { CopyStore } from '../../src/ledger/copy.store.js';
import { anOrder, openBooks, usd, type Books } from './bookkeeping.js';
import { wholeLife } from './whole-life.js';

/** A strict reader of RFC 4180: quotes only where they are needed, CR LF or LF between rows. */
function readCsv(csv: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;
  while (cell.lastIndex < csv.length) {
    const match = cell.exec(csv);
    if (match === null) throw new Error(`Not CSV at ${String(cell.lastIndex)}.`);
    const [, raw = '', end] = match;
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end !== ',' && cell.lastIndex < csv.length) rows.push([]);
  }
  const [header = [], ...body] = rows;
  for (const row of body) expect(row).toHaveLength(header.length);
  return body.map((row) => Object.fromEntries(header.map((name, n) => [name, row[n] ?? ''])));
}

/** Cents of an exact decimal with two places. */
const cents = (decimal: string | undefined): bigint => {
  expect(decimal).toMatch(/^-?[0-9]+\.[0-9]{2}$/);
  return BigInt((decimal ?? '').replace('.', ''));
};

describe('the books as CSV', () => {
  let books: Books;
  let exporter: BooksExport;

  beforeAll(async () => {
    books = await openBooks();
    exporter = books.get(BooksExport);
    await books.must(...wholeLife());
    await books.must(
      anOrder('provider.fee', {
        amount: usd(5),
        effectiveOn: '2026-03-01',
        sourceRef: '=HYPERLINK("x")',
        reason: '-2+3, "quoted"\nnext line',
      }),
    );
  });
  afterAll(() => books.stop());

  it('hold every line of the journal, in order, exactly', async () => {
    const rows = readCsv(await text(await exporter.generalLedger({ actor: 'per_auditor' })));
    const [count] = await books.database.query<{ lines: string; sum: string }>(
      'select count(*)::text as lines, sum(greatest(amount, 0))::text as sum from ledger.posting',
    );
    expect(String(rows.length)).toBe(count?.lines);
    const debits = rows.reduce((sum, row) => sum + cents(row['debit']), 0n);
    expect(String(debits)).toBe(count?.sum);
    for (const row of rows)
      expect(cents(row['amount'])).toBe(cents(row['debit']) - cents(row['credit']));
    const order = rows.map((row) => [Number(row['entry']), Number(row['line'])]);
    expect(
      [...order].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0)),
    ).toEqual(order);
    expect(rows[0]).toMatchObject({
      effective_on: '2026-01-02',
      kind: 'fund.received.unrestricted',
    });
    expect(rows[0]?.['posted_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it('cannot run in a spreadsheet, and keep negative amounts intact', async () => {
    const rows = readCsv(
      await text(
        await exporter.generalLedger({
          actor: 'per_auditor',
          from: '2026-03-01',
          to: '2026-03-31',
        }),
      ),
    );
    expect(rows.map((row) => [row['amount'], row['source_ref'], row['reason']])).toEqual([
      ['0.05', `'=HYPERLINK("x")`, `'-2+3, "quoted"\nnext line`],
      ['-0.05', `'=HYPERLINK("x")`, `'-2+3, "quoted"\nnext line`],
    ]);
  });

  it('agree with the trial balance on the page, per fund and per day', async () => {
    const read = books.get(BooksService);
    for (const question of [{}, { fund: 'RES26' }, { to: '2026-01-31' }]) {
      const rows = readCsv(
        await text(await exporter.trialBalance({ actor: 'per_auditor', ...question })),
      );
      const { to, ...fund } = { to: undefined, ...question };
      const shown = await read.trialBalance({ ...fund, ...(to === undefined ? {} : { asOf: to }) });
      expect(rows.map((row) => [row['account'], row['fund'], row['currency'], row['net']])).toEqual(
        shown.map((row) => [row.account.code, row.fund, row.currency, row.net.toDecimal()]),
      );
    }
  });

  it('are recorded with who asked for what, before the first byte', async () => {
    const stream = await exporter.generalLedger({ actor: 'per_curious', fund: 'GEN' });
    const [event] = await books.database.query(
      `select kind, act, subject, details ->> 'fund' as fund from audit_event where actor = 'per_curious'`,
    );
    expect(event).toEqual({
      kind: 'export',
      act: 'BooksExported',
      subject: 'export:general_ledger',
      fund: 'GEN',
    });
    await text(stream);
  });

  it('quote what a caller asks for', async () => {
    const rows = readCsv(
      await text(await exporter.generalLedger({ actor: 'per_auditor', fund: `GEN' or '1'='1` })),
    );
    expect(rows).toEqual([]);
    await expect(
      exporter.generalLedger({ actor: 'per_auditor', from: `2026-01-01' or true --` }),
    ).rejects.toMatchObject({ code: 'DATE_INVALID' });
  });

  it('survive a database that ends the connection while the reader is still slow', async () => {
    const stream = await books.get(CopyStore).stream({}, () => 'select 1 as one');
    const waiting = `select pid from pg_stat_activity
      where datname = current_database() and query ilike 'copy (select 1 %'
        and state = 'idle in transaction'`;
    while ((await books.database.query(waiting)).length === 0) await setTimeout(10);
    const end = `select pg_terminate_backend(pid) from (${waiting}) t`;
    await books.database.query(end);
    await setTimeout(100);
    await text(stream).catch(() => undefined);
    const next = readCsv(await text(await exporter.generalLedger({ actor: 'per_lucky' })));
    expect(next.length).toBeGreaterThan(0);
  });

  it('give the connection back, also when the reader goes away half-way', async () => {
    for (let n = 0; n < 15; n += 1) {
      const stream = await exporter.generalLedger({ actor: 'per_auditor' });
      if (n % 2 === 0) await text(stream);
      else stream.destroy();
    }
    expect((await books.get(BooksService).funds()).length).toBe(3);
  });
});
