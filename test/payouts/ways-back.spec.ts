import { Payouts, ProviderAlerts, RailRegistry, type ExceptionItem, type Payout } from '#payouts';
import { StripeCalls } from '../../src/payouts/rails/stripe-api/stripe-calls.js';
import { hours, type PayoutHouse } from './payout-house.js';
import { CONNECT, openConnectHouse, sentByConnect } from './connect-house.js';

const TRANSFERS = '/v1/transfers';
const PAYOUTS = '/v1/payouts';

/** A transfer was made, and its payout is not: the money must come back, and everybody must read why. */
describe('The way back of money that did not reach her', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await openConnectHouse();
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

  interface Sent {
    readonly payout: Payout;
    readonly account: string;
    /** The transfer's name. */
    readonly ref: string;
  }

  async function sent(): Promise<Sent> {
    const { payout, account } = await sentByConnect(house);
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    return { payout, account, ref: attempt?.providerRef ?? '' };
  }
  /** The transfer was made; the call for the payout, and the library's own second one, were lost. */
  async function halfSent(): Promise<Sent> {
    house.sandbox.desk.addFault({ kind: 'drop_before', method: 'POST', path: PAYOUTS, times: 2 });
    return sent();
  }
  /** The payout failed, and somebody paid out by hand what then rested in the account. */
  async function spentMeanwhile(): Promise<Sent & { readonly giveBack: () => void }> {
    const one = await sent();
    const { connect } = house.sandbox.desk;
    const own = connect.payouts().find(({ object }) => object.metadata['payout'] === one.payout.id);
    connect.decide(own?.object.id ?? '', 'fail', 'account_closed');
    const byHand = await house
      .get(StripeCalls)
      .stripe.payouts.create({ amount: 10_000, currency: 'usd' }, { stripeContext: one.account });
    connect.decide(byHand.id, 'hold', null);
    return { ...one, giveBack: () => connect.decide(byHand.id, 'fail', 'no_account') };
  }
  const poll = async (): Promise<number> => {
    await house.pass(hours(1));
    return house.settlement.poll();
  };
  const exceptionOf = async ({ id }: Payout): Promise<ExceptionItem | undefined> =>
    (await house.get(Payouts).exceptions()).find((item) => item.id === id);
  const alerts = async (kind: string) =>
    (await house.get(ProviderAlerts).open()).filter((alert) => alert.kind === kind);
  const letters = async (): Promise<number> => {
    await house.running.drain();
    const inbox = house.sandbox.desk.inbox();
    return inbox.filter(({ subject }) => subject === 'Something to look at').length;
  };
  const reversalsOf = (ref: string) =>
    house.sandbox.desk.connect.transfers().find(({ id }) => id === ref)?.reversals.data ?? [];

  it('carries why the payout was refused, so that finance and whoever looks later read the same', async () => {
    const { payout, account, ref } = await halfSent();
    house.sandbox.desk.recipients.pull(account, 'ask');
    await poll();
    const why = { reason: 'not_ready', rawReason: 'payouts_not_allowed' };
    expect(await house.newestOf(payout.applicantId)).toMatchObject({ state: 'failed', ...why });
    expect(await exceptionOf(payout)).toMatchObject(why);
    const rail = house.get(RailRegistry).get(CONNECT);
    expect(await rail.fetch(ref)).toMatchObject({ state: 'failed', ...why });
    expect(await rail.finish?.(ref)).toMatchObject({ state: 'failed', ...why });
    expect(reversalsOf(ref)).toMatchObject([
      { amount: 10_000, metadata: { refusal: 'payouts_not_allowed' } },
    ]);
  });

  it('carries it too when the answer of the way back was lost, and goes once', async () => {
    const { payout, account, ref } = await halfSent();
    house.sandbox.desk.recipients.pull(account, 'ask');
    const path = `${TRANSFERS}/${ref}/reversals`;
    house.sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path, times: 2 });
    await poll();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    await poll();
    const why = { state: 'failed', reason: 'not_ready', rawReason: 'payouts_not_allowed' };
    expect(await house.newestOf(payout.applicantId)).toMatchObject(why);
    expect(reversalsOf(ref)).toHaveLength(1);
  });

  it('that the company refuses is told to finance once, with what to do, and comes when it can', async () => {
    const { payout, giveBack } = await spentMeanwhile();
    const before = await letters();
    await poll();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(await exceptionOf(payout)).toMatchObject({ wayBackRefusal: 'balance_insufficient' });
    expect(await alerts('way_back')).toMatchObject([
      { rail: CONNECT, value: 'balance_insufficient' },
    ]);
    expect(await letters()).toBe(before + 1);
    await poll();
    expect(await letters()).toBe(before + 1);
    giveBack();
    await house.pass(hours(25));
    await house.settlement.poll();
    expect(await house.newestOf(payout.applicantId)).toMatchObject({
      state: 'failed',
      reason: 'closed_account',
    });
    expect(await exceptionOf(payout)).toMatchObject({ state: 'failed', wayBackRefusal: null });
    expect(house.sandbox.desk.connect.resting()).toBe(0);
  });

  it('that the company refuses of several payments keeps no other from being looked at', async () => {
    const stuck = [await spentMeanwhile(), await spentMeanwhile(), await spentMeanwhile()];
    const other = await sent();
    expect(await poll()).toBe(4);
    expect(await house.stateOf(other.payout.id)).toBe('paid');
    for (const { payout } of stuck) {
      expect(await exceptionOf(payout)).toMatchObject({ wayBackRefusal: 'balance_insufficient' });
    }
    for (const { giveBack } of stuck) giveBack();
    await house.pass(hours(25));
    await house.settlement.poll();
    expect(house.sandbox.desk.connect.resting()).toBe(0);
  });

  it('is as long as what is left, when somebody took a part back by hand', async () => {
    const { payout, ref } = await halfSent();
    const { stripe } = house.get(StripeCalls);
    await stripe.transfers.createReversal(ref, { amount: 4_000 });
    await poll();
    expect(reversalsOf(ref).map(({ amount }) => amount)).toEqual([6_000, 4_000]);
    expect(await house.newestOf(payout.applicantId)).toMatchObject({
      state: 'failed',
      reason: 'cancelled_at_provider',
    });
    expect(await alerts('part_taken_back')).toMatchObject([{ value: '4000 of 10000' }]);
    expect(house.sandbox.desk.connect.resting()).toBe(0);
  });
});
