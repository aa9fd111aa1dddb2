import { setTimeout as wait } from 'node:timers/promises';
import { days, minutes } from '#kernel';
import {
  Payouts,
  RailRegistry,
  SendingHalts,
  SendingPolicy,
  type Payout,
  type PayoutRail,
} from '#payouts';
import { SendingRecords } from '../../src/payouts/sending/sending-records.service.js';
import { PayoutHouse, RAIL, usd } from './payout-house.js';

const PAYMENTS = '/v2/money_management/outbound_payments';

/** The rail's next answer to this question is made up; after it the rail is itself again. */
function onNext<Name extends 'submit' | 'lookup'>(
  rail: PayoutRail,
  name: Name,
  answer: PayoutRail[Name],
): void {
  const own = Object.getPrototypeOf(rail) as PayoutRail;
  rail[name] = ((...parts: Parameters<PayoutRail[Name]>) => {
    rail[name] = own[name];
    return (answer as (...given: typeof parts) => unknown)(...parts);
  }) as PayoutRail[Name];
}

describe('Sending', () => {
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

  /** Sends, finds out, sends again, until nothing is due any more. */
  async function untilClear(payout: Payout): Promise<void> {
    for (let round = 0; round < 5; round += 1) {
      await house.wakeUp();
      await house.sending.sweep();
      if ((await house.stateOf(payout.id)) === 'in_transit') return;
    }
  }

  async function attemptsOf(payout: Payout) {
    return house.get(Payouts).attempts(payout.id);
  }

  it('stores key and body digest before the provider hears of it', async () => {
    const payout = await house.released();
    await house.sending.sweep();
    const [attempt, second] = await attemptsOf(payout);
    expect(second).toBeUndefined();
    expect(attempt).toMatchObject({ key: `po:${payout.id}:1`, state: 'accepted', n: 1 });
    const request = house.sandbox.desk
      .requests(PAYMENTS)
      .findLast(({ method }) => method === 'POST');
    expect(request?.idempotencyKey).toBe(`po:${payout.id}:1`);
  });

  it("keeps no key that could be another attempt's", async () => {
    const [payout, other] = [await house.released(), await house.released()];
    await house.sending.sweep();
    const rename = (key: string): Promise<unknown> =>
      house.running.database.query('update payout_attempt set key = $2 where payout_id = $1', [
        payout.id,
        key,
      ]);
    await expect(rename(`po:${other.id}:1`)).rejects.toThrow('payout_attempt_key_is_its_own');
    await expect(rename(`po:${payout.id}:2`)).rejects.toThrow('payout_attempt_key_is_its_own');
  });

  it('has one open attempt of a payout at most, whatever else goes wrong', async () => {
    const payout = await house.released();
    await house.sending.sweep();
    const second = house.running.database.query(
      `insert into payout_attempt (payout_id, n, key, body_digest, state)
       select payout_id, 2, 'po:' || payout_id || ':2', body_digest, 'created' from payout_attempt where payout_id = $1`,
      [payout.id],
    );
    await expect(second).rejects.toThrow('payout_attempt_open');
  });

  it('pays once when the provider paid and the answers were lost', async () => {
    const payout = await house.released();
    house.sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path: PAYMENTS, times: 2 });
    await house.sending.sendNext();
    expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    expect((await attemptsOf(payout))[0]?.state).toBe('unknown');
    expect(await house.entriesOf(payout)).toEqual([]);
    await untilClear(payout);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(house.paymentsFor(payout)).toBe(1);
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated']);
  });

  it.each(['drop_before', 'status_500', 'status_429'] as const)(
    'asks again with the same key after %s without effect',
    async (kind) => {
      const payout = await house.released();
      house.sandbox.desk.addFault({ kind, method: 'POST', path: PAYMENTS, times: 2 });
      await untilClear(payout);
      expect(await house.stateOf(payout.id)).toBe('in_transit');
      expect(house.paymentsFor(payout)).toBe(1);
      expect(await attemptsOf(payout)).toHaveLength(1);
    },
  );

  it.each(['status_500', 'html_200'] as const)(
    'takes %s after the work was done for unknown, and finds the payment',
    async (kind) => {
      const payout = await house.released();
      house.sandbox.desk.addFault({ kind, method: 'POST', path: PAYMENTS, effect: true });
      await house.sending.sendNext();
      expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
      await untilClear(payout);
      expect(house.paymentsFor(payout)).toBe(1);
      expect(await house.stateOf(payout.id)).toBe('in_transit');
    },
  );

  it('takes a time-out for unknown, and finds the payment that went through meanwhile', async () => {
    const payout = await house.released();
    house.policy.callTimeoutMs = 200;
    house.sandbox.desk.addFault({
      kind: 'slow',
      method: 'POST',
      path: PAYMENTS,
      ms: 800,
      effect: true,
    });
    await house.sending.sendNext();
    expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    house.policy.callTimeoutMs = 5_000;
    await wait(900);
    await untilClear(payout);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(house.paymentsFor(payout)).toBe(1);
  });

  it('goes on after a crash between the mark and the call', async () => {
    const payout = await house.released();
    const records = house.get(SendingRecords);
    const works = await house.taken();
    expect(await records.mark(works, 1_000)).toEqual(works);
    expect(await house.sending.sendNext()).toBe(false);
    await untilClear(payout);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(house.paymentsFor(payout)).toBe(1);
    expect((await attemptsOf(payout)).map(({ n }) => n)).toEqual([1]);
  });

  it('goes on after a crash between the call and its record', async () => {
    const payout = await house.released();
    const rail = house.get(RailRegistry).get(RAIL);
    const submit = rail.submit.bind(rail);
    let crashes = 0;
    onNext(rail, 'submit', async (command) => {
      crashes += 1;
      await submit(command);
      throw new Error('The process ends here.');
    });
    await house.sending.sendNext();
    expect(house.paymentsFor(payout)).toBe(1);
    await untilClear(payout);
    expect(crashes).toBe(1);
    expect(house.paymentsFor(payout)).toBe(1);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
  });

  it('lets a sleeper whose lease has passed write nothing and call nobody', async () => {
    const payout = await house.released();
    const records = house.get(SendingRecords);
    const [sleeper] = await house.taken({ leaseMs: 50 });
    if (!sleeper) throw new Error('There was work.');
    expect(await records.mark([sleeper], 1_000)).toEqual([]);
    await wait(80);
    await untilClear(payout);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(await records.mark([sleeper], 1)).toEqual([]);
    await records.leave(sleeper, 0);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(house.paymentsFor(payout)).toBe(1);
  });

  it('sends each payout once when many senders race', async () => {
    const payouts: Payout[] = [];
    for (let count = 0; count < 12; count += 1) {
      payouts.push(await house.setUp(await house.aYes(usd(10_000 + count))));
    }
    await house.release();
    const taken = await Promise.all([1, 2, 3].map(() => house.sending.sweep()));
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(12);
    for (const payout of payouts) {
      expect(house.paymentsFor(payout)).toBe(1);
      expect(await house.entriesOf(payout)).toEqual(['payout.initiated']);
    }
  });

  it('makes a new attempt only after proof of absence and the quiet period', async () => {
    const payout = await house.released();
    house.policy.keySafetyMs = days(31);
    house.policy.quietMs = minutes(15);
    house.sandbox.desk.addFault({ kind: 'drop_before', method: 'POST', path: PAYMENTS, times: 2 });
    await house.sending.sendNext();
    await house.wakeUp();
    await house.sending.sweep();
    expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    expect(await attemptsOf(payout)).toHaveLength(1);
    house.policy.quietMs = 0;
    await untilClear(payout);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect((await attemptsOf(payout)).map(({ n, state }) => [n, state])).toEqual([
      [1, 'rejected'],
      [2, 'accepted'],
    ]);
    expect(house.paymentsFor(payout)).toBe(1);
  });

  it('adopts a payment that shows up late instead of using the new attempt', async () => {
    const payout = await house.released();
    house.policy.keySafetyMs = days(31);
    house.policy.quietMs = 0;
    const rail = house.get(RailRegistry).get(RAIL);
    house.sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path: PAYMENTS, times: 2 });
    await house.sending.sendNext();
    // The provider's list lags: the payment is there, but not shown yet.
    onNext(rail, 'lookup', () => Promise.resolve(null));
    await house.wakeUp();
    await house.sending.sendNext();
    expect(await house.stateOf(payout.id)).toBe('released');
    await untilClear(payout);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(house.paymentsFor(payout)).toBe(1);
  });

  it('looks up nothing and sends nothing while the provider does not answer questions', async () => {
    const payout = await house.released();
    house.sandbox.desk.addFault({ kind: 'drop_before', path: PAYMENTS, times: 8 });
    await house.sending.sendNext();
    for (let round = 0; round < 2; round += 1) {
      await house.wakeUp();
      await house.sending.sendNext();
      expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    }
    house.sandbox.desk.clearFaults();
    await untilClear(payout);
    expect(house.paymentsFor(payout)).toBe(1);
  });

  it('fails what the provider clearly refuses, without a trace in the books', async () => {
    const payout = await house.released();
    await house.sql(
      `update payout_method set provider_method = 'usba_gone' where id = $1`,
      payout.methodId,
    );
    await house.sending.sweep();
    expect(await house.get(Payouts).get(payout.id)).toMatchObject({ state: 'failed' });
    expect(await house.entriesOf(payout)).toEqual([]);
    expect(house.paymentsFor(payout)).toBe(0);
  });

  it('sends nothing while sending is halted, and goes on when a releaser resumes it', async () => {
    const payout = await house.released();
    const halts = house.get(SendingHalts);
    await halts.halt('Something does not add up.');
    await halts.halt('Something does not add up.');
    expect(await house.sending.sweep()).toBe(0);
    expect(house.paymentsFor(payout)).toBe(0);
    const standing = await halts.standing();
    expect(standing).toHaveLength(1);
    await halts.resume(standing[0]?.seq ?? '', house.releaser, 'It adds up again.');
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
  });

  it('stops sending when the provider does not let us in any more', async () => {
    const payout = await house.released();
    const rail = house.get(RailRegistry).get(RAIL);
    onNext(rail, 'submit', () => Promise.resolve({ kind: 'stopped', code: '401' }));
    await house.sending.sweep();
    expect(await house.get(SendingHalts).standing()).toHaveLength(1);
    expect(await house.stateOf(payout.id)).toBe('released');
  });
});

describe('Sending without enough money at the provider', () => {
  it('parks the rail, fails nobody, and goes on when money has arrived', async () => {
    const house = await PayoutHouse.open({}, 50_000);
    const first = await house.setUp(await house.aYes(usd(45_000)));
    const second = await house.setUp(await house.aYes(usd(45_000)));
    await house.release();
    await house.sending.sweep();
    const states = [await house.stateOf(first.id), await house.stateOf(second.id)].sort();
    expect(states).toEqual(['in_transit', 'released']);
    expect((await house.get(Payouts).figures('USD')).parked).toBe(1);
    house.sandbox.desk.topUp(100_000);
    expect(await house.get(Payouts).resumeParked(RAIL)).toBe(1);
    await house.sending.sweep();
    expect(await house.stateOf(first.id)).toBe('in_transit');
    expect(await house.stateOf(second.id)).toBe('in_transit');
    expect(house.paymentsFor(first) + house.paymentsFor(second)).toBe(2);
    expect(await house.brokenPromises()).toEqual([]);
    await house.close();
  });
});
