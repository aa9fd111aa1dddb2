import { BooksService } from '#ledger';
import { anOrder, openBooks, usd, type Books } from './bookkeeping.js';

describe('accounting periods', () => {
  let books: Books;

  beforeAll(async () => {
    books = await openBooks();
    await books.must(
      anOrder('fund.received.unrestricted', { effectiveOn: '2025-10-03', amount: usd(500) }),
      anOrder('fund.received.unrestricted', { effectiveOn: '2025-11-03', amount: usd(70) }),
    );
  });
  afterAll(() => books.stop());

  const close = async (period: string): Promise<void> => {
    await books.ledger.softClosePeriod(period, 'per_preparer');
    await books.ledger.closePeriod(period, 'per_director');
  };

  it('are prepared by one person and closed by another', async () => {
    await expect(books.ledger.closePeriod('2025-10', 'per_director')).rejects.toMatchObject({
      code: 'PERIOD_NOT_PREPARED',
    });
    await books.ledger.softClosePeriod('2025-10', 'per_preparer');
    await expect(books.ledger.closePeriod('2025-10', 'per_preparer')).rejects.toMatchObject({
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
    await expect(books.ledger.closePeriod('2025-10', 'per_director')).rejects.toMatchObject({
      code: 'SUSPENSE_NOT_CLEARED',
    });
    await books.must(
      anOrder('suspense.paid', { effectiveOn: '2025-10-21', amount: usd(9), variant: 'provider' }),
    );
    await books.ledger.closePeriod('2025-10', 'per_director');
    const [refused] = await books.post(anOrder('provider.fee', { effectiveOn: '2025-10-31' }));
    expect(refused?.code).toBe('PERIOD_CLOSED');
    await expect(books.ledger.softClosePeriod('2025-10', 'per_a')).rejects.toMatchObject({
      code: 'PERIOD_NOT_OPEN',
    });
    await expect(
      books.database.query(`alter table ledger.period disable trigger only_from;
        update ledger.period set state = 'open' where id = '2025-10'`),
    ).rejects.toMatchObject({ code: '55000' });
  });

  it('close in order', async () => {
    await books.ledger.softClosePeriod('2025-12', 'per_preparer');
    await expect(books.ledger.closePeriod('2025-12', 'per_director')).rejects.toMatchObject({
      code: 'EARLIER_PERIOD_OPEN',
    });
    await expect(books.ledger.closePeriod('1999-01', 'per_director')).rejects.toMatchObject({
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
    await books.ledger.closePeriod('2025-12', 'per_director');
    await close('2026-01');
    const [again] = await books.post(order);
    expect(again?.status).toBe('replayed');
    expect(
      (await books.brokenPromises()).filter(
        (promise) => promise !== 'No account of money is overdrawn.',
      ),
    ).toEqual([]);
  });
});
