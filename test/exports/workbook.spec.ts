import { buffer } from 'node:stream/consumers';
import readWorkbook from 'read-excel-file/node';
import { Exporter } from '#exports';
import { newId, type Dataset } from '#kernel';
import { join } from 'node:path';
import { WorkbookWriter } from '../../src/exports/formats/xlsx.js';
import type { Row } from '../../src/exports/copy-rows.js';
import { wholeLife } from '../ledger/whole-life.js';
import { cents, readCsv } from './readers/csv.js';
import { EVERYTHING, newFolder, openWorkshop, type Workshop } from './workshop.js';

const LIST: Dataset = {
  name: 'list',
  columns: { no: 'integer', on: 'date', amount: 'money', words: 'text' },
  order: ['no'],
  sql: () => '',
};

async function* rowsOf(...rows: Row[]): AsyncGenerator<Row, void> {
  for (const row of rows) yield await Promise.resolve(row);
}

async function workbookOf(mostRows: number, ...rows: Row[]): Promise<Buffer> {
  const book = new WorkbookWriter(mostRows);
  const bytes = buffer(book.stream);
  await book.add('List', LIST, rowsOf(...rows));
  book.end();
  return bytes;
}

const aRow = (no: number, words: string | null = 'x'): Row => ({
  no: String(no),
  on: '2026-02-28',
  amount: '-1234.05',
  words,
});

describe('a workbook', () => {
  it('holds numbers, dates and texts, read back by somebody else', async () => {
    const bytes = await workbookOf(10, aRow(1, '=1+1 & <b>"q"</b> \u0001'), aRow(2, null));
    const [sheet] = await readWorkbook(bytes);
    expect(sheet?.sheet).toBe('List');
    expect(sheet?.data).toEqual([
      ['no', 'on', 'amount', 'words'],
      [1, new Date('2026-02-28T00:00:00Z'), -1234.05, '=1+1 & <b>"q"</b>'],
      [2, new Date('2026-02-28T00:00:00Z'), -1234.05, null],
    ]);
  });

  it('goes on in a further sheet when one is full, each with its head', async () => {
    const bytes = await workbookOf(2, aRow(1), aRow(2), aRow(3), aRow(4), aRow(5));
    const sheets = await readWorkbook(bytes);
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['List', 'List 2', 'List 3']);
    expect(sheets.map(({ data }) => data.slice(1).map((row) => row[0]))).toEqual([
      [1, 2],
      [3, 4],
      [5],
    ]);
    expect(sheets.every(({ data }) => data[0]?.[0] === 'no')).toBe(true);
  });

  it('has no further sheet when the last row just fits, and one with a head when there is no row', async () => {
    expect(await readWorkbook(await workbookOf(2, aRow(1), aRow(2)))).toHaveLength(1);
    const [empty] = await readWorkbook(await workbookOf(2));
    expect(empty?.data).toEqual([['no', 'on', 'amount', 'words']]);
  });

  describe('of the books', () => {
    let shop: Workshop;
    beforeAll(async () => {
      shop = await openWorkshop();
      await shop.must(...wholeLife());
    });
    afterAll(() => shop.stop());

    it('holds what the CSV files hold', async () => {
      const folder = newFolder();
      await shop.get(Exporter).make(newId('export'), { ...EVERYTHING, format: 'xlsx' }, folder);
      const sheets = await readWorkbook(join(folder, 'books.xlsx'));
      expect(sheets.map(({ sheet }) => sheet)).toEqual([
        'General ledger',
        'Trial balance',
        'Chart of accounts',
      ]);
      const csv = await shop.make('csv');
      const lines = readCsv(csv['general-ledger.csv'] ?? '');
      const [head = [], ...rows] = sheets[0]?.data ?? [];
      const at = (name: string): number => head.indexOf(name);
      expect(
        rows.map((row) => [row[at('entry')], row[at('debit')], row[at('effective_on')]]),
      ).toEqual(
        lines.map((row) => [
          Number(row['entry']),
          Number(row['debit']),
          new Date(`${row['effective_on'] ?? ''}T00:00:00Z`),
        ]),
      );
      const debits = rows.reduce((sum, row) => sum + Math.round(Number(row[at('debit')]) * 100), 0);
      expect(BigInt(debits)).toBe(lines.reduce((sum, row) => sum + cents(row['debit']), 0n));
    });
  });
});
