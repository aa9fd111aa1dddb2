import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { Exporter } from '#exports';
import { newId } from '#kernel';
import { Statements } from '#ledger';
import type { Row } from '../../src/exports/copy-rows.js';
import { tablesOf } from '../../src/exports/formats/statement.js';
import { wholeLife } from '../ledger/whole-life.js';
import { EVERYTHING, newFolder, openWorkshop, type Workshop } from './workshop.js';

/** Everything a PDF says outside its pages: its own objects and those that are packed. */
function structureOf(bytes: Buffer): string {
  const raw = bytes.toString('latin1');
  const packed = [...raw.matchAll(/stream\r?\n/g)].map(({ index, 0: word }) => {
    const from = index + word.length;
    try {
      return inflateSync(bytes.subarray(from, raw.indexOf('endstream', from))).toString('latin1');
    } catch {
      return '';
    }
  });
  return [raw, ...packed].join('\n');
}

const count = (text: string, what: RegExp): number => [...text.matchAll(what)].length;

describe('the statement as PDF', () => {
  let shop: Workshop;

  beforeAll(async () => {
    shop = await openWorkshop();
    await shop.must(...wholeLife());
  });
  afterAll(() => shop.stop());

  const statement = async (to: string): Promise<string> => {
    const folder = newFolder();
    await shop.get(Exporter).make(newId('export'), { ...EVERYTHING, to, format: 'pdf' }, folder);
    return structureOf(readFileSync(join(folder, 'statement.pdf')));
  };

  it('is tagged, says its language and title, and carries its fonts', async () => {
    const pdf = await statement('2026-01-31');
    expect(pdf).toMatch(/\/MarkInfo \d+ 0 R/);
    expect(pdf).toContain('/Marked true');
    expect(pdf).toMatch(/\/StructTreeRoot \d+ 0 R/);
    expect(pdf).toContain('/Lang (en)');
    expect(pdf).toMatch(/\/DisplayDocTitle true/);
    expect(pdf).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(pdf).toContain('Statement of the books');
    expect(count(pdf, /\/FontFile2 /g)).toBeGreaterThanOrEqual(2);
  });

  it('has headings and tables with heads, and no cell outside a row', async () => {
    const pdf = await statement('2026-01-31');
    const tags = (name: string): number => count(pdf, new RegExp(`/S /${name}\\b`, 'g'));
    expect(tags('H1')).toBe(1);
    expect(tags('Table')).toBe(tags('H2') - 1);
    expect(tags('TR')).toBeGreaterThan(tags('Table'));
    expect(count(pdf, /\/Scope \/Column/g)).toBeGreaterThan(tags('Table'));
    // Every row begins with a head of its own.
    expect(count(pdf, /\/Scope \/Row/g)).toBe(tags('TR') - tags('Table'));
  });

  it('says so when nothing was posted', async () => {
    expect(count(await statement('2025-10-02'), /\/S \/Table/g)).toBe(0);
  });

  it('says what the pages say: activities, position and budget', async () => {
    const [from, to] = ['2026-01-01', '2026-01-29'] as const;
    const ask = (name: string): Promise<Row[]> => {
      const question = `select account, name, type, fund, currency, donor_class,
        round(amount::numeric / 100, 2)::text as amount from ledger.${name}`;
      return shop.database.query<Row>(question);
    };
    const tables = tablesOf({
      opening: await ask(`statement_balances('2025-12-31', 'posted')`),
      balances: await ask(`statement_balances('${to}', 'posted')`),
      activities: await ask(`statement_activities('${from}', '${to}', 'posted')`),
      commitments: [],
    });
    const found = (title: string): string[] =>
      (tables.find((table) => table.title === title)?.totals[0] ?? []).slice(1);
    const pages = shop.get(Statements);
    for (const page of await pages.activitiesByFund({ from, to })) {
      const { without, with: restricted, total } = page.change;
      expect(found(`Statement of activities, fund ${page.fund ?? ''}, ${page.currency}`)).toEqual(
        [without, restricted, total].map((money) => money.format()),
      );
    }
    const [position] = await pages.position({ asOf: to });
    expect(found('Statement of financial position, USD')).toEqual([position?.totalAssets.format()]);
    const trial = tables.find(({ title }) => title === 'Trial balance, USD');
    expect(trial?.totals[0]?.[2]).toBe(trial?.totals[0]?.[3]);
    const releases = tables.flatMap(({ rows }) =>
      rows.filter(([label]) => label === 'Net assets released from restrictions'),
    );
    expect(releases.length).toBeGreaterThan(0);
    for (const [, without, restricted, total] of releases)
      expect([`-${without ?? ''}`, total]).toEqual([restricted, '$0.00']);
  });
});
