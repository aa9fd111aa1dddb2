import { newId } from '#kernel';
import { BooksService } from '#ledger';
import {
  AccountSweep,
  NoticeGaps,
  Payouts,
  ProviderAlerts,
  RailRegistry,
  type Settlement,
  type Payout,
} from '#payouts';
import { Reconciler, ReconciliationModule } from '#reconciliation';
import { days, hours, usd, type PayoutHouse } from './payout-house.js';
import { CONNECT, openConnectHouse, sentByConnect } from './connect-house.js';

const RESTS = 'money_at_recipient';

/** No notice comes in this house: what the bank sends back late, nobody tells us. */
describe('A payout that fails after it was paid', () => {
  let house: PayoutHouse;
  let settlement: Settlement;
  let sweep: AccountSweep;
  beforeAll(async () => {
    house = await openConnectHouse({}, [ReconciliationModule]);
    settlement = house.settlement;
    sweep = house.get(AccountSweep);
    await house.sql(
      `insert into role_grant (person_id, role, granted_by) values ($1, 'finance_preparer', 'system')`,
      house.preparer,
    );
  });
  afterAll(() => house.close());
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    await house.putAside();
    expect(await house.brokenPromises()).toEqual([]);
  });

  /** Hers, as far as anybody knows. */
  async function paid(minor = 10_000): Promise<{ payout: Payout; account: string }> {
    const sent = await sentByConnect(house, minor);
    await house.pass(hours(2));
    await settlement.poll();
    expect(await house.stateOf(sent.payout.id)).toBe('paid');
    return sent;
  }
  async function settled(minor?: number): Promise<{ payout: Payout; account: string }> {
    const sent = await paid(minor);
    await house.pass(days(9));
    await settlement.settleDue();
    expect(await house.stateOf(sent.payout.id)).toBe('settled');
    return sent;
  }
  const ownAt = ({ id }: Payout) =>
    house.sandbox.desk.connect.payouts().find(({ object }) => object.metadata['payout'] === id);
  /** Her bank sends it back; the provider's notice of it is lost. */
  const fails = (payout: Payout): void => {
    house.sandbox.desk.connect.decide(ownAt(payout)?.object.id ?? '', 'fail', 'account_closed');
  };
  /** The call that brings the money back, and the library's own second one, get no answer. */
  const losesWayBack = async (payout: Payout, kind: 'drop_before' | 'drop_after') => {
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    const path = `/v1/transfers/${attempt?.providerRef ?? ''}/reversals`;
    house.sandbox.desk.addFault({ kind, method: 'POST', path, times: 2 });
  };
  /** Somebody paid by hand through the account, and that payout failed: no payout of ours explains what rests. */
  const strangeMoneyAt = async (account: string) => {
    const rail = house.get(RailRegistry).get(CONNECT);
    const reference = newId('payout');
    const payee = { recipient: account, method: account };
    const order = { key: `po:${reference}:1`, reference, ...payee, amount: usd(700) };
    const result = await rail.submit(order);
    if (result.kind !== 'accepted') throw new Error('The sandbox did not pay.');
    const [latest] = house.sandbox.desk.connect.payouts();
    house.sandbox.desk.connect.decide(latest?.object.id ?? '', 'fail', 'account_closed');
    return { takeBack: () => rail.finish?.(result.observed.providerRef) };
  };
  const instalmentOf = async ({ instalmentId }: Payout): Promise<string | undefined> => {
    const [row] = await house.running.database.query<{ state: string }>(
      'select state from instalment where id = $1',
      [instalmentId],
    );
    return row?.state;
  };
  const difference = async (): Promise<bigint> => {
    const { minor } = await house.get(BooksService).accountBalance('1115', 'USD');
    return minor - BigInt(house.sandbox.desk.connect.availableMinor);
  };
  const letters = async (): Promise<number> => {
    await house.running.drain();
    return house.sandbox.desk.inbox().filter(({ subject }) => subject === 'Something to look at')
      .length;
  };
  const openAlerts = async (account: string) =>
    (await house.get(ProviderAlerts).open()).filter(
      ({ kind, subject }) => kind === RESTS && subject === account,
    );
  async function expectOwedAgain(payout: Payout): Promise<void> {
    expect(await house.stateOf(payout.id)).toBe('returned');
    expect(await instalmentOf(payout)).toBe('due');
    expect(await house.entriesOf(payout)).toEqual([
      'payout.initiated',
      'payout.settled',
      'payout.returned',
    ]);
    expect(house.sandbox.desk.connect.resting()).toBe(0);
    expect(await difference()).toBe(0n);
  }

  it('on day 7 is still looked at, because that is how long its way may bring it back', async () => {
    const { payout } = await paid();
    await house.pass(days(7));
    expect(await settlement.settleDue()).toBe(0);
    fails(payout);
    await settlement.poll();
    await expectOwedAgain(payout);
  });

  it('after it was settled is brought back by night, and she is owed again; a second night changes nothing', async () => {
    const { payout, account } = await settled();
    await house.pass(days(30));
    fails(payout);
    expect(house.sandbox.desk.connect.resting()).toBe(10_000);
    expect(await sweep.run()).toBe(1);
    await expectOwedAgain(payout);
    expect(await sweep.run()).toBe(0);
    await expectOwedAgain(payout);
    expect(await openAlerts(account)).toEqual([]);
  });

  it('after it was settled is found in the list of events of her account, while the bank may still be late', async () => {
    const { payout } = await settled();
    await house.pass(days(3));
    fails(payout);
    await house.get(NoticeGaps).fill();
    await house.running.drain();
    await expectOwedAgain(payout);
  });

  it('and cannot be brought back that night is brought back by the next one; others come back meanwhile', async () => {
    const silent = await settled();
    const other = await settled();
    fails(silent.payout);
    fails(other.payout);
    await losesWayBack(silent.payout, 'drop_before');
    await expect(sweep.run()).rejects.toMatchObject({ code: 'ACCOUNTS_NOT_SWEPT' });
    expect(await house.stateOf(other.payout.id)).toBe('returned');
    expect(house.sandbox.desk.connect.resting()).toBe(10_000);
    expect(await sweep.run()).toBe(1);
    await expectOwedAgain(silent.payout);
  });

  it('and came back without our knowing, as after a crash, is booked once, by the statement', async () => {
    const { payout, account } = await settled();
    fails(payout);
    await losesWayBack(payout, 'drop_after');
    await expect(sweep.run()).rejects.toMatchObject({ code: 'ACCOUNTS_NOT_SWEPT' });
    expect(house.sandbox.desk.connect.resting()).toBe(0);
    expect(await house.stateOf(payout.id)).toBe('settled');
    expect(await difference()).toBe(-10_000n);
    expect(await sweep.run()).toBe(0);
    await house.get(Reconciler).run(CONNECT);
    await expectOwedAgain(payout);
    expect(await sweep.run()).toBe(0);
    expect(await openAlerts(account)).toEqual([]);
  });

  it('leaves alone what is on its way through the account', async () => {
    const { payout } = await sentByConnect(house);
    house.sandbox.desk.connect.decide(ownAt(payout)?.object.id ?? '', 'fail', 'account_closed');
    expect(await sweep.run()).toBe(0);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    await house.pass(hours(2));
    await settlement.poll();
    expect(await house.stateOf(payout.id)).toBe('failed');
    expect(house.sandbox.desk.connect.resting()).toBe(0);
  });

  it('is told to finance when no payout explains what rests, with one letter however many nights it rests', async () => {
    const { account } = await settled();
    const strange = await strangeMoneyAt(account);
    const lettersBefore = await letters();
    expect(await sweep.run()).toBe(0);
    expect(await openAlerts(account)).toMatchObject([{ rail: CONNECT, times: 1 }]);
    expect(await letters()).toBe(lettersBefore + 1);
    expect(await sweep.run()).toBe(0);
    expect(await openAlerts(account)).toMatchObject([{ rail: CONNECT, times: 2 }]);
    expect(await letters()).toBe(lettersBefore + 1);
    await strange.takeBack();
  });
});
