import { BooksService } from '#ledger';
import { anAward, anOrder, openBooks, usd, type Books } from './bookkeeping.js';
import { wholeLife } from './whole-life.js';

describe('questions to the books', () => {
  let books: Books;
  let read: BooksService;

  beforeAll(async () => {
    books = await openBooks();
    read = books.get(BooksService);
    await books.must(...wholeLife());
  });
  afterAll(() => books.stop());

  it('say where a fund stands', async () => {
    const status = await read.fundStatus('RES26');
    expect(status).toMatchObject({
      authority: usd(12_500_000),
      reserved: usd(0),
      committed: usd(0),
      used: usd(180_000),
      available: usd(12_320_000),
      atBank: usd(8_500_000),
      owed: usd(0),
      inTransit: usd(0),
    });
    expect(status.authority).toEqual(
      status.available.plus(status.reserved).plus(status.committed).plus(status.used),
    );
    await expect(read.fundStatus('NOPE')).rejects.toMatchObject({ code: 'FUND_UNKNOWN' });
  });

  it('say what an award is owed and what is on its way', async () => {
    const award = anAward();
    const about = { fund: 'RES26', awardRef: award, amount: usd(900) };
    await books.must(
      anOrder('award.reserved', about),
      anOrder('award.approved', about),
      anOrder('award.notified', about),
      anOrder('payout.initiated', { ...about, amount: usd(300) }),
    );
    expect(await read.awardBalance(award)).toEqual({
      awardRef: award,
      reserved: usd(0),
      committed: usd(0),
      owed: usd(900),
      inTransit: usd(300),
      payable: usd(600),
      recoverable: usd(0),
      unclaimed: usd(0),
    });
    expect((await read.awardBalance(anAward())).owed).toEqual(usd(0));
  });

  it('balance, per fund and as of a day', async () => {
    for (const fund of ['GEN', 'RES26', 'OVC26']) {
      const rows = await read.trialBalance({ fund });
      const sum = rows
        .filter((row) => row.currency === 'USD')
        .reduce((total, row) => total.plus(row.net), usd(0));
      expect(sum).toEqual(usd(0));
    }
    const early = await read.trialBalance({ asOf: '2026-01-02' });
    expect(early.map((row) => [row.account.code, row.fund, row.net.minor])).toEqual([
      ['1010', 'GEN', 5_000_000n],
      ['1010', 'RES26', 10_000_000n],
      ['1210', 'RES26', 2_500_000n],
      ['4110', 'GEN', -5_000_000n],
      ['4120', 'RES26', -12_500_000n],
    ]);
    const whole = await read.trialBalance({ asOf: '2031-12-31' });
    expect(whole).toEqual(await read.trialBalance());
    await expect(read.trialBalance({ asOf: '2026-13-01' })).rejects.toMatchObject({
      code: 'DATE_INVALID',
    });
  });

  it('list entries newest first, page by page, without losing or repeating one', async () => {
    const all = (await read.entries({ limit: 200 })).rows.map((entry) => entry.seq);
    const paged: bigint[] = [];
    let page = await read.entries({ limit: 7 });
    for (;;) {
      paged.push(...page.rows.map((entry) => entry.seq));
      if (page.older === null) break;
      page = await read.entries({ limit: 7, before: page.older });
    }
    expect(paged).toEqual(all);
    expect([...all].sort((one, other) => Number(other - one))).toEqual(all);
  });

  it('narrow entries by fund, account, kind, award and day', async () => {
    const federal = await read.entries({ fund: 'OVC26', kind: 'payout.initiated' });
    expect(federal.rows).toHaveLength(2);
    const day = await read.entries({ from: '2026-02-01', to: '2026-02-28' });
    expect(day.rows.map((entry) => entry.kind).sort()).toEqual([
      'accrual.reversed',
      'reimbursement.received',
    ]);
    const lost = await read.entries({ account: '6310' });
    expect(lost.rows.map((entry) => entry.kind)).toEqual(['recovery.written_off']);
    const award = lost.rows[0]?.lines.find((line) => line.account.code === '6310')?.awardRef;
    const life = await read.entries({ award: award ?? '' });
    expect(life.rows).toHaveLength(10);
    expect((await read.entries({ kind: 'nothing.like_it' })).rows).toEqual([]);
  });

  it('show an entry with its lines, and what reversed it', async () => {
    const [fee] = (await read.entries({ kind: 'accrual.fees' })).rows;
    const reversal = await books.reverse({
      key: 'books-reverse-1',
      reverses: fee?.seq ?? 0n,
      actor: 'per_a',
      approver: 'per_b',
      reason: 'estimate was wrong',
    });
    const before = await read.entry(fee?.seq ?? 0n);
    expect(before.reversedBy).toBe(reversal);
    const after = await read.entry(reversal);
    expect(after.reverses).toBe(before.seq);
    expect(after.lines.map((line) => [line.account.code, line.amount.minor])).toEqual([
      ['6110', -1_500n],
      ['2510', 1_500n],
    ]);
    await expect(read.entry(999_999n)).rejects.toMatchObject({ code: 'ENTRY_UNKNOWN' });
  });

  it('run the balance of an account through its lines', async () => {
    const { rows } = await read.accountLines('1110', { fund: 'OVC26', limit: 200 });
    expect(rows.map((row) => [row.amount.minor, row.balance.minor]).reverse()).toEqual([
      [200_000n, 200_000n],
      [-45_000n, 155_000n],
      [45_000n, 200_000n],
      [-45_000n, 155_000n],
      [45_000n, 200_000n],
      [-45_000n, 155_000n],
      [10_000n, 165_000n],
    ]);
    const page = await read.accountLines('1110', { fund: 'OVC26', limit: 3 });
    const next = await read.accountLines('1110', {
      fund: 'OVC26',
      limit: 10,
      ...(page.older === null ? {} : { before: page.older }),
    });
    expect([...page.rows, ...next.rows]).toEqual(rows);
  });
});
