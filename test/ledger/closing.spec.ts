import { Money } from '#kernel';
import { ExchangeRates, Periods, RevaluationService, Statements, YearEnd } from '#ledger';
import { anOrder, openBooks, usd, type Books } from './bookkeeping.js';
import { wholeLife } from './whole-life.js';

/** The whole life of grants runs in 2026; everything later in it is left out here. */
const YEAR = 2026;

describe('the end of a year', () => {
  let books: Books;
  let periods: Periods;
  let yearEnd: YearEnd;
  let statements: Statements;

  beforeAll(async () => {
    books = await openBooks();
    periods = books.get(Periods);
    yearEnd = books.get(YearEnd);
    statements = books.get(Statements);
    await books.must(
      ...wholeLife().filter(
        ({ effectiveOn = '', kind }) => effectiveOn < '2027' && kind !== 'fx.converted',
      ),
    );
    books.clock.advance(Date.parse('2027-01-05T12:00:00Z') - books.clock.now().getTime());
    await expect(yearEnd.propose(YEAR, 'per_preparer', '')).rejects.toMatchObject({
      code: 'YEAR_MONTHS_OPEN',
    });
    for (let month = 1; month <= 12; month += 1) {
      const id = `${String(YEAR)}-${String(month).padStart(2, '0')}`;
      await periods.softClose(id, 'per_preparer');
      if (month < 12) await periods.close(id, 'per_director');
    }
  });
  afterAll(() => books.stop());

  it('does not close December while revenue and expense of the year stand', async () => {
    await expect(periods.close('2026-12', 'per_director')).rejects.toMatchObject({
      code: 'YEAR_NOT_CLOSED',
    });
  });

  it('is worked out by one person and posted by another who sees the same lines', async () => {
    const { digest } = await yearEnd.look(YEAR);
    await expect(yearEnd.post(YEAR, 'per_director', digest)).rejects.toMatchObject({
      code: 'CLOSING_NOT_PROPOSED',
    });
    await expect(yearEnd.propose(YEAR, 'per_preparer', 'f'.repeat(64))).rejects.toMatchObject({
      code: 'CLOSING_CHANGED',
    });
    await yearEnd.propose(YEAR, 'per_preparer', digest);
    await expect(yearEnd.post(YEAR, 'per_preparer', digest)).rejects.toMatchObject({
      code: 'CLOSING_SAME_PERSON',
    });
    // Something comes in between, by two people: nobody posts what is no longer true.
    await books.must(
      anOrder('fund.received.unrestricted', { effectiveOn: '2026-12-31', amount: usd(5) }),
    );
    await expect(yearEnd.post(YEAR, 'per_director', digest)).rejects.toMatchObject({
      code: 'CLOSING_CHANGED',
    });
    const again = await yearEnd.look(YEAR);
    await yearEnd.propose(YEAR, 'per_preparer', again.digest);
    await yearEnd.post(YEAR, 'per_director', again.digest);
    await expect(yearEnd.propose(YEAR, 'per_preparer', '')).rejects.toMatchObject({
      code: 'CLOSING_NOTHING_LEFT',
    });
  });

  it('leaves revenue, expense and transfers at zero and net assets as they were', async () => {
    const balances = await books.balances();
    const open = Object.keys(balances).filter((name) => /^([456]|3900)/.test(name));
    expect(open).toEqual([]);
    const year = { from: '2026-01-01', to: '2026-12-31' };
    const [activities] = await statements.activities(year);
    const [position] = await statements.position({ asOf: '2026-12-31' });
    expect(activities?.change.with.minor).not.toBe(0n);
    expect(position?.netAssets).toEqual(activities?.closing);
    expect(balances['3200:RES26:USD']).toBe(-(activities?.closing.with.minor ?? 0n));
  });

  it('lets December close and the next year start from zero', async () => {
    await periods.close('2026-12', 'per_director');
    const [next] = await statements.activities({ from: '2027-01-01', to: '2027-12-31' });
    expect(next?.change.total).toEqual(usd(0));
    expect(next?.opening).toEqual(next?.closing);
    expect(await books.brokenPromises()).toEqual([]);
    await expect(yearEnd.look(1999)).rejects.toMatchObject({ code: 'YEAR_UNKNOWN' });
  });
});

describe('other currencies at the end of a month', () => {
  let books: Books;
  let revaluation: RevaluationService;
  let rates: ExchangeRates;

  beforeAll(async () => {
    books = await openBooks();
    revaluation = books.get(RevaluationService);
    rates = books.get(ExchangeRates);
    await books.must(
      anOrder('fund.received.unrestricted', { amount: usd(90_000) }),
      anOrder('provider.funding.sent', { amount: usd(90_000) }),
      anOrder('provider.funding.arrived', { amount: usd(90_000) }),
      anOrder('fx.converted', {
        amount: usd(10_000),
        counterpart: { amount: Money.of(185_000n, 'MXN') },
      }),
      anOrder('fx.converted', {
        amount: usd(10_000),
        counterpart: { amount: Money.of(15_000n, 'JPY') },
      }),
    );
    books.clock.advance(Date.parse('2026-02-02T12:00:00Z') - books.clock.now().getTime());
  });
  afterAll(() => books.stop());

  const enter = async (currency: 'MXN' | 'JPY', onDate: string, rate: string): Promise<void> => {
    await rates.enter({ currency, onDate, rate, source: 'central bank' }, 'per_preparer');
    const [latest] = (await rates.latest()).filter((each) => each.rate === rate);
    if (!latest) throw new Error('The rate was entered.');
    await rates.confirm(latest.id, 'per_releaser');
  };

  it('take rates that are decimal numbers, once a day, confirmed by another person', async () => {
    for (const rate of ['0', '-1', '1e3', '1.0000000001', '0,05', '']) {
      await expect(
        rates.enter({ currency: 'MXN', onDate: '2026-01-30', rate, source: 'bank' }, 'per_a'),
      ).rejects.toMatchObject({ code: 'RATE_INVALID' });
    }
    await rates.enter(
      { currency: 'MXN', onDate: '2026-01-30', rate: '0.05', source: 'central bank' },
      'per_preparer',
    );
    const [entered] = await rates.latest();
    if (!entered) throw new Error('The rate was entered.');
    await expect(rates.confirm(entered.id, 'per_preparer')).rejects.toMatchObject({
      code: 'RATE_SAME_PERSON',
    });
    expect((await revaluation.look('2026-01')).missing).toEqual(['JPY', 'MXN']);
    await rates.confirm(entered.id, 'per_releaser');
    await expect(enter('MXN', '2026-01-30', '0.07')).rejects.toMatchObject({ code: 'RATE_STANDS' });
  });

  it('are revalued by two people in a soft-closed month, and then both legs agree', async () => {
    await enter('JPY', '2026-01-31', '0.0067');
    const seen = (await revaluation.look('2026-01')).digest;
    await expect(revaluation.propose('2026-01', 'per_preparer', seen)).rejects.toMatchObject({
      code: 'PERIOD_NOT_PREPARED',
    });
    await books.get(Periods).softClose('2026-01', 'per_preparer');
    expect(await revaluation.agrees('2026-01')).toBe(false);
    await revaluation.propose('2026-01', 'per_preparer', seen);
    await revaluation.post('2026-01', 'per_releaser', seen);
    expect(await revaluation.agrees('2026-01')).toBe(true);
    // 185,000 at 0.05 and 15,000 yen at 0.0067: 92.50 and 100.50 dollars.
    expect((await books.balances())['1990:GEN:USD']).toBe(9_250n + 10_050n);
    expect((await books.balances())['6410:GEN:USD']).toBe(700n);
    await expect(revaluation.post('2026-01', 'per_releaser', seen)).rejects.toMatchObject({
      code: 'CLOSING_NOT_PROPOSED',
    });
  });
});
