import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anOrder, usd } from '../ledger/bookkeeping.js';
import { wholeLife } from '../ledger/whole-life.js';
import { isInstalled, run } from './programs.js';
import { balancesOf, readDetail, signedMinor } from './readers/audit-data.js';
import { readBeancount } from './readers/beancount.js';
import { readCsv } from './readers/csv.js';
import { readPlainText } from './readers/plain-text.js';
import { newFolder, openWorkshop, type Workshop } from './workshop.js';

type Files = Readonly<Record<string, string>>;

const namesOf = (format: 'hledger' | 'ledger' | 'beancount'): [string, string] => {
  const extension = { hledger: 'journal', ledger: 'ledger', beancount: 'beancount' }[format];
  return [`books.${extension}`, `budget.${extension}`];
};

/** Minor units of what a program printed: it may leave zeros away. */
const minorOf = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(`${whole}${fraction.padEnd(2, '0')}`);
};

describe('the whole life of grants, told four ways', () => {
  let shop: Workshop;
  let truth: Record<string, bigint>;
  const made: Record<string, Files> = {};

  beforeAll(async () => {
    shop = await openWorkshop();
    await shop.must(
      ...wholeLife(),
      anOrder('provider.fee', {
        amount: usd(5),
        reason: 'a "quoted" text; [2026-01-01] :tag: \\ and\na second line',
      }),
    );
    truth = Object.fromEntries(Object.entries(await shop.balances()).sort());
    for (const format of ['hledger', 'ledger', 'beancount', 'ads']) {
      made[format] = await shop.make(format);
    }
  });
  afterAll(() => shop.stop());

  const both = (
    format: 'hledger' | 'ledger' | 'beancount',
    read: typeof readPlainText,
  ): Record<string, bigint> => {
    const [books, budget] = namesOf(format).map((name) => read(made[format]?.[name] ?? ''));
    return Object.fromEntries(Object.entries({ ...books?.balances, ...budget?.balances }).sort());
  };
  const detail = (): ReturnType<typeof readDetail> => {
    const [name = ''] = Object.keys(made['ads'] ?? {}).filter((file) => file.startsWith('GL_D'));
    return readDetail(made['ads']?.[name] ?? '');
  };
  const adsFile = (start: string): ReturnType<typeof readCsv> =>
    readCsv(Object.entries(made['ads'] ?? {}).find(([name]) => name.startsWith(start))?.[1] ?? '');

  it('has something to tell', () => {
    expect(Object.keys(truth).length).toBeGreaterThan(30);
  });

  it('is the same in SQL, hledger, ledger, beancount and GL_Detail', () => {
    expect(both('hledger', readPlainText)).toEqual(truth);
    expect(both('ledger', readPlainText)).toEqual(truth);
    expect(both('beancount', readBeancount)).toEqual(truth);
    expect(balancesOf(detail())).toEqual(truth);
  });

  it('names the files of the audit data standards by their days', () => {
    expect(Object.keys(made['ads'] ?? {}).sort()).toEqual([
      'Chart_Of_Accounts_20251001_20311231.csv',
      'GL_Detail_20251001_20311231.csv',
      'Log_File_20251001_20311231.csv',
      'Trial_Balance_20251001_20311231.csv',
      'manifest.json',
    ]);
  });

  it('numbers journals by their leaves and lines without a gap', async () => {
    const rows = detail();
    const leaves = await shop.database.query<{ id: string }>(
      `select (idx + 1)::text as id from leaf where source = 'entry' order by idx`,
    );
    const byJournal = Map.groupBy(rows, (row) => row['Journal_ID']);
    expect([...byJournal.keys()]).toEqual(leaves.map(({ id }) => id));
    for (const lines of byJournal.values()) {
      expect(lines.map((row) => Number(row['Journal_ID_Line_Number']))).toEqual(
        lines.map((_, n) => n + 1),
      );
    }
  });

  it('adds up to its control totals, and from beginning to ending', async () => {
    const sides = Map.groupBy(
      detail(),
      (row) =>
        `${row['Journal_ID'] ?? ''} ${row['Amount_Currency'] ?? ''} ${row['Amount_Credit_Debit_Indicator'] ?? ''}`,
    );
    const totals = adsFile('Log_File').map((row) => [
      `${row['Journal_ID'] ?? ''} ${row['Amount_Currency'] ?? ''} ${row['Amount_Credit_Debit_Indicator'] ?? ''}`,
      signedMinor(row, 'Total'),
    ]);
    expect(Object.fromEntries(totals)).toEqual(
      Object.fromEntries(
        [...sides].map(([key, rows]) => [
          key,
          rows.reduce((sum, row) => sum + signedMinor(row), 0n),
        ]),
      ),
    );
    const part = await shop.make('ads', { from: '2026-01-10', to: '2026-01-31' });
    const rows = readDetail(part['GL_Detail_20260110_20260131.csv'] ?? '');
    const moved = balancesOf(rows);
    for (const row of readCsv(part['Trial_Balance_20260110_20260131.csv'] ?? '')) {
      const key = `${row['GL_Account_Number'] ?? ''}:${row['Business_Unit_Code'] ?? ''}:${row['Amount_Currency'] ?? ''}`;
      const [beginning = 0n, ending = 0n] = [row['Amount_Beginning'], row['Amount_Ending']].map(
        (amount) => BigInt((amount ?? '').replace('.', '')),
      );
      expect([key, beginning + (moved[key] ?? 0n)]).toEqual([key, ending]);
    }
  });

  it('knows every account of the details in the chart', () => {
    const chart = new Set(adsFile('Chart_Of_Accounts').map((row) => row['GL_Account_Number']));
    expect(detail().filter((row) => !chart.has(row['GL_Account_Number']))).toEqual([]);
  });

  it('keeps each book, and each fund in it, at zero for a single fund too', async () => {
    for (const name of namesOf('hledger')) {
      const files = await shop.make('hledger', { fund: 'RES26' });
      const { balances } = readPlainText(files[name] ?? '');
      expect(Object.keys(balances).every((key) => key.includes(':RES26:'))).toBe(true);
      expect(Object.values(balances).reduce((sum, minor) => sum + minor, 0n)).toBe(0n);
    }
  });

  it('is written down in one line each, whatever a reason holds', () => {
    expect(made['hledger']?.['books.journal']).toContain(
      '    ; reason: a "quoted" text; (2026-01-01) :tag: \\ and a second line\n',
    );
    expect(made['beancount']?.['books.beancount']).toContain(
      '  reason: "a \\"quoted\\" text; (2026-01-01) :tag: \\\\ and a second line"\n',
    );
  });

  /** What a program of somebody else's says, where it is installed. */
  const written = (format: 'hledger' | 'ledger' | 'beancount'): string[] => {
    const folder = newFolder();
    return namesOf(format).map((name) => {
      writeFileSync(join(folder, name), made[format]?.[name] ?? '');
      return join(folder, name);
    });
  };
  const keyed = (lines: readonly (readonly [string, string, string])[]): Record<string, bigint> =>
    Object.fromEntries(
      lines
        .map(([account, currency, amount]) => {
          const [, code = '', fund = ''] = /:([0-9]{4})-[^:]*:([^:]+)$/.exec(account) ?? [];
          return [`${code}:${fund}:${currency}`, minorOf(amount)] as const;
        })
        .filter(([, minor]) => minor !== 0n)
        .sort(),
    );

  (isInstalled('hledger') ? it : it.skip)('is what hledger says, in its strictest mood', () => {
    const rows = written('hledger').flatMap((file) => {
      run(
        'hledger',
        ...['-f', file, 'check', '-s', 'accounts', 'commodities', 'ordereddates', 'payees'],
      );
      const csv = run('hledger', '-f', file, 'bal', '--flat', '-N', '-O', 'csv', '--layout=bare');
      return readCsv(csv).map(
        (row) => [row['account'] ?? '', row['commodity'] ?? '', row['balance'] ?? ''] as const,
      );
    });
    expect(Object.fromEntries(Object.entries(keyed(rows)).sort())).toEqual(truth);
  });

  (isInstalled('ledger') ? it : it.skip)('is what ledger says, pedantic and explicit', () => {
    const rows = written('ledger').flatMap((file) =>
      ['USD', 'MXN', 'JPY'].flatMap((currency) =>
        run(
          'ledger',
          ...['-f', file, '--pedantic', '--explicit', '--check-payees', 'bal', '--flat'],
          ...['--no-total', '--limit', `commodity == "${currency}"`],
          ...['--format', '%(account)|%(quantity(scrub(display_total)))\n'],
        )
          .split('\n')
          .filter(Boolean)
          .map((line) => {
            const [account = '', amount = ''] = line.split('|');
            return [account, currency, amount] as const;
          }),
      ),
    );
    expect(Object.fromEntries(Object.entries(keyed(rows)).sort())).toEqual(truth);
  });

  (isInstalled('bean-check') ? it : it.skip)('passes bean-check', () => {
    for (const file of written('beancount')) expect(run('bean-check', file)).toBe('');
  });
});
