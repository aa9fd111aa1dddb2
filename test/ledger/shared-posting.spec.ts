import { SharedPosting } from '#ledger';
import { UnitOfWork } from '#platform';
import { anOrder, fundedWith, openBooks, usd, type Books } from './bookkeeping.js';

describe('entries that callers post together', () => {
  let books: Books;
  let shared: SharedPosting;

  beforeAll(async () => {
    books = await openBooks();
    shared = books.get(SharedPosting);
    await books.must(...fundedWith('GEN', 1_000));
  });
  afterAll(() => books.stop());

  it('are answered one by one, and a refused one harms no neighbour', async () => {
    const orders = Array.from({ length: 40 }, (_, n) =>
      anOrder('provider.fee', { amount: usd(n === 7 ? 0 : 1) }),
    );
    const results = await Promise.all(orders.map((order) => shared.post(order)));
    expect(results.map(({ key }) => key)).toEqual(orders.map(({ key }) => key));
    expect(results.map(({ code, status }) => code ?? status)).toEqual(
      orders.map((_, n) => (n === 7 ? 'AMOUNT_INVALID' : 'posted')),
    );
    expect((await books.balances())['6110:GEN:USD']).toBe(39n);
  });

  it('share few transactions when many come at once, and each is committed when its caller hears', async () => {
    await Promise.all(
      Array.from({ length: 60 }, async () => {
        const { seq } = await shared.post(anOrder('provider.fee', { amount: usd(1) }));
        const found = await books.database.query('select 1 from ledger.entry where seq = $1', [
          String(seq),
        ]);
        expect(found).toHaveLength(1);
      }),
    );
    const [row] = await books.database.query<{ transactions: number }>(
      `select count(distinct txid)::integer as transactions from (
         select txid from ledger.entry order by seq desc limit 60) e`,
    );
    expect(row?.transactions).toBeLessThanOrEqual(3);
  });

  it('fail alone when the database cannot even read one of them', async () => {
    const unreadable = anOrder('provider.fee', { reason: 'a \u0000 in it' });
    const results = await Promise.allSettled(
      [anOrder('provider.fee'), unreadable, anOrder('provider.fee')].map((order) =>
        shared.post({ ...order, amount: usd(1) }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('never hide in somebody else’s transaction', async () => {
    await expect(
      books.get(UnitOfWork).run(() => shared.post(anOrder('provider.fee'))),
    ).rejects.toThrow('A unit of work posts its own entries.');
    expect(await books.brokenPromises()).toEqual([]);
  });
});
