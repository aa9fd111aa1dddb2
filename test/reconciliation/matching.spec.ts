import { days, hours, later } from '#kernel';
import { reconciliationInvariants } from '#reconciliation';
import { AccountAtProvider, RAIL } from './account-at-provider.js';

describe('matching the provider’s statement with the books', () => {
  let account: AccountAtProvider;

  beforeEach(async () => {
    account = await AccountAtProvider.open();
  });

  afterEach(async () => {
    await account.stop();
  });

  const matches = (): Promise<{ rule: string; keys: string }[]> =>
    account.running.database.query(
      `select m.rule, string_agg(x.entry_key, ',' order by x.entry_key) as keys
       from statement_match m left join statement_match_entry x on x.line_id = m.line_id
       group by m.line_id, m.rule, m.matched_at order by m.matched_at, m.rule`,
    );

  it('finds nothing wrong when both sides know everything, however often it looks', async () => {
    const payout = await account.paidPayout(25_000n);
    expect(await account.compare()).toEqual([]);
    expect(await account.compare()).toEqual([]);
    expect((await matches()).map(({ rule, keys }) => [rule, keys])).toEqual(
      expect.arrayContaining([['M1', `${payout.id}:payout.initiated`]]),
    );
    expect(await account.statement.account(RAIL, 'USD')).toEqual({
      ledgerMinor: 975_000n,
      listedMinor: 0n,
    });
  });

  it('matches money that came back with the entry that says so', async () => {
    const payout = await account.paidPayout(25_000n);
    await account.book(payout, 'payout.settled');
    await account.book(payout, 'payout.returned');
    await account.line({ minor: 25_000n, kind: 'payout_reversal', providerRef: payout.ref });
    expect(await account.compare()).toEqual([]);
  });

  it('explains one line of funding by several entries of equal sum, when no other has that sum', async () => {
    await account.sent(60_000n);
    await account.arrived(25_000n);
    await account.arrived(35_000n);
    await account.line({ minor: 60_000n, kind: 'funding', providerRef: 'rc_two_parts' });
    expect(await account.compare()).toEqual([]);
    const found = (await matches()).filter(({ rule }) => rule === 'M5');
    expect(found.map(({ keys }) => keys.split(',').length).sort()).toEqual([2]);
  });

  it('leaves a line of funding to a person when two groups fit', async () => {
    await account.sent(60_000n);
    await account.arrived(30_000n, 'advice-1');
    await account.arrived(30_000n, 'advice-2');
    const entryId = await account.line({ minor: 30_000n, kind: 'funding', providerRef: 'rc_3' });
    expect(await account.compare()).toEqual([`timing ${await account.lineId(entryId)}`]);
  });

  it('books a fee to the cent on the unrestricted fund, once', async () => {
    const entryId = await account.line({ minor: -450n, kind: 'fee', providerRef: 'feebatch_1' });
    expect(await account.compare()).toEqual([]);
    expect(await account.compare()).toEqual([]);
    const entries = await account.running.database.query<{ kind: string; source_ref: string }>(
      `select kind, source_ref from ledger.entry where kind = 'provider.fee'`,
    );
    expect(entries).toEqual([{ kind: 'provider.fee', source_ref: entryId }]);
    const lines = await account.running.database.query(
      `select l.account, l.fund, l.amount from ledger.posting l
       join ledger.entry e on e.seq = l.entry_seq and e.kind = 'provider.fee' order by l.line`,
    );
    expect(lines).toEqual([
      { account: '6110', fund: 'GEN', amount: '450' },
      { account: '1110', fund: 'GEN', amount: '-450' },
    ]);
  });

  it('books more fees than one batch of the books holds, and one that they refuse fails no other', async () => {
    const posted = async (): Promise<number> => {
      const [row] = await account.running.database.query<{ count: string }>(
        `select count(*) from ledger.entry where kind = 'provider.fee'`,
      );
      return Number(row?.count);
    };
    const before = await posted();
    const fee = { minor: -30n, kind: 'fee' } as const;
    const early = await account.line({ ...fee, effectiveAt: new Date('2020-01-31T12:00:00Z') });
    await account.lines(Array.from({ length: 1_100 }, () => ({ ...fee })));
    expect(await account.compare()).toEqual([`fee ${await account.lineId(early)}`]);
    expect(await posted()).toBe(before + 1_100);
  });

  it('opens a break for money that left without an order', async () => {
    const entryId = await account.line({ minor: -9_900n, providerRef: 'obp_stranger' });
    expect(await account.compare()).toEqual([`provider_only ${await account.lineId(entryId)}`]);
  });

  it('waits while the answer to a call may still be on its way, and not when the amount differs', async () => {
    await account.payout(9_900n, 'outcome_unknown', { state: 'unknown', ref: null });
    await account.line({ minor: -9_900n, providerRef: 'obp_late' });
    expect(await account.compare()).toEqual([]);
    const entryId = await account.line({ minor: -9_901n, providerRef: 'obp_other' });
    expect(await account.compare()).toEqual([`provider_only ${await account.lineId(entryId)}`]);
  });

  it('opens a break for another amount, and closes it only when a match proves it', async () => {
    const payout = await account.payout(25_000n, 'paid');
    await account.promise(payout);
    await account.book(payout, 'payout.initiated');
    await account.line({ minor: -20_000n, providerRef: payout.ref });
    expect(await account.compare()).toEqual([`amount ${payout.id}`]);
    expect(await account.compare(later(account.now, hours(2)))).toEqual([`amount ${payout.id}`]);
    await account.line({ minor: -25_000n, providerRef: payout.ref });
    await account.line({ minor: 20_000n, kind: 'payout_reversal', providerRef: payout.ref });
    expect(await account.compare()).toEqual([]);
  });

  it('opens a break for a second payment under one payout', async () => {
    const payout = await account.paidPayout(25_000n);
    await account.line({ minor: -25_000n, providerRef: payout.ref });
    expect(await account.compare()).toEqual([`duplicate ${payout.id}`]);
  });

  it('gives an entry an hour to appear on the statement', async () => {
    const payout = await account.payout(25_000n, 'in_transit', { state: 'accepted' });
    await account.promise(payout);
    await account.book(payout, 'payout.initiated');
    expect(await account.compare()).toEqual([]);
    const later2 = later(account.now, hours(2));
    expect(await account.compare(later2)).toEqual([`ledger_only ${payout.id}`]);
    await account.line({ minor: -25_000n, providerRef: payout.ref });
    expect(await account.compare(later2)).toEqual([]);
  });

  it('says so when the provider took money back and the books call it paid', async () => {
    const payout = await account.paidPayout(25_000n);
    await account.line({ minor: 25_000n, kind: 'payout_reversal', providerRef: payout.ref });
    expect(await account.compare()).toEqual([`state ${payout.id}`]);
  });

  it('says so when the books take a payout for failed and the provider kept the money', async () => {
    const payout = await account.paidPayout(25_000n);
    await account.book(payout, 'payout.failed');
    expect(await account.compare(later(account.now, hours(2)))).toEqual([`state ${payout.id}`]);
    const [found] = await account.breaks.listOpen();
    expect(found).toMatchObject({ expectedMinor: 25_000n, observedMinor: null });
  });

  it('lets two lines of a payout that never left cancel out', async () => {
    const payout = await account.payout(25_000n, 'failed', { state: 'failed' });
    await account.line({ minor: -25_000n, providerRef: payout.ref });
    await account.line({ minor: 25_000n, kind: 'payout_reversal', providerRef: payout.ref });
    expect(await account.compare()).toEqual([]);
    expect((await matches()).filter(({ rule }) => rule === 'M6')).toHaveLength(2);
  });

  it('opens a break for a kind of line it does not know, and for money that is not booked yet', async () => {
    const unknown = await account.line({ minor: -5n, kind: 'unknown' });
    const funding = await account.line({ minor: 77_700n, kind: 'funding', providerRef: 'rc_2' });
    expect(await account.compare()).toEqual(
      [
        `timing ${await account.lineId(funding)}`,
        `unknown_kind ${await account.lineId(unknown)}`,
      ].sort(),
    );
    await account.sent(77_700n);
    await account.arrived(77_700n, 'rc_2');
    expect(await account.compare()).toEqual([`unknown_kind ${await account.lineId(unknown)}`]);
  });

  it('does not open again what people have closed, unless the difference changed', async () => {
    const payout = await account.payout(25_000n, 'in_transit', { state: 'accepted' });
    await account.promise(payout);
    await account.book(payout, 'payout.initiated');
    const then = later(account.now, days(1));
    expect(await account.compare(then)).toEqual([`ledger_only ${payout.id}`]);
    await account.running.database.query(
      `update reconciliation_break set state = 'resolved', resolved_by = 'per_x', resolution = 'known',
         closed_at = clock_timestamp()`,
    );
    expect(await account.compare(then)).toEqual([]);
    await account.running.database.query(
      `update reconciliation_break set expected_minor = expected_minor - 1`,
    );
    expect(await account.compare(then)).toEqual([`ledger_only ${payout.id}`]);
  });

  it('imports a line once', async () => {
    await account.line({ minor: -1n, kind: 'unknown' });
    const rows = await account.running.database.query(
      `select 1 from statement_line where kind = 'unknown'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('matches twenty thousand lines in one pass, and keeps its promises', async () => {
    await account.twentyThousandPaid();
    expect(await account.compare()).toEqual([]);
    // One more than that: the opening money.
    expect((await matches()).filter(({ rule }) => rule === 'M1')).toHaveLength(20_001);
    for (const { promise, sql } of reconciliationInvariants) {
      expect({ promise, offences: await account.running.database.query(sql) }).toEqual({
        promise,
        offences: [],
      });
    }
  });
});
