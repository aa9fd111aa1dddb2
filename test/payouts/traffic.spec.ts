import { Sending, SendingPolicy, type Payout } from '#payouts';
import { RailTraffic } from '../../src/payouts/sending/rail-traffic.service.js';
import { SendingBlocks } from '../../src/payouts/sending/sending-blocks.service.js';
import { PayoutHouse, RAIL, usd } from './payout-house.js';

const PAYMENTS = '/v2/money_management/outbound_payments';

/** How one provider is called by all processes together. */
describe('The traffic of a rail', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  beforeEach(async () => {
    Object.assign(house.policy, new SendingPolicy(), { backOffMs: 1, mostBackOffMs: 1 });
    await house.sql('delete from rail_state');
  });
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    await house.putAside();
    expect(await house.brokenPromises()).toEqual([]);
  });
  afterAll(() => house.close());

  async function released(count: number): Promise<Payout[]> {
    const payouts: Payout[] = [];
    for (let n = 0; n < count; n += 1) {
      payouts.push(await house.setUp(await house.aYes(usd(10_000 + n))));
    }
    await house.release();
    return payouts;
  }

  async function sendTimes(times: number): Promise<boolean[]> {
    const taken: boolean[] = [];
    for (let n = 0; n < times; n += 1) taken.push(await house.sending.sendNext());
    return taken;
  }

  const made = (payouts: readonly Payout[]): number =>
    payouts.reduce((sum, payout) => sum + house.paymentsFor(payout), 0);

  async function stateOfRail(): Promise<Record<string, unknown>> {
    const [row] = await house.running.database.query<Record<string, unknown>>(
      'select * from rail_state where rail = $1',
      [RAIL],
    );
    return row ?? {};
  }

  it('uses up the allowance of a second and then waits, whoever asks', async () => {
    const payouts = await released(3);
    house.policy.pace = { mostAtOnce: 8, perSecond: 2 };
    expect(await sendTimes(2)).toEqual([true, true]);
    await house.sql(`update rail_state set paced_until = clock_timestamp() + interval '1 hour'`);
    expect(await sendTimes(2)).toEqual([false, false]);
    expect(made(payouts)).toBe(2);
    await house.sql(`update rail_state set paced_until = '-infinity'`);
    expect(await sendTimes(1)).toEqual([true]);
    expect(made(payouts)).toBe(3);
  });

  it('claims nothing when another process was faster', async () => {
    const [payout] = await released(1);
    house.get(RailTraffic).room = () => Promise.resolve(0);
    expect(await house.sending.sendNext()).toBe(false);
    Reflect.deleteProperty(house.get(RailTraffic), 'room');
    expect(await house.stateOf(payout?.id ?? ('' as Payout['id']))).toBe('released');
    expect(await house.sending.sendNext()).toBe(true);
  });

  it('takes no more into a block than it takes at once, and no more than a second allows', async () => {
    const payouts = await released(7);
    house.policy.pace = { mostAtOnce: 3, perSecond: 100 };
    expect(await house.get(SendingBlocks).send(64)).toBe(3);
    house.policy.pace = { mostAtOnce: 100, perSecond: 2 };
    await house.sql(`update rail_state set paced_until = '-infinity'`);
    expect(await house.get(SendingBlocks).send(64)).toBe(2);
    await house.sql(`update rail_state set paced_until = clock_timestamp() + interval '1 hour'`);
    expect(await house.get(SendingBlocks).send(64)).toBe(0);
    await house.wakeUp();
    house.policy.pace = null;
    await house.sending.sweep();
    expect(made(payouts)).toBe(7);
  });

  it('never has more calls at once than the provider takes', async () => {
    const payouts = await released(2);
    house.policy.pace = { mostAtOnce: 1, perSecond: 100 };
    expect(await house.taken()).toHaveLength(1);
    expect(await house.sending.sendNext()).toBe(false);
    expect(made(payouts)).toBe(0);
  });

  it('rests as long as the provider asks, with all that waits for it', async () => {
    const payouts = await released(2);
    house.sandbox.desk.addFault({ kind: 'status_429', method: 'POST', path: PAYMENTS, times: 1 });
    expect(await sendTimes(2)).toEqual([true, false]);
    expect((await stateOfRail())['rests_until']).toBeInstanceOf(Date);
    await house.wakeUp();
    expect(await sendTimes(2)).toEqual([true, true]);
    expect(made(payouts)).toBe(2);
  });

  it('stops calling a provider that does not answer, and finds out with one call', async () => {
    const payouts = await released(3);
    house.policy.breakerFailures = 2;
    house.sandbox.desk.addFault({ kind: 'status_500', method: 'POST', path: PAYMENTS, times: 2 });
    expect(await sendTimes(3)).toEqual([true, true, false]);
    expect(await stateOfRail()).toMatchObject({ breaker: 'open', failures: 2, last_code: '500' });
    await house.sql(`update rail_state set probe_at = clock_timestamp() - interval '1 second'`);
    const admitted = await Promise.all([house.sending.sendNext(), house.sending.sendNext()]);
    expect(admitted.filter(Boolean)).toHaveLength(1);
    expect(await stateOfRail()).toMatchObject({ breaker: 'closed', failures: 0, opened_at: null });
    await house.wakeUp();
    await house.sending.sweep();
    expect(made(payouts)).toBe(3);
  });

  it('does not rest again because a payment that was to find out had been made long ago', async () => {
    const payouts = await released(3);
    house.policy.breakerFailures = 2;
    const fault = { kind: 'status_500', method: 'POST', path: PAYMENTS, times: 2 } as const;
    house.sandbox.desk.addFault({ ...fault, effect: true });
    expect(await sendTimes(3)).toEqual([true, true, false]);
    await house.sql(`update payout set not_before = '-infinity' where state = 'outcome_unknown'`);
    await house.sql(`update rail_state set probe_at = clock_timestamp() - interval '1 second'`);
    expect(await sendTimes(3)).toEqual([true, true, true]);
    expect(await stateOfRail()).toMatchObject({ breaker: 'closed', failures: 0 });
    expect(made(payouts)).toBe(3);
  });

  it('parks a rail without money, and goes on when money arrives', async () => {
    const poor = await PayoutHouse.open({}, 1_000);
    const payout = await poor.released();
    await poor.sending.sweep();
    const [short] = await poor.running.database.query<{ short_since: Date | null }>(
      'select short_since from rail_state where rail = $1',
      [RAIL],
    );
    expect(short?.short_since).toBeInstanceOf(Date);
    expect(await poor.sending.sendNext()).toBe(false);
    expect(await poor.get(Sending).moneyArrived(RAIL)).toBe(1);
    expect(await poor.sending.sendNext()).toBe(true);
    expect(poor.paymentsFor(payout)).toBe(0);
    await poor.close();
  });
});
