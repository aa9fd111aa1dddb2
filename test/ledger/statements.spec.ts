import { days, type Money } from '#kernel';
import { Periods, Statements } from '#ledger';
import { anOrder, openBooks, usd, type Books } from './bookkeeping.js';
import { wholeLife } from './whole-life.js';

describe('financial statements', () => {
  let books: Books;
  let statements: Statements;
  const JANUARY = { from: '2026-01-01', to: '2026-01-31' };

  beforeAll(async () => {
    books = await openBooks();
    statements = books.get(Statements);
    await books.must(...wholeLife());
  });
  afterAll(() => books.stop());

  it('show activities in two columns, releases moving from one to the other', async () => {
    const [month] = (await statements.activities(JANUARY)).filter(
      ({ currency }) => currency === 'USD',
    );
    const line = (code: string): [bigint, bigint] | undefined => {
      const found = month?.sections
        .flatMap(({ lines }) => lines)
        .find(({ account }) => account.code === code);
      return found && [found.without.minor, found.with.minor];
    };
    expect(month?.opening.total).toEqual(usd(0));
    expect(line('4110')).toEqual([5_000_000n, 0n]);
    expect(line('4120')).toEqual([0n, 12_500_000n]);
    expect(line('4920')?.[0]).toBe(-(line('4910')?.[1] ?? 0n));
    // A gift from the general fund to the restricted one is a reclassification.
    expect(line('3900')).toEqual([-20_000n, 20_000n]);
    expect(month?.closing.total).toEqual(month?.change.total);
    const released = month?.sections.find(({ section }) => section === 'released');
    expect(released?.total.total).toEqual(usd(0));
  });

  it('agree with one another: the position, the activities, the roll-forward, fund by fund', async () => {
    const [position] = (await statements.position({ asOf: '2026-01-31' })).filter(
      ({ currency }) => currency === 'USD',
    );
    const [month] = (await statements.activities(JANUARY)).filter(
      ({ currency }) => currency === 'USD',
    );
    expect(position?.netAssets).toEqual(month?.closing);
    expect(position?.totalAssets).toEqual(
      position?.totalLiabilities.plus(position.netAssets.total),
    );
    const byFund = await statements.activitiesByFund(JANUARY);
    const sum = byFund
      .filter(({ currency }) => currency === 'USD')
      .reduce((all, { change }) => all.plus(change.with), usd(0));
    expect(sum).toEqual(month?.change.with);
    const [donors] = await statements.rollForward({ ...JANUARY, fund: 'RES26' });
    expect(donors?.closing).toEqual(
      byFund.find(({ fund, currency }) => fund === 'RES26' && currency === 'USD')?.closing.with,
    );
    const { opening, contributions, released, transfers, other, closing } = donors ?? {};
    expect(
      [opening, contributions, released, transfers, other].reduce<Money>(
        (all, part) => all.plus(part ?? usd(0)),
        usd(0),
      ),
    ).toEqual(closing);
  });

  it('show budgets, and commitments by age', async () => {
    const budget = (await statements.budgets({ asOf: '2026-01-31', fund: 'RES26' }))[0];
    expect(budget?.authority).toEqual(usd(12_500_000));
    expect(budget?.used).toEqual(usd(180_000));
    expect(budget?.granted).toEqual(usd(175_000));
    const early = await statements.commitments({ asOf: '2026-01-16', fund: 'OVC26' });
    expect(early).toEqual([]);
    const [owed] = await statements.commitments({ asOf: '2026-02-20', fund: 'OVC26' });
    expect(owed).toMatchObject({
      account: { code: '2110' },
      age: '31-60',
      awards: 1,
      amount: usd(45_000),
    });
  });

  it('refuse dates that do not exist', async () => {
    for (const ask of [
      () => statements.activities({ from: '2026-02-30', to: '2026-03-01' }),
      () => statements.position({ asOf: 'soon' }),
      () => statements.commitments({ asOf: '' }),
      () => statements.budgets({ asOf: '2026-13-01' }),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'DATE_INVALID' });
    }
    await expect(statements.asNowKnown('1999-01')).rejects.toMatchObject({
      code: 'UNKNOWN_PERIOD',
    });
    await expect(statements.asFirstClosed('2026-01')).rejects.toMatchObject({
      code: 'PERIOD_NOT_CLOSED',
    });
  });
});

describe('a closed month', () => {
  let books: Books;
  let statements: Statements;

  beforeAll(async () => {
    books = await openBooks();
    statements = books.get(Statements);
    const periods = books.get(Periods);
    books.clock.advance(days(30));
    await books.must(
      anOrder('fund.received.unrestricted', { effectiveOn: '2026-01-05', amount: usd(1_000) }),
      anOrder('fund.received.unrestricted', { effectiveOn: '2026-01-06', amount: usd(50) }),
    );
    await periods.softClose('2026-01', 'per_preparer');
    await periods.close('2026-01', 'per_director');
  });
  afterAll(() => books.stop());

  const cash = (rows: Awaited<ReturnType<Statements['asNowKnown']>>): Money | undefined =>
    rows.find(({ account }) => account.code === '1010')?.net;

  it('has no difference before anything came late', async () => {
    expect(await statements.lateDifferences('2026-01')).toEqual([]);
    expect(await statements.asNowKnown('2026-01')).toEqual(
      await statements.asFirstClosed('2026-01'),
    );
  });

  it('keeps what it was closed with, and shows beside it what is known now', async () => {
    await books.must(
      anOrder('fund.received.unrestricted', {
        effectiveOn: '2026-02-03',
        relatesTo: '2026-01-20',
        amount: usd(7),
      }),
      anOrder('fund.received.unrestricted', { effectiveOn: '2026-02-03', amount: usd(900) }),
    );
    expect(cash(await statements.asFirstClosed('2026-01'))).toEqual(usd(1_050));
    expect(cash(await statements.asNowKnown('2026-01'))).toEqual(usd(1_057));
    expect(cash(await statements.asNowKnown('2026-02'))).toEqual(usd(1_957));
    const [activities] = await statements.activities({
      from: '2026-02-01',
      to: '2026-02-28',
      basis: 'known',
    });
    expect(activities?.change.total).toEqual(usd(900));
  });

  it('counts the reversal of one of its entries where that entry counted', async () => {
    const [entry] = await books.database.query<{ seq: string }>(
      'select entry_seq as seq from ledger.posting where amount = 50',
    );
    await books.reverse({
      key: 'statements-reversal',
      reverses: BigInt(entry?.seq ?? 0),
      actor: 'per_a',
      approver: 'per_b',
      reason: 'never arrived',
      effectiveOn: '2026-02-04',
    });
    expect(cash(await statements.asFirstClosed('2026-01'))).toEqual(usd(1_050));
    expect(cash(await statements.asNowKnown('2026-01'))).toEqual(usd(1_007));
    expect((await statements.lateEntries('2026-01')).map(({ kind }) => kind)).toEqual([
      'fund.received.unrestricted',
      'reversal',
    ]);
    expect(
      (await statements.lateDifferences('2026-01')).map(({ account, difference }) => [
        account.code,
        difference.minor,
      ]),
    ).toEqual([
      ['1010', -43n],
      ['4110', 43n],
    ]);
  });
});
