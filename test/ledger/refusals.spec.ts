import { Money } from '#kernel';
import { UnitOfWork } from '#platform';
import type { AnyOrder, PostingOrder, RefusalCode } from '#ledger';
import {
  anAward,
  anOrder,
  awarded,
  fundedWith,
  openBooks,
  usd,
  type Books,
} from './bookkeeping.js';

describe('what the books refuse', () => {
  let books: Books;

  beforeAll(async () => {
    books = await openBooks();
    await books.must(...fundedWith('GEN', 100_000), ...fundedWith('RES26', 100_000));
  });
  afterAll(() => books.stop());

  const expectRefusal = async (code: RefusalCode, order: AnyOrder): Promise<void> => {
    const before = await books.balances();
    const [left, refused, right] = await books.post(
      anOrder('provider.fee', { amount: usd(1) }),
      order,
      anOrder('provider.fee', { amount: usd(2) }),
    );
    expect(refused).toMatchObject({ status: 'refused', code, seq: null });
    expect(refused?.message).toMatch(/^[A-Z].*\.$/);
    // Its neighbours are unharmed, and it moved nothing itself.
    expect([left?.status, right?.status]).toEqual(['posted', 'posted']);
    const after = await books.balances();
    expect(after).toEqual({
      ...before,
      '6110:GEN:USD': (before['6110:GEN:USD'] ?? 0n) + 3n,
      '1110:GEN:USD': (before['1110:GEN:USD'] ?? 0n) - 3n,
    });
  };

  const raw = (kind: string, more: object = {}): AnyOrder =>
    Object.assign(anOrder('provider.fee'), { kind, ...more });
  const line = (account: string, amount: number, more: object = {}): object => ({
    account,
    fund: 'GEN',
    amount: usd(amount),
    ...more,
  });
  const adjustment = (...lines: object[]): AnyOrder =>
    ({ ...anOrder('provider.fee'), kind: 'adjustment.posted', lines }) as unknown as AnyOrder;

  it.each<[RefusalCode, string, () => AnyOrder]>([
    ['UNKNOWN_KIND', 'a kind that does not exist', (): AnyOrder => raw('payout.imagined')],
    [
      'UNKNOWN_VARIANT',
      'a variant its kind does not have',
      (): AnyOrder => anOrder('provider.fee', { variant: 'gold' }),
    ],
    [
      'UNKNOWN_FUND',
      'a fund that does not exist',
      (): AnyOrder => anOrder('provider.fee', { fund: 'NOPE' }),
    ],
    [
      'UNKNOWN_FUND',
      'a counterpart that does not exist',
      (): AnyOrder => anOrder('interfund.loan', { counterpart: { fund: 'NOPE' } }),
    ],
    [
      'UNKNOWN_CURRENCY',
      'a currency not in use',
      (): AnyOrder => raw('provider.fee', { amount: { minor: 5n, currency: 'EUR' } }),
    ],
    [
      'FUND_MISMATCH',
      'a restricted gift to an unrestricted fund',
      (): AnyOrder => anOrder('fund.received.restricted'),
    ],
    ['AMOUNT_INVALID', 'nothing', (): AnyOrder => anOrder('provider.fee', { amount: usd(0) })],
    [
      'AMOUNT_INVALID',
      'less than nothing',
      (): AnyOrder => anOrder('provider.fee', { amount: usd(-5) }),
    ],
    [
      'AMOUNT_INVALID',
      'more than fits',
      (): AnyOrder => anOrder('provider.fee', { amount: usd(9_000_000_000_000_000_000n) }),
    ],
    [
      'AMOUNT_INVALID',
      'a rounding of more than one minor unit',
      (): AnyOrder => anOrder('rounding.recorded', { amount: usd(2) }),
    ],
    ['AWARD_MISSING', 'an award without its reference', (): AnyOrder => anOrder('award.reserved')],
    [
      'AWARD_INVALID',
      'a reference that is no UUID',
      (): AnyOrder => anOrder('award.reserved', { awardRef: 'R-1' }),
    ],
    [
      'KEY_INVALID',
      'a key that is too short',
      (): AnyOrder => anOrder('provider.fee', { key: 'short' }),
    ],
    ['ACTOR_MISSING', 'an act of nobody', (): AnyOrder => anOrder('provider.fee', { actor: '' })],
    [
      'NEEDS_SECOND_PERSON',
      'a payout by one person',
      (): AnyOrder => raw('payout.initiated', { awardRef: anAward(), approver: undefined }),
    ],
    [
      'NEEDS_SECOND_PERSON',
      'a person approving herself',
      (): AnyOrder => anOrder('budget.authorised', { actor: 'per_a', approver: 'per_a' }),
    ],
    [
      'REASON_MISSING',
      'a cancellation without a reason',
      (): AnyOrder => anOrder('award.cancelled', { awardRef: anAward(), reason: '  ' }),
    ],
    [
      'DATE_INVALID',
      'the 30th of February',
      (): AnyOrder => anOrder('provider.fee', { effectiveOn: '2026-02-30' }),
    ],
    [
      'DATE_INVALID',
      'a date in other words',
      (): AnyOrder => anOrder('provider.fee', { effectiveOn: 'yesterday' }),
    ],
    [
      'NO_PERIOD',
      'a date outside the calendar of periods',
      (): AnyOrder => anOrder('provider.fee', { effectiveOn: '2025-09-30' }),
    ],
    [
      'LINES_NOT_ALLOWED',
      'lines where a template stands',
      (): AnyOrder =>
        ({ ...anOrder('provider.fee'), lines: [line('1110', 5)] }) as unknown as AnyOrder,
    ],
    ['LINES_MISSING', 'one line', (): AnyOrder => adjustment(line('1110', 5))],
    [
      'UNKNOWN_ACCOUNT',
      'an account that does not exist',
      (): AnyOrder => adjustment(line('7777', 5), line('1110', -5)),
    ],
    [
      'UNKNOWN_FUND',
      'a line on a fund that does not exist',
      (): AnyOrder =>
        adjustment(line('6110', 5, { fund: 'NOPE' }), line('1110', -5, { fund: 'NOPE' })),
    ],
    [
      'AMOUNT_INVALID',
      'a line of zero',
      (): AnyOrder => adjustment(line('6110', 0), line('1110', 0)),
    ],
    [
      'SIDE_WRONG',
      'an account the kind does not touch',
      (): AnyOrder => adjustment(line('9010', 5), line('9110', -5)),
    ],
    [
      'UNBALANCED',
      'debits that are not credits',
      (): AnyOrder => adjustment(line('6110', 5), line('1110', -4)),
    ],
    [
      'UNBALANCED',
      'balance only across funds',
      (): AnyOrder => adjustment(line('6110', 5), line('1110', -5, { fund: 'RES26' })),
    ],
    [
      'UNBALANCED',
      'balance only across currencies',
      (): AnyOrder =>
        adjustment(line('6110', 5), line('1110', -5, { amount: Money.of(-5n, 'MXN') })),
    ],
    [
      'INSUFFICIENT_FUNDS',
      'more than the provider holds',
      (): AnyOrder => anOrder('provider.withdrawal', { amount: usd(200_000) }),
    ],
    [
      'BUDGET_EXCEEDED',
      'more than the budget has',
      (): AnyOrder => anOrder('award.reserved', { awardRef: anAward(), amount: usd(100_001) }),
    ],
    [
      'AWARD_OVERPAID',
      'approving what was not reserved',
      (): AnyOrder => anOrder('payout.initiated', { awardRef: anAward() }),
    ],
    [
      'UNKNOWN_ENTRY',
      'reversing what does not exist',
      (): AnyOrder => ({ ...anOrder('provider.fee'), reverses: 999_999n }),
    ],
  ])('refuses with %s: %s', async (code, _case, make) => {
    await expectRefusal(code, make());
  });

  it('refuses a key with another body, and answers the same body with its first number', async () => {
    const order = anOrder('provider.fee');
    const [first] = await books.post(order);
    await expectRefusal('KEY_REUSED', { ...order, amount: usd(101) });
    const [again] = await books.post(order);
    expect(again).toMatchObject({ status: 'replayed', seq: first?.seq });
  });

  it('posts the same order once though another day has begun', async () => {
    const order = anOrder('provider.fee');
    const [first] = await books.post(order);
    books.clock.advance(86_400_000);
    const [again] = await books.post(order);
    books.clock.advance(-86_400_000);
    expect(again).toMatchObject({ status: 'replayed', seq: first?.seq });
  });

  it('posts a key once that stands twice in a batch, and judges a repeated refused one anew', async () => {
    const order = anOrder('provider.fee');
    const [one, two, other] = await books.post(order, order, { ...order, amount: usd(7) });
    expect([one?.status, two?.status, other?.code]).toEqual(['posted', 'replayed', 'KEY_REUSED']);
    expect(two?.seq).toBe(one?.seq);
    const dear = anOrder('award.reserved', { fund: 'OVC26', awardRef: anAward() });
    const budget = anOrder('budget.authorised', { fund: 'OVC26' });
    const results = await books.post(dear, budget, dear);
    expect(results.map((result) => result.status)).toEqual(['refused', 'posted', 'posted']);
  });

  it('never lets an award be paid twice, whichever way', async () => {
    const award = anAward();
    const pay = { fund: 'RES26', awardRef: award, amount: usd(5_000) };
    await books.must(...awarded('RES26', award, 5_000));
    await books.must(anOrder('payout.initiated', pay));
    // On its way: neither another payout nor a card may follow, nor may the promise be taken back.
    await expectRefusal('AWARD_OVERPAID', anOrder('payout.initiated', pay));
    await expectRefusal('AWARD_OVERPAID', anOrder('award.cancelled', pay));
    await books.must(anOrder('payout.settled', pay));
    await expectRefusal('AWARD_OVERPAID', anOrder('payout.initiated', pay));
    await expectRefusal('AWARD_OVERPAID', anOrder('payout.settled', pay));
    // It comes back: now it may be sent again, once.
    await books.must(anOrder('payout.returned', pay), anOrder('payout.initiated', pay));
    await expectRefusal('AWARD_OVERPAID', anOrder('payout.initiated', { ...pay, amount: usd(1) }));
  });

  it('refuses to pay an award out of another fund', async () => {
    const award = anAward();
    await books.must(...awarded('RES26', award, 1_000));
    await expectRefusal(
      'AWARD_OVERPAID',
      anOrder('payout.initiated', { fund: 'GEN', awardRef: award, amount: usd(1_000) }),
    );
  });

  it('reverses an entry once, as its exact mirror', async () => {
    const [fee] = await books.post(anOrder('provider.fee', { amount: usd(77) }));
    const reverses = fee?.seq ?? 0n;
    const order = { key: 'reverse-0001', reverses, reason: 'wrong', actor: 'per_a' };
    await expectRefusal('NEEDS_SECOND_PERSON', order);
    await expectRefusal('REASON_MISSING', { ...order, reason: '', approver: 'per_b' });
    const crooked = { ...order, approver: 'per_b', key: 'reverse-0002' };
    const [notMirror] = await books.get(UnitOfWork).run(() =>
      books.database.query<{ code: string }>('select code from ledger.post_entries($1)', [
        JSON.stringify([
          {
            kind: 'reversal',
            key: crooked.key,
            reverses: String(reverses),
            reason: 'wrong',
            actor: 'per_a',
            approver: 'per_b',
            today: '2026-01-15',
            lines: [
              { account: '6110', fund: 'GEN', currency: 'USD', amount: '-76' },
              { account: '1110', fund: 'GEN', currency: 'USD', amount: '76' },
            ],
          },
        ]),
      ]),
    );
    expect(notMirror?.code).toBe('NOT_MIRROR');
    const before = await books.balances();
    const reversal = await books.reverse({ ...order, approver: 'per_b' });
    const after = await books.balances();
    expect((after['6110:GEN:USD'] ?? 0n) - (before['6110:GEN:USD'] ?? 0n)).toBe(-77n);
    await expect(books.reverse({ ...order, approver: 'per_b' })).resolves.toBe(reversal);
    await expectRefusal('ALREADY_REVERSED', { ...order, approver: 'per_b', key: 'reverse-0003' });
    await expectRefusal('REVERSAL_FINAL', {
      ...order,
      approver: 'per_b',
      key: 'reverse-0004',
      reverses: reversal,
    });
  });

  it('rolls the whole act back when one of its orders is refused', async () => {
    const before = await books.balances();
    await expect(
      books.must(anOrder('provider.fee'), anOrder('provider.fee', { fund: 'NOPE' })),
    ).rejects.toMatchObject({ kind: 'conflict', code: 'UNKNOWN_FUND' });
    expect(await books.balances()).toEqual(before);
  });

  it('records a fact that takes money below zero, and shows it', async () => {
    await books.must(anOrder('provider.fee', { fund: 'OVC26', amount: usd(9) }));
    expect(await books.brokenPromises()).toEqual(['No account of money is overdrawn.']);
    await books.must(
      anOrder('fund.received.conditional', { fund: 'OVC26', amount: usd(9) }),
      anOrder('provider.funding.sent', { fund: 'OVC26', amount: usd(9) }),
      anOrder('provider.funding.arrived', { fund: 'OVC26', amount: usd(9) }),
    );
    expect(await books.brokenPromises()).toEqual([]);
  });

  it('refuses what a balance cannot hold, and neighbours that move the same balance fit or not by themselves', async () => {
    const most = '1999999999999999950';
    const behindTheCurtain = async (sql: string, ...values: string[]): Promise<void> => {
      await books.database.query('alter table ledger.balance disable trigger only_from');
      await books.database.query(sql, values);
      await books.database.query('alter table ledger.balance enable trigger only_from');
    };
    const fill = (debits: string): Promise<void> =>
      behindTheCurtain(
        `update ledger.balance set debits = $1 where account in ('6110', '1110') and fund = 'OVC26'`,
        debits,
      );
    const fee = (minor: number): PostingOrder =>
      anOrder('provider.fee', { fund: 'OVC26', amount: usd(minor) });
    await fill(most);
    const results = await books.post(fee(40), fee(20), fee(10), fee(1));
    expect(results.map(({ status, code }) => code ?? status)).toEqual([
      'posted',
      'BALANCE_FULL',
      'posted',
      'BALANCE_FULL',
    ]);
    // Even a balance that is wrong by then is refused, not added up.
    await fill('9223372036854775807');
    await expectRefusal('BALANCE_FULL', fee(1));
    await behindTheCurtain(
      `update ledger.balance b set debits = coalesce((
         select sum(greatest(p.amount, 0)) from ledger.posting p
         where p.account = b.account and p.fund = b.fund and p.currency = b.currency), 0)`,
    );
    expect(await books.brokenPromises()).toEqual(['No account of money is overdrawn.']);
  });

  it('refuses more than a thousand orders at once, whole', async () => {
    const orders = Array.from({ length: 1_001 }, () => anOrder('provider.fee'));
    await expect(books.post(...orders)).rejects.toMatchObject({ code: 'BATCH_TOO_LARGE' });
  });

  it('refuses an entry of a million lines, and posts its neighbour', async () => {
    const endless = Object.assign(adjustment(), {
      lines: Array<object>(1_000_000).fill(line('1010', 1)),
    });
    const results = await books.post(anOrder('provider.fee'), endless);
    expect(results.map(({ status, code }) => code ?? status)).toEqual(['posted', 'LINES_MISSING']);
  });
});
