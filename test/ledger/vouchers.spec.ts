import { newId } from '#kernel';
import { Periods, Vouchers, VOUCHER_KINDS, type VoucherDraft } from '#ledger';
import { anAward, awarded, fundedWith, openBooks, usd, type Books } from './bookkeeping.js';

const CLERK = 'per_clerk';
const SECOND = 'per_second';

const gift = (minor: number): VoucherDraft => ({
  kind: 'fund.received.unrestricted',
  fund: 'GEN',
  amount: usd(minor),
});
const budget = (minor: number): VoucherDraft => ({
  kind: 'budget.authorised',
  fund: 'GEN',
  amount: usd(minor),
});

describe('a voucher', () => {
  let books: Books;
  let vouchers: Vouchers;

  beforeAll(async () => {
    books = await openBooks();
    vouchers = books.get(Vouchers);
    await books.must(...fundedWith('GEN', 10_000));
  });
  afterAll(() => books.stop());

  const entries = async (): Promise<number> =>
    (await books.database.query<unknown>('select 1 from ledger.entry')).length;

  it('shows beforehand the lines and balances it will leave, and writes nothing by that', async () => {
    const before = await entries();
    const seen = await vouchers.rehearse(gift(250), CLERK);
    expect(seen).toMatchObject({ refusal: null, needsSecond: false });
    expect(seen.lines.map(({ account, amount }) => [account, amount.minor])).toEqual([
      ['1010', 250n],
      ['4110', -250n],
    ]);
    expect(seen.balances).toMatchObject([
      { account: '1010', before: usd(0), after: usd(250) },
      { account: '4110', before: usd(10_000), after: usd(10_250) },
    ]);
    expect(await entries()).toBe(before);
    const posted = await vouchers.submit(gift(250), { actor: CLERK });
    expect(posted).toMatchObject({ state: 'posted', decidedBy: null });
    expect(await books.balances()).toMatchObject({
      '1010:GEN:USD': 250n,
      '4110:GEN:USD': -10_250n,
    });
  });

  it('shows what stands for the award beside the account', async () => {
    const award = anAward();
    await books.must(...awarded('GEN', award, 500));
    const seen = await vouchers.rehearse(
      { kind: 'unclaimed.reclassified', fund: 'GEN', amount: usd(200), awardRef: award },
      CLERK,
    );
    expect(seen.needsSecond).toBe(true);
    expect(seen.balances).toContainEqual(
      expect.objectContaining({ account: '2110', award, before: usd(500), after: usd(300) }),
    );
  });

  it('waits for another person where the books need two, and is posted by them', async () => {
    const { id, state } = await vouchers.submit(budget(100), { actor: CLERK });
    expect(state).toBe('proposed');
    const before = await entries();
    await expect(vouchers.post(id, CLERK)).rejects.toMatchObject({ code: 'NEEDS_SECOND_PERSON' });
    expect(await entries()).toBe(before);
    const posted = await vouchers.post(id, SECOND);
    expect(await vouchers.post(id, SECOND)).toEqual(posted);
    expect(await entries()).toBe(before + 1);
    await expect(vouchers.post(id, 'per_third')).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
    const [row] = await books.database.query(
      `select actor, approver from ledger.entry where idempotency_key = $1`,
      [posted.key],
    );
    expect(row).toEqual({ actor: CLERK, approver: SECOND });
  });

  it('is declined with a reason by somebody else, or taken back by its writer, and then stays so', async () => {
    const declined = await vouchers.submit(budget(7), { actor: CLERK });
    await expect(vouchers.decline(declined.id, CLERK, 'My own')).rejects.toMatchObject({
      code: 'NEEDS_SECOND_PERSON',
    });
    await vouchers.decline(declined.id, SECOND, 'The board did not agree');
    await expect(vouchers.post(declined.id, SECOND)).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
    const taken = await vouchers.submit(budget(8), { actor: CLERK });
    await expect(vouchers.withdraw(taken.id, SECOND)).rejects.toMatchObject({
      code: 'NOT_YOUR_VOUCHER',
    });
    await vouchers.withdraw(taken.id, CLERK);
    await expect(vouchers.post(taken.id, SECOND)).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
    await expect(
      books.database.query(`update voucher set state = 'posted' where id = $1`, [taken.id]),
    ).rejects.toMatchObject({ code: '55000' });
  });

  it('is written once, however often and however fast its form is sent', async () => {
    const origin = { actor: CLERK, id: newId('voucher') };
    const before = await entries();
    const all = await Promise.all([1, 2, 3, 4].map(() => vouchers.submit(gift(1), origin)));
    expect(new Set(all.map(({ entry }) => entry)).size).toBe(1);
    expect(await entries()).toBe(before + 1);
    await expect(vouchers.submit(gift(2), origin)).rejects.toMatchObject({
      code: 'VOUCHER_REUSED',
    });
  });

  it.each([
    ['BUDGET_EXCEEDED', { ...budget(99_999_999), kind: 'budget.reduced', reason: 'Less' }],
    ['INSUFFICIENT_FUNDS', { ...gift(99_999_999), kind: 'provider.funding.sent' }],
    ['PERIOD_CLOSED', { ...gift(5), effectiveOn: '2025-10-05' }],
    ['NO_PERIOD', { ...gift(5), effectiveOn: '1999-10-05' }],
    ['FUND_MISMATCH', { ...gift(5), fund: 'RES26' }],
    ['REASON_MISSING', { ...budget(5), kind: 'budget.reduced' }],
    ['AWARD_MISSING', { ...gift(5), kind: 'card.loaded' }],
    ['AMOUNT_INVALID', { ...gift(2), kind: 'rounding.recorded', variant: 'up' }],
    ['UNKNOWN_ENTRY', { reverses: 123_456_789n, reason: 'Wrong' }],
  ] as [string, VoucherDraft][])('is refused with %s, and nothing is kept', async (code, draft) => {
    await closeOctober(books);
    await expect(vouchers.submit(draft, { actor: CLERK })).rejects.toMatchObject({ code });
    expect((await vouchers.rehearse(draft, CLERK)).refusal?.code).toBe(code);
  });

  it.each([
    'from ana@example.org',
    'call 202-555-0101',
    'account 000123456789',
    '123-45-6789',
    '+15550001111',
  ])('holds no personal data: %s', async (text) => {
    for (const more of [{ reason: text }, { sourceRef: text }]) {
      await expect(
        vouchers.submit({ ...gift(5), ...more }, { actor: CLERK }),
      ).rejects.toMatchObject({ code: 'TEXT_NOT_NEUTRAL' });
    }
  });

  it.each([
    'Statement 2026-01, line 14',
    'Board minutes 2026-01-31 no. 12',
    'Grant 15POVC-26-GG-00123',
  ])('takes a plain reference: %s', async (sourceRef) => {
    await expect(
      vouchers.submit({ ...gift(5), sourceRef }, { actor: CLERK }),
    ).resolves.toMatchObject({ state: 'posted' });
  });

  it('needs two in a month that is being closed, whatever its kind', async () => {
    await books.get(Periods).softClose('2025-11', CLERK);
    const draft = { ...gift(9), effectiveOn: '2025-11-30' };
    const waiting = await vouchers.submit(draft, { actor: CLERK });
    expect(waiting.state).toBe('proposed');
    await expect(vouchers.post(waiting.id, SECOND)).resolves.toMatchObject({ state: 'posted' });
  });

  it('reverses an entry written by hand, but none that belongs to an award', async () => {
    const { entry } = await vouchers.submit(gift(42), { actor: CLERK });
    const undo = { reverses: entry ?? 0n, reason: 'Booked twice' };
    const { id } = await vouchers.submit(undo, { actor: CLERK });
    await vouchers.post(id, SECOND);
    await expect(vouchers.submit(undo, { actor: CLERK })).rejects.toMatchObject({
      code: 'ALREADY_REVERSED',
    });
    const [award] = await books.database.query<{ seq: string }>(
      `select seq from ledger.entry where kind = 'award.notified' limit 1`,
    );
    await expect(
      vouchers.submit({ reverses: BigInt(award?.seq ?? 0), reason: 'No' }, { actor: CLERK }),
    ).rejects.toMatchObject({ code: 'UNDONE_ELSEWHERE' });
  });

  it('keeps lines of its own exactly', async () => {
    const draft: VoucherDraft = {
      kind: 'adjustment.posted',
      reason: 'Fee on the wrong account',
      lines: [
        { account: '6110', fund: 'GEN', amount: usd(30) },
        { account: '2510', fund: 'GEN', amount: usd(-30) },
      ],
    };
    const { id } = await vouchers.submit(draft, { actor: CLERK });
    expect((await vouchers.get(id)).draft).toEqual(draft);
    await vouchers.post(id, SECOND);
    expect(await books.balances()).toMatchObject({ '6110:GEN:USD': 30n, '2510:GEN:USD': -30n });
  });

  it('carries the result of a year into net assets, by two: year.closed', async () => {
    const before = await books.balances();
    const draft: VoucherDraft = {
      kind: 'year.closed',
      lines: [
        { account: '4110', fund: 'GEN', amount: usd(1_000) },
        { account: '3100', fund: 'GEN', amount: usd(-1_000) },
      ],
    };
    const { id } = await vouchers.submit(draft, { actor: CLERK });
    await vouchers.post(id, SECOND);
    expect(await books.balances()).toMatchObject({
      '4110:GEN:USD': (before['4110:GEN:USD'] ?? 0n) + 1_000n,
      '3100:GEN:USD': -1_000n,
    });
  });

  it('knows every kind by words, and only kinds and variants that exist', async () => {
    const facts = new Map((await vouchers.kinds()).map((one) => [one.kind, one]));
    for (const { kind, variants } of VOUCHER_KINDS) {
      expect(facts.has(kind)).toBe(true);
      const known = facts.get(kind)?.variants ?? [];
      expect([kind, Object.keys(variants ?? {}).filter((one) => !known.includes(one))]).toEqual([
        kind,
        [],
      ]);
    }
  });

  it('leaves every promise of the books kept', async () => {
    expect(await books.brokenPromises()).toEqual([]);
  });
});

async function closeOctober(books: Books): Promise<void> {
  const [october] = await books.database.query<{ state: string }>(
    `select state from ledger.period where id = '2025-10'`,
  );
  if (october?.state !== 'open') return;
  await books.get(Periods).softClose('2025-10', CLERK);
  await books.get(Periods).close('2025-10', SECOND);
}
