import { BooksService, FundingService } from '#ledger';
import { openBooks, usd, type Books } from './bookkeeping.js';

describe('money on its way into a fund', () => {
  let books: Books;
  let funding: FundingService;

  beforeAll(async () => {
    books = await openBooks();
    funding = books.get(FundingService);
  });
  afterAll(() => books.stop());

  it('goes from a gift to the provider, each act with its entry and its audit event', async () => {
    const act = { fund: 'RES26', amount: usd(700), actor: 'per_clerk', approver: 'per_director' };
    await funding.receiveGift({ ...act, key: 'gift-000001' });
    await funding.authoriseBudget({ ...act, key: 'budget-0001' });
    await funding.sendToProvider({ ...act, key: 'send-000001', amount: usd(500) });
    expect(await books.get(BooksService).fundStatus('RES26')).toMatchObject({
      atBank: usd(200),
      onTheWayToProvider: usd(500),
      available: usd(700),
    });
    await funding.arriveAtProvider({ ...act, key: 'arrive-0001', amount: usd(400) });
    await funding.arriveAtProvider({ ...act, key: 'arrive-0002', amount: usd(100) }, 'cards');
    expect(await books.get(BooksService).fundStatus('RES26')).toMatchObject({
      onTheWayToProvider: usd(0),
      atProvider: usd(400),
      onCardsProgramme: usd(100),
    });
    const events = await books.database.query<{ act: string }>(
      `select concat_ws(' ', kind, act, details ->> 'kind') as act from audit_event
       where subject = 'fund:RES26' or details ->> 'fund' = 'RES26' order by seq`,
    );
    expect(events.map((event) => event.act)).toEqual([
      'act FundOpened',
      'decision VoucherPosted fund.received.restricted',
      'decision VoucherPosted budget.authorised',
      'decision VoucherPosted provider.funding.sent',
      'decision VoucherPosted provider.funding.arrived',
      'decision VoucherPosted provider.funding.arrived',
    ]);
  });

  it('is revenue, a restricted contribution or an advance, as the fund says', async () => {
    const gift = { amount: usd(10), actor: 'per_clerk' };
    await funding.receiveGift({ ...gift, fund: 'GEN', key: 'gift-gen-01' });
    await funding.receiveGift({ ...gift, fund: 'OVC26', key: 'gift-ovc-01' });
    await funding.earnAdvance({ ...gift, fund: 'OVC26', amount: usd(4), key: 'earn-ovc-01' });
    expect(await books.balances()).toMatchObject({
      '4110:GEN:USD': -10n,
      '2210:OVC26:USD': -6n,
      '4210:OVC26:USD': -4n,
    });
  });

  it('is counted once, however often the form is sent', async () => {
    const gift = { fund: 'GEN', amount: usd(3), actor: 'per_clerk', key: 'gift-twice-1' };
    await funding.receiveGift(gift);
    await funding.receiveGift(gift);
    const events = await books.database.query(
      `select 1 from audit_event where act = 'VoucherPosted' and details ->> 'amountMinor' = '3'`,
    );
    expect(events).toHaveLength(1);
  });

  it('is refused in words, and then nothing is recorded', async () => {
    await expect(
      funding.authoriseBudget({
        fund: 'GEN',
        amount: usd(1),
        actor: 'per_a',
        approver: 'per_a',
        key: 'self-00001',
      }),
    ).rejects.toMatchObject({ kind: 'conflict', code: 'NEEDS_SECOND_PERSON' });
    await expect(
      funding.receiveGift({ fund: 'NOPE', amount: usd(1), actor: 'per_a', key: 'nofund-001' }),
    ).rejects.toMatchObject({ code: 'FUND_UNKNOWN' });
    const events = await books.database.query(`select 1 from audit_event where actor = 'per_a'`);
    expect(events).toEqual([]);
  });

  it.each([
    ['FUND_EXISTS', { code: 'GEN', name: 'Again', restriction: 'none' as const }],
    ['FUND_INVALID', { code: 'lower', name: 'Lower', restriction: 'none' as const }],
    ['FUND_INVALID', { code: 'OK1', name: 'x', restriction: 'none' as const }],
    [
      'FUND_INVALID',
      { code: 'OK2', name: 'Dates', restriction: 'time' as const, startsOn: '2026-02-30' },
    ],
    [
      'FUND_INVALID',
      {
        code: 'OK3',
        name: 'Dates',
        restriction: 'time' as const,
        startsOn: '2026-02-03',
        endsOn: '2026-02-02',
      },
    ],
    [
      'FUND_INVALID',
      {
        code: 'OK4',
        name: 'Listing',
        restriction: 'conditional' as const,
        assistanceListing: '16320',
      },
    ],
  ])('opens no fund with %s', async (code, fund) => {
    await expect(funding.openFund(fund, 'per_admin')).rejects.toMatchObject({ code });
  });
});
