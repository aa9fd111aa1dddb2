import { Exporter } from '#exports';
import { newId } from '#kernel';
import { GrantStory } from '../../src/cli/story/story.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { cents, readCsv, type CsvRow } from './readers/csv.js';
import { EVERYTHING, newFolder, readFolder } from './workshop.js';

describe('the registers of a grant that was paid', () => {
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await openTheatre();
    await new GrantStory(theatre.stage, () => undefined).play();
  });
  afterAll(() => theatre.stop());

  const make = async (format: string, to = EVERYTHING.to): Promise<Record<string, CsvRow[]>> => {
    const folder = newFolder();
    await theatre.get(Exporter).make(newId('export'), { ...EVERYTHING, to, format }, folder);
    const files = Object.entries(readFolder(folder)).filter(([name]) => name.endsWith('.csv'));
    return Object.fromEntries(files.map(([name, csv]) => [name, readCsv(csv)]));
  };
  const balance = async (account: string): Promise<bigint> => {
    const [row] = await theatre.database.query<{ net: string | null }>(
      `select sum(amount)::text as net from ledger.posting where account = $1`,
      [account],
    );
    return BigInt(row?.net ?? 0);
  };
  const sum = (rows: readonly CsvRow[] | undefined, column: string): bigint =>
    (rows ?? []).reduce((total, row) => total + cents(row[column]), 0n);

  it('list every payout with its dates; what is initiated and not settled is account 1150', async () => {
    const { 'payouts.csv': rows = [] } = await make('payouts');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      currency: 'USD',
      initiated_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
      returned_on: '',
      leaf: expect.stringMatching(/^\d+$/) as string,
      provider_object: expect.stringMatching(/^x[0-9a-f]{20}$/) as string,
    });
    const open = rows.filter((row) => row['settled_on'] === '' && row['failed_on'] === '');
    expect(sum(open, 'amount')).toBe(await balance('1150'));
  });

  it('list what is promised and owed: the sums are the balances of their accounts', async () => {
    const { 'commitments.csv': rows } = await make('commitments');
    for (const [column, account] of [
      ['reserved', '9120'],
      ['committed', '9130'],
      ['owed', '2110'],
      ['on_cards', '2120'],
    ] as const)
      expect([column, sum(rows, column)]).toEqual([column, -(await balance(account))]);
  });

  it('list each grant with what IRS Publication 3833 asks for, and no name', async () => {
    const { 'grants.csv': grants = [], 'grant-committee.csv': committee = [] } =
      await make('grants');
    expect(grants).toHaveLength(1);
    const [grant] = grants;
    expect(grant).toMatchObject({
      award: expect.stringMatching(/^x[0-9a-f]{20}$/) as string,
      description: expect.stringMatching(/^Emergency cash grant, \d+ payments?$/) as string,
      objective_criteria: expect.stringMatching(/^rubric \d+: [a-z_]+(, [a-z_]+)+$/) as string,
      selected_by: expect.stringMatching(
        /^[12] reviews without the name, policy \d+ with/,
      ) as string,
      relationship_attested: 'yes',
      currency: 'USD',
    });
    expect(grant?.['purpose']).not.toBe('');
    const parts = committee.map((row) => row['part']);
    expect(parts).toEqual(expect.arrayContaining(['approver', 'proposer', 'reviewer']));
    // Who proposed did not approve; the third person releases the payment.
    expect(new Set(committee.map((row) => row['person'])).size).toBeGreaterThanOrEqual(2);
    expect(new Set(committee.map((row) => row['award']))).toEqual(new Set([grant?.['award']]));
  });

  it('are empty before anything happened', async () => {
    for (const format of ['payouts', 'commitments', 'grants']) {
      const files = await make(format, '2025-10-01');
      expect([format, Object.values(files).flat()]).toEqual([format, []]);
    }
  });
});
