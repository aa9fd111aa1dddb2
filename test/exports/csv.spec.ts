import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Exporter } from '#exports';
import { newId } from '#kernel';
import { BooksService } from '#ledger';
import { anOrder, usd } from '../ledger/bookkeeping.js';
import { wholeLife } from '../ledger/whole-life.js';
import { cents, readCsv } from './readers/csv.js';
import { EVERYTHING, newFolder, openWorkshop, readFolder, type Workshop } from './workshop.js';

describe('the books as CSV', () => {
  let shop: Workshop;

  beforeAll(async () => {
    shop = await openWorkshop();
    await shop.must(...wholeLife());
  });
  afterAll(() => shop.stop());

  it('hold every line of the journal, in order, exactly', async () => {
    const rows = readCsv((await shop.make('csv'))['general-ledger.csv'] ?? '');
    const [count] = await shop.database.query<{ lines: string; sum: string }>(
      'select count(*)::text as lines, sum(greatest(amount, 0))::text as sum from ledger.posting',
    );
    expect(String(rows.length)).toBe(count?.lines);
    const debits = rows.reduce((sum, row) => sum + cents(row['debit']), 0n);
    expect(String(debits)).toBe(count?.sum);
    for (const row of rows)
      expect(BigInt(row['amount_minor'] ?? '')).toBe(cents(row['debit']) - cents(row['credit']));
    const places = rows.map((row) => Number(row['entry']) * 1000 + Number(row['line']));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(rows[0]).toMatchObject({
      effective_on: '2026-01-02',
      kind: 'fund.received.unrestricted',
      account_name: 'bank-operating',
    });
    expect(rows[0]?.['posted_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it('agree with the trial balance on the page, per fund and per day', async () => {
    const read = shop.get(BooksService);
    for (const { fund, to } of [
      { fund: null, to: EVERYTHING.to },
      { fund: 'RES26', to: EVERYTHING.to },
      { fund: null, to: '2026-01-10' },
    ]) {
      const rows = readCsv((await shop.make('csv', { fund, to }))['trial-balance.csv'] ?? '');
      const shown = await read.trialBalance({ asOf: to, ...(fund === null ? {} : { fund }) });
      expect(rows.map((row) => [row['account'], row['fund'], row['currency'], row['net']])).toEqual(
        shown.map((row) => [row.account.code, row.fund, row.currency, row.net.toDecimal()]),
      );
    }
  });

  it('come with a manifest that anybody can check', async () => {
    const files = await shop.make('csv', { fund: 'GEN' });
    const manifest = JSON.parse(files['manifest.json'] ?? '') as {
      files: { file: string; rows: number; bytes: number; sha256: string }[];
      control_totals: { currency: string; lines: string; debit: string; credit: string }[];
      filter: object;
    };
    expect(manifest.files.map(({ file }) => file).sort()).toEqual(
      Object.keys(files)
        .filter((name) => name !== 'manifest.json')
        .sort(),
    );
    for (const { file, rows, bytes, sha256 } of manifest.files) {
      const text = files[file] ?? '';
      expect(readCsv(text)).toHaveLength(rows);
      expect(Buffer.byteLength(text)).toBe(bytes);
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
    }
    const rows = readCsv(files['general-ledger.csv'] ?? '');
    for (const { currency, lines, debit, credit } of manifest.control_totals) {
      const own = rows.filter((row) => row['currency'] === currency);
      expect(String(own.length)).toBe(lines);
      expect(own.reduce((sum, row) => sum + cents(row['debit']), 0n)).toBe(cents(debit));
      expect(own.reduce((sum, row) => sum + cents(row['credit']), 0n)).toBe(cents(credit));
    }
    expect(manifest.filter).toEqual({ from: '2025-10-01', to: '2031-12-31', fund: 'GEN' });
  });

  it('are recorded with who asked for what and the digest of the manifest', async () => {
    const files = await shop.make('csv', { actor: 'per_curious', fund: 'GEN' });
    const events = await shop.database.query<{ details: object }>(
      `select kind, act, left(subject, 4) as subject, details from audit_event where actor = 'per_curious'`,
    );
    const manifest = files['manifest.json'] ?? '';
    expect(events).toEqual([
      {
        kind: 'export',
        act: 'BooksExported',
        subject: 'exp_',
        details: {
          format: 'csv',
          fund: 'GEN',
          from: '2025-10-01',
          to: '2031-12-31',
          rows: expect.any(Number) as number,
          manifest: createHash('sha256').update(manifest).digest('hex'),
        },
      },
    ]);
  });

  it('name people and awards by pseudonyms that hold in one export and never across two', async () => {
    const [one, other] = [await shop.make('csv'), await shop.make('csv')].map((files) =>
      readCsv(files['general-ledger.csv'] ?? ''),
    );
    const truth = await shop.database.query<{ actor: string; award: string | null; key: string }>(
      `select e.actor, p.award_ref as award, e.idempotency_key as key
       from ledger.posting p join ledger.entry e on e.seq = p.entry_seq order by e.seq, p.line`,
    );
    for (const name of ['actor', 'award', 'key'] as const) {
      const pairs = new Map(truth.map((row, n) => [row[name] ?? '', one?.[n]?.[name]]));
      expect(new Set(pairs.values()).size).toBe(pairs.size);
      truth.forEach((row, n) => {
        expect(one?.[n]?.[name]).toBe(pairs.get(row[name] ?? ''));
      });
    }
    const pseudonyms = (rows = one): Set<string> =>
      new Set(
        (rows ?? []).flatMap((row) =>
          [row['actor'], row['award'], row['key'], row['approver']].map((text) => text ?? ''),
        ),
      );
    const [mine, theirs] = [pseudonyms(), pseudonyms(other)];
    expect([...mine].filter((name) => name !== '' && theirs.has(name))).toEqual([]);
    expect([...mine].filter((name) => name !== '' && !/^x[0-9a-f]{20}$/.test(name))).toEqual([]);
  });

  it('have their headers and nothing else for days on which nothing happened', async () => {
    const files = await shop.make('csv', { from: '2025-10-01', to: '2025-10-02' });
    expect(readCsv(files['general-ledger.csv'] ?? '')).toEqual([]);
    expect(files['general-ledger.csv']).toMatch(/^leaf,entry,line,[a-z_,]+\n$/);
    expect(JSON.parse(files['manifest.json'] ?? '')).toMatchObject({ control_totals: [] });
  });

  it.each([
    [{ format: 'xml' }, 'EXPORT_FORMAT_UNKNOWN'],
    [{ from: '2026-02-30' }, 'EXPORT_DATE_INVALID'],
    [{ from: `2026-01-01' or true --` }, 'EXPORT_DATE_INVALID'],
    [{ from: '2026-02-02', to: '2026-02-01' }, 'EXPORT_DAYS_REVERSED'],
    [{ fund: 'NOPE' }, 'FUND_UNKNOWN'],
    [{ fund: `GEN' or '1'='1` }, 'FUND_UNKNOWN'],
  ])('are refused for %j, with nothing written and nothing recorded', async (about, code) => {
    const folder = newFolder();
    const order = { ...EVERYTHING, format: 'csv', actor: 'per_clumsy', ...about };
    const made = shop.get(Exporter).make(newId('export'), order, folder);
    await expect(made).rejects.toMatchObject({ code });
    expect(readFolder(folder)).toEqual({});
    expect(
      await shop.database.query(`select 1 from audit_event where actor = 'per_clumsy'`),
    ).toEqual([]);
  });

  it('are readable by their owner only', async () => {
    const folder = newFolder();
    await shop.get(Exporter).make(newId('export'), { ...EVERYTHING, format: 'csv' }, folder);
    for (const name of Object.keys(readFolder(folder)))
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('are not made when they cannot be recorded, and leave nothing behind', async () => {
    const folder = newFolder();
    const order = { ...EVERYTHING, format: 'csv' };
    await shop.database.query(`revoke insert on audit_event from fund_service`);
    await expect(shop.get(Exporter).make(newId('export'), order, folder)).rejects.toThrow();
    await shop.database.query(`grant insert on audit_event to fund_service`);
    expect(readFolder(folder)).toEqual({});
  });

  it.each([
    ['=HYPERLINK("x")', `'=HYPERLINK("x")`],
    ['+1', `'+1`],
    ['-2+3, "quoted"\nnext line', `'-2+3, "quoted"\nnext line`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t=1`],
    [' =1', `' =1`],
    ['\n=1', `'\n=1`],
    ['＝1', `'＝1`],
    ['＠1', `'＠1`],
    ['a-b=c', 'a-b=c'],
    [`'quoted'`, `'quoted'`],
  ])('cannot run in a spreadsheet: %j', async (reason, cell) => {
    const seen = (await shop.get(BooksService).entries({ limit: 1 })).rows[0]?.seq ?? 0n;
    await shop.must(anOrder('provider.fee', { amount: usd(5), reason }));
    const rows = readCsv((await shop.make('csv'))['general-ledger.csv'] ?? '').filter(
      (row) => BigInt(row['entry'] ?? 0) > seen,
    );
    expect(rows.map((row) => [row['amount_minor'], row['debit'], row['reason']])).toEqual([
      ['5', '0.05', cell],
      ['-5', '0.00', cell],
    ]);
  });
});
