import {
  Payouts,
  ProviderAlerts,
  RailRegistry,
  SendingHalts,
  SendingPolicy,
  type Payout,
} from '#payouts';
import { SendOrders } from '../../src/payouts/sending/send-orders.service.js';
import { NoticeEffects } from '../../src/payouts/outcomes/notice-effects.service.js';
import { sdkFor } from '../sandbox/support.js';
import { openConnectHouse, sentByConnect } from './connect-house.js';
import { PayoutHouse, RAIL, hours } from './payout-house.js';

const PAYMENTS = '/v2/money_management/outbound_payments';

describe('A provider that paid something else than it was told', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  beforeEach(() => {
    Object.assign(house.policy, new SendingPolicy(), { backOffMs: 1, mostBackOffMs: 1 });
  });
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    await house.putAside();
    expect(await house.brokenPromises()).toEqual([]);
  });
  afterAll(() => house.close());

  const halts = async (): Promise<string[]> =>
    (await house.get(SendingHalts).standing()).map(({ reason }) => reason);

  async function refOf(payout: Payout): Promise<string> {
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    return attempt?.providerRef ?? '';
  }

  /** Looks again and again, as the poller does. */
  async function look(payout: Payout, times = 3): Promise<void> {
    for (let n = 0; n < times; n += 1) await house.settlement.observe(payout.id);
  }

  /** Another payment that the provider takes under the same reference. */
  async function payAgain(payout: Payout): Promise<string> {
    const order = (await house.get(SendOrders).ordersFor([payout])).get(payout.id);
    if (!order) throw new Error('There is something to send.');
    const result = await house
      .get(RailRegistry)
      .get(RAIL)
      .submit({ ...order.command, key: `po:${payout.id}:again` });
    if (result.kind !== 'accepted') throw new Error('The provider took it.');
    return result.observed.providerRef;
  }

  async function expectNothingIsSent(): Promise<void> {
    const next = await house.released();
    await house.sending.sweep();
    expect(await house.stateOf(next.id)).toBe('released');
    expect(house.paymentsFor(next)).toBe(0);
  }

  /** A person resumes sending; what was answered is not asked again. */
  async function expectAnsweredForGood(payout: Payout): Promise<void> {
    for (const { seq } of await house.get(SendingHalts).standing())
      await house.get(SendingHalts).resume(seq, house.releaser, 'The company was asked.');
    await look(payout);
    expect(await halts()).toEqual([]);
    await house.wakeUp();
    await house.sending.sweep();
  }

  it.each([
    ['another amount', { kind: 'wrong_amount' }, /of \$450\.01 for payout/],
    ['pesos', { kind: 'wrong_currency', currency: 'mxn' }, /of MX\$450\.00 for payout/],
    ['euros', { kind: 'wrong_currency' }, /of "45000 eur" \(an amount that cannot be read here\)/],
  ] as const)('of %s stops sending once, and pays nobody', async (_, lie, words) => {
    const payout = await house.released();
    house.sandbox.desk.addFault({ ...lie, path: PAYMENTS, times: 1_000 });
    await house.sending.sweep();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(await halts()).toEqual([expect.stringMatching(words)]);
    expect((await halts())[0]).toContain(payout.id);
    await expectNothingIsSent();
    await house.pass(hours(2));
    await look(payout);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated']);
    expect(await halts()).toHaveLength(1);
    await expectAnsweredForGood(payout);
    house.sandbox.desk.clearFaults();
    await look(payout);
    expect(await house.stateOf(payout.id)).toBe('paid');
  });

  it('is told to a person by its own word when that is no amount here', async () => {
    const payout = await house.released();
    house.sandbox.desk.addFault({ kind: 'wrong_currency', path: PAYMENTS, times: 1_000 });
    await house.sending.sweep();
    const alerts = await house.get(ProviderAlerts).open();
    expect(alerts).toContainEqual(
      expect.objectContaining({
        rail: RAIL,
        kind: 'amount',
        value: '45000 eur',
        subject: await refOf(payout),
      }),
    );
  });

  it('stops sending when a second payment is seen, and keeps to the first', async () => {
    const payout = await house.released();
    await house.sending.sweep();
    const first = await refOf(payout);
    const second = await payAgain(payout);
    await house.get(NoticeEffects).apply(RAIL, {
      kind: 'payment',
      observed: await house.get(RailRegistry).get(RAIL).fetch(second),
    });
    const names = [first, second].sort().join(', ');
    const sentence = `The provider has 2 payments for payout ${payout.id}: ${names}.`;
    expect(await halts()).toEqual([sentence]);
    expect(await refOf(payout)).toBe(first);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    await expectNothingIsSent();
    await expectAnsweredForGood(payout);
  });

  it('stops sending when a look-up finds two, whichever of them it takes over', async () => {
    const payout = await house.released();
    house.sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path: PAYMENTS, times: 2 });
    await house.sending.sendNext();
    expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    await payAgain(payout);
    await house.wakeUp();
    await house.sending.sweep();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(await halts()).toEqual([
      expect.stringContaining(`The provider has 2 payments for payout ${payout.id}: `),
    ]);
    expect(house.paymentsFor(payout)).toBe(2);
    await look(payout);
    expect(await halts()).toHaveLength(1);
    await expectNothingIsSent();
  });
});

describe('A second payout under one transfer', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await openConnectHouse();
  });
  afterAll(() => house.close());

  it('stops sending once, while the payment goes on', async () => {
    const { payout, account } = await sentByConnect(house);
    const { metadata } = house.sandbox.desk.connect.payouts()[0]?.object ?? {};
    // Money that nobody of us put there, and a payout of it under our name.
    const stripe = sdkFor(house.sandbox);
    await stripe.transfers.create({ amount: 10_000, currency: 'usd', destination: account });
    const { id: second } = await stripe.payouts.create(
      { amount: 10_000, currency: 'usd', metadata: metadata ?? {} },
      { stripeContext: account },
    );
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    const names = [attempt?.providerRef, second].sort().join(', ');
    for (let look = 0; look < 3; look += 1) await house.settlement.observe(payout.id);
    const halts = await house.get(SendingHalts).standing();
    expect(halts.map(({ reason }) => reason)).toEqual([
      `The provider has 2 payments for payout ${payout.id}: ${names}.`,
    ]);
    await house.pass(hours(1));
    await house.settlement.observe(payout.id);
    expect(await house.stateOf(payout.id)).toBe('paid');
    expect(await house.get(SendingHalts).standing()).toHaveLength(1);
  });
});
