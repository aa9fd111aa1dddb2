import { ProviderNotices, RailRegistry, SendingPolicy, type Payout } from '#payouts';
import { SendingBlocks } from '../../src/payouts/sending/sending-blocks.service.js';
import type { TestDatabase } from '../support/database.js';
import { PayoutHouse, RAIL, usd } from './payout-house.js';
import { sign, thin } from './signed-notices.js';

const PAYMENTS = '/v2/money_management/outbound_payments';
const POSTED = 'v2.money_management.outbound_payment.posted';

/** What is asked of a provider besides payments, by all processes together. */
describe('The questions to a rail', () => {
  let house: PayoutHouse;
  let other: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
    other = await house.over(borrowed(house.running.database));
  });
  beforeEach(async () => {
    for (const one of [house, other]) {
      Object.assign(one.policy, new SendingPolicy(), { backOffMs: 1, mostBackOffMs: 1 });
    }
    await house.sql('delete from rail_state');
    house.sandbox.desk.clearRequests();
  });
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    await house.putAside();
    expect(await house.brokenPromises()).toEqual([]);
  });
  afterAll(async () => {
    await other.running.stop();
    await house.close();
  });

  /** Another process on the same tables, which must not take them away when it ends. */
  function borrowed(database: TestDatabase): TestDatabase {
    return Object.assign(Object.create(database) as TestDatabase, {
      drop: () => Promise.resolve(),
    });
  }

  async function released(count: number): Promise<Payout[]> {
    const payouts: Payout[] = [];
    for (let n = 0; n < count; n += 1) {
      payouts.push(await house.setUp(await house.aYes(usd(20_000 + n))));
    }
    await house.release();
    return payouts;
  }

  /** Payments that are on their way, each to be looked at now. */
  async function onTheirWay(count: number): Promise<Payout[]> {
    const payouts = await released(count);
    await house.sending.sweep();
    await afresh();
    return payouts;
  }

  async function afresh(): Promise<void> {
    await house.wakeUp();
    await house.sql('delete from rail_state');
    house.sandbox.desk.clearRequests();
  }

  const calls = (method?: string): number =>
    house.sandbox.desk.requests(PAYMENTS).filter((one) => (method ?? one.method) === one.method)
      .length;

  const limited = (seconds: number): void => {
    const fault = { kind: 'status_429', method: 'GET', path: PAYMENTS, times: 1 } as const;
    house.sandbox.desk.addFault({ ...fault, retryAfterSeconds: seconds });
  };

  async function stateOfRail(): Promise<Record<string, unknown>> {
    const [row] = await house.running.database.query<Record<string, unknown>>(
      `select *, extract(epoch from rests_until - clock_timestamp())::integer as "restsFor"
       from rail_state where rail = $1`,
      [RAIL],
    );
    return row ?? {};
  }

  it('end when the provider says that they are too many, and nobody calls it before the time it named', async () => {
    await onTheirWay(3);
    const [waiting] = await released(1);
    limited(60);
    house.sandbox.desk.clearRequests();
    await house.settlement.poll();
    expect(calls()).toBe(1);
    expect((await stateOfRail())['restsFor']).toBeGreaterThan(50);
    await house.sql(
      `update payout set not_before = clock_timestamp() where not_before <> 'infinity'`,
    );
    for (const process of [house, other]) {
      await process.settlement.poll();
      expect(await process.sending.sendNext()).toBe(false);
    }
    expect(calls()).toBe(1);
    await house.wakeUp();
    await other.settlement.poll();
    expect(calls('GET')).toBe(4);
    expect(await other.sending.sendNext()).toBe(true);
    expect(waiting && house.paymentsFor(waiting)).toBe(1);
  });

  it('that were not asked any more have their turn as soon as the rest is over', async () => {
    const payouts = await onTheirWay(3);
    limited(60);
    await house.settlement.poll();
    const [row] = await house.running.database.query<{ first: number; last: number }>(
      `select extract(epoch from min(not_before) - clock_timestamp())::integer as first,
              extract(epoch from max(not_before) - clock_timestamp())::integer as last
       from payout where id = any($1)`,
      [payouts.map(({ id }) => id)],
    );
    expect(row?.first).toBeGreaterThan(50);
    expect(row?.last).toBeLessThanOrEqual(60);
  });

  it('before a second call hear it, too: a look-up that is too much lets the whole rail rest', async () => {
    const [lost] = await released(2);
    house.sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path: PAYMENTS, times: 2 });
    expect(await house.sending.sendNext()).toBe(true);
    await house.sql(`update payout set not_before = '-infinity' where state = 'outcome_unknown'`);
    limited(60);
    house.sandbox.desk.clearRequests();
    expect(await house.sending.sendNext()).toBe(true);
    expect(await stateOfRail()).toMatchObject({ breaker: 'closed', failures: 0 });
    expect((await stateOfRail())['restsFor']).toBeGreaterThan(50);
    expect([await house.sending.sendNext(), await other.sending.sendNext()]).toEqual([
      false,
      false,
    ]);
    expect(calls()).toBe(1);
    await house.wakeUp();
    await house.sending.sweep();
    expect(lost && house.paymentsFor(lost)).toBe(1);
  });

  it('end when nobody answers: the others are asked at the next turn', async () => {
    await onTheirWay(5);
    house.sandbox.desk.addFault({ kind: 'status_500', method: 'GET', path: PAYMENTS, times: 9 });
    expect(await house.settlement.poll()).toBe(3);
    expect(calls()).toBe(3);
    house.sandbox.desk.clearFaults();
    await house.wakeUp();
    expect(await house.settlement.poll()).toBe(5);
  });

  it('are not asked of a provider whose breaker is open, until it may be tried again', async () => {
    await onTheirWay(2);
    await house.sql(
      `insert into rail_state (rail, breaker, failures, opened_at, probe_at)
       values ($1, 'open', 10, clock_timestamp(), clock_timestamp() + interval '30 seconds')`,
      RAIL,
    );
    expect(await house.settlement.poll()).toBe(0);
    expect(calls()).toBe(0);
    await house.wakeUp();
    expect(await house.settlement.poll()).toBe(2);
  });

  it('about notices end in the same way, and wait for their next turn', async () => {
    const [one, two] = await onTheirWay(2);
    const now = house.running.clock.now();
    for (const payout of [one, two]) {
      const payment = house.sandbox.desk
        .payments()
        .find(({ metadata }) => metadata['payout'] === payout?.id);
      const event = JSON.stringify(thin(POSTED, payment?.id ?? '', now));
      const { body, signature } = sign(event, house.sandbox.webhookSecret, now);
      await house.get(ProviderNotices).receive('stripe', Buffer.from(body), signature);
    }
    limited(60);
    expect(await house.get(ProviderNotices).handleWaiting()).toBe(0);
    expect(calls()).toBe(1);
    await house.wakeUp();
    await house.sql(`update inbox set next_try_at = clock_timestamp() where handled_at is null`);
    expect(await house.get(ProviderNotices).handleWaiting()).toBe(2);
  });

  it('have an allowance of their own: payments do not wait for them', async () => {
    await onTheirWay(4);
    await released(1);
    house.policy.pace = { questionsPerSecond: 1 };
    await house.get(RailRegistry).get(RAIL).balance();
    await house.sql(`update rail_state set asked_until = clock_timestamp() + interval '1 hour'`);
    for (const process of [house, other]) {
      const rail = process.get(RailRegistry).get(RAIL);
      await expect(rail.balance()).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
      expect(await process.settlement.poll()).toBe(0);
    }
    expect(calls('GET')).toBe(0);
    expect(await house.sending.sendNext()).toBe(true);
  });

  it('wait for their turn when it comes soon', async () => {
    const rail = house.get(RailRegistry).get(RAIL);
    house.policy.pace = { questionsPerSecond: 20 };
    const begun = performance.now();
    await Promise.all(Array.from({ length: 30 }, () => rail.balance()));
    // A second's allowance at once, and the rest one by one.
    expect(performance.now() - begun).toBeGreaterThan(400);
  });

  it('and payments are counted in requests, as many as each takes', async () => {
    const payouts = await released(3);
    house.policy.pace = { mostAtOnce: 8, perSecond: 4, perPayment: 2 };
    expect(await house.get(SendingBlocks).send(64)).toBe(2);
    await house.wakeUp();
    await house.sending.sweep();
    expect(payouts.map((payout) => house.paymentsFor(payout))).toEqual([1, 1, 1]);
  });

  it('before second calls are counted with them', async () => {
    await released(2);
    house.policy.pace = { mostAtOnce: 8, perSecond: 1 };
    house.sandbox.desk.addFault({ kind: 'drop_before', method: 'POST', path: PAYMENTS, times: 2 });
    expect(await house.sending.sendNext()).toBe(true);
    await house.sql(`update payout set not_before = '-infinity' where state = 'outcome_unknown'`);
    await house.sql(`update rail_state set paced_until = '-infinity'`);
    expect(await house.sending.sendNext()).toBe(true);
    expect([calls('GET'), await house.sending.sendNext()]).toEqual([1, false]);
  });
});

/** As their documentation says: requests a second, for the whole of our account. */
const ALLOWED: Readonly<Record<string, number>> = { stripe: 100, tremendous: 10 };

describe('The shares of all rails of a provider', () => {
  it('are together no more than it allows, payments and questions alike', async () => {
    const house = await PayoutHouse.open({
      STRIPE_CONNECT: 'yes',
      STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
    });
    for (const [provider, allowed] of Object.entries(ALLOWED)) {
      const paces = house
        .get(RailRegistry)
        .forProvider(provider)
        .map(({ capabilities }) => capabilities.pace);
      const asked = paces.map((pace) => pace.perSecond + (pace.questionsPerSecond ?? 0));
      expect(paces).toHaveLength(provider === 'stripe' ? 3 : 1);
      expect(asked.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(allowed);
    }
    await house.close();
  });
});
