import { AuditStore } from '#audit';
import { days, Money, parseCurrency } from '#kernel';
import { BooksService, Periods } from '#ledger';
import { anOrder, openBooks, usd, type Books } from './bookkeeping.js';

describe('accounting periods', () => {
  let books: Books;
  let periods: Periods;

  beforeAll(async () => {
    books = await openBooks();
    // The third of February: January is over.
    books.clock.advance(days(19));
    periods = books.get(Periods);
    await books.must(
      anOrder('fund.received.unrestricted', { effectiveOn: '2025-10-03', amount: usd(500) }),
      anOrder('fund.received.unrestricted', { effectiveOn: '2025-11-03', amount: usd(70) }),
    );
  });
  afterAll(() => books.stop());

  const close = async (period: string): Promise<void> => {
    await periods.softClose(period, 'per_preparer');
    await periods.close(period, 'per_director');
  };

  /** What the year's end posts, by two people. */
  const closeYear = async (year: number): Promise<void> => {
    const lines = await books.database.query<{
      fund: string;
      currency: string;
      account: string;
      amount: string;
    }>('select * from ledger.year_closing_lines($1)', [year]);
    await books.must({
      kind: 'year.closed',
      key: `test-year-closed:${String(year)}`,
      actor: 'per_preparer',
      approver: 'per_director',
      effectiveOn: `${String(year)}-12-31`,
      lines: lines.map(({ account, fund, currency, amount }) => ({
        account,
        fund,
        amount: Money.of(BigInt(amount), parseCurrency(currency)),
      })),
    });
  };

  it('are prepared by one person and closed by another', async () => {
    await expect(periods.close('2025-10', 'per_director')).rejects.toMatchObject({
      code: 'PERIOD_NOT_PREPARED',
    });
    await periods.softClose('2025-10', 'per_preparer');
    await expect(periods.close('2025-10', 'per_preparer')).rejects.toMatchObject({
      code: 'NEEDS_SECOND_PERSON',
    });
  });

  it('ask for a second person once they are soft-closed', async () => {
    const alone = anOrder('provider.fee', { effectiveOn: '2025-10-20' }, 'alone');
    const [refused] = await books.post(alone);
    expect(refused?.code).toBe('NEEDS_SECOND_PERSON');
    const [posted] = await books.post({ ...alone, approver: 'per_second' });
    expect(posted?.status).toBe('posted');
    await books.must(
      anOrder('suspense.received', {
        effectiveOn: '2025-10-20',
        amount: usd(9),
        variant: 'provider',
      }),
    );
  });

  it('close only when the suspense account is empty, and then for ever', async () => {
    await expect(periods.close('2025-10', 'per_director')).rejects.toMatchObject({
      code: 'SUSPENSE_NOT_CLEARED',
    });
    await books.must(
      anOrder('suspense.paid', { effectiveOn: '2025-10-21', amount: usd(9), variant: 'provider' }),
    );
    await periods.close('2025-10', 'per_director');
    const [refused] = await books.post(anOrder('provider.fee', { effectiveOn: '2025-10-31' }));
    expect(refused?.code).toBe('PERIOD_CLOSED');
    await expect(periods.softClose('2025-10', 'per_a')).rejects.toMatchObject({
      code: 'PERIOD_NOT_OPEN',
    });
    await expect(
      books.database.query(`alter table ledger.period disable trigger only_from;
        update ledger.period set state = 'open' where id = '2025-10'`),
    ).rejects.toMatchObject({ code: '55000' });
  });

  it('close in order', async () => {
    await periods.softClose('2025-12', 'per_preparer');
    await expect(periods.close('2025-12', 'per_director')).rejects.toMatchObject({
      code: 'EARLIER_PERIOD_OPEN',
    });
    await expect(periods.close('1999-01', 'per_director')).rejects.toMatchObject({
      code: 'UNKNOWN_PERIOD',
    });
  });

  it('keep their closing balances, while late knowledge goes to an open period', async () => {
    await close('2025-11');
    await books.must(
      anOrder('provider.fee', { effectiveOn: '2026-01-10', relatesTo: '2025-11-30' }),
    );
    const rows = await books.database.query<{ period: string; net: string }>(
      `select period, (debits - credits)::text as net from ledger.period_balance
       where account = '1010' and fund = 'GEN' order by period`,
    );
    expect(rows).toEqual([
      { period: '2025-10', net: '500' },
      { period: '2025-11', net: '570' },
    ]);
    const [entry] = (await books.get(BooksService).entries({ from: '2026-01-10' })).rows;
    expect(entry).toMatchObject({ relatesTo: '2025-11-30', period: '2026-01' });
  });

  it('replay what was posted before they closed', async () => {
    const order = anOrder('provider.fee', { effectiveOn: '2026-01-11' });
    await books.must(order);
    await expect(periods.close('2025-12', 'per_director')).rejects.toMatchObject({
      code: 'YEAR_NOT_CLOSED',
    });
    await closeYear(2025);
    await periods.close('2025-12', 'per_director');
    await close('2026-01');
    const [again] = await books.post(order);
    expect(again?.status).toBe('replayed');
    expect(
      (await books.brokenPromises()).filter(
        (promise) => promise !== 'No account of money is overdrawn.',
      ),
    ).toEqual([]);
  });

  it('cannot be closed before they are over, here and in UTC', async () => {
    await expect(periods.softClose('2026-02', 'per_preparer')).rejects.toMatchObject({
      code: 'PERIOD_NOT_OVER',
    });
    // 02:00 in UTC on the first of March is the evening of the 28th of February in New York.
    books.clock.advance(Date.parse('2026-03-01T02:00:00Z') - books.clock.now().getTime());
    await expect(periods.softClose('2026-02', 'per_preparer')).rejects.toMatchObject({
      code: 'PERIOD_NOT_OVER',
    });
    books.clock.advance(Date.parse('2026-03-01T06:00:00Z') - books.clock.now().getTime());
    await periods.softClose('2026-02', 'per_preparer');
  });

  it('leave a line in the log with the digest of their trial balance', async () => {
    const [event] = await books.get(AuditStore).list({ subject: 'period:2025-11', limit: 1 });
    const [kept] = await books.database.query<{ digest: string }>(
      `select encode(trial_balance_digest, 'hex') as digest from ledger.period where id = '2025-11'`,
    );
    expect(event).toMatchObject({
      act: 'PeriodClosed',
      details: { period: '2025-11', trial_balance_digest: kept?.digest, closed_by: 'per_director' },
    });
  });

  it('go on for ever, without a gap', async () => {
    books.clock.advance(days(366 * 10));
    expect(await periods.extend()).toBeGreaterThan(0);
    expect(await periods.extend()).toBe(0);
    const all = await books.get(BooksService).periods();
    expect(all.at(-1)?.endsOn.slice(0, 4)).toBe('2039');
    all.slice(1).forEach((period, index) => {
      const before = all[index]?.endsOn ?? '';
      const next = new Date(Date.parse(`${before}T00:00:00Z`) + days(1));
      expect(period.startsOn).toBe(next.toISOString().slice(0, 10));
    });
    await expect(
      books.database.query(
        `insert into ledger.period (id, starts_on, ends_on) values ('1999-01', '1999-01-01', '1999-01-31')`,
      ),
    ).rejects.toMatchObject({ code: '55000' });
  });
});

describe('months before the first entry', () => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks();
    books.clock.advance(days(60));
  });
  afterAll(() => books.stop());

  it('are not shown, and close together with the first month that has entries', async () => {
    const periods = books.get(Periods);
    await books.must(anOrder('fund.received.unrestricted', { effectiveOn: '2026-01-10' }));
    expect((await periods.list()).map(({ id }) => id)).toEqual(['2026-01', '2026-02', '2026-03']);
    await periods.softClose('2026-01', 'per_preparer');
    await periods.close('2026-01', 'per_director');
    const closed = (await books.get(BooksService).periods()).filter(
      ({ state }) => state === 'closed',
    );
    expect(closed.map(({ id }) => id)).toEqual(['2025-10', '2025-11', '2025-12', '2026-01']);
    const [late] = await books.post(anOrder('provider.fee', { effectiveOn: '2025-11-05' }));
    expect(late?.code).toBe('PERIOD_CLOSED');
    const events = await books.get(AuditStore).list({ actor: 'per_director', limit: 10 });
    expect(events.map(({ subject }) => subject)).toEqual(
      ['2026-01', '2025-12', '2025-11', '2025-10'].map((id) => `period:${id}`),
    );
  });
});
