import {
  BatchPauses,
  Payouts,
  ProviderNotices,
  RailRegistry,
  SendingHalts,
  type Payout,
} from '#payouts';
import { SendingRecords } from '../../src/payouts/sending/sending-records.service.js';
import { hours, PayoutHouse, RAIL } from './payout-house.js';
import { sign, thin } from './signed-notices.js';

const PAYMENTS = '/v2/money_management/outbound_payments';

/** A halt stops sending, and sending only. */
describe('While sending is halted', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  beforeEach(() => {
    Object.assign(house.policy, { backOffMs: 1, mostBackOffMs: 1 });
  });
  afterEach(async () => {
    await house.putAside();
    expect(await house.brokenPromises()).toEqual([]);
  });
  afterAll(() => house.close());

  const halt = (): Promise<void> => house.get(SendingHalts).halt('Something does not add up.');
  /** Calls that would make a payment. */
  const sends = (): number =>
    house.sandbox.desk.requests(PAYMENTS).filter(({ method }) => method === 'POST').length;

  async function onItsWay(): Promise<Payout> {
    const payout = await house.released();
    await house.sending.sweep();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    return payout;
  }

  /** Its call was made, and the process ended before it could write down the answer. */
  async function sentByNobody(): Promise<Payout> {
    const payout = await house.released();
    const works = await house.taken();
    expect(await house.get(SendingRecords).mark(works, 1_000)).toEqual(works);
    for (const { command, attempt } of works) {
      if (command === null) throw new Error('It was claimed just now.');
      await house
        .get(RailRegistry)
        .get(RAIL)
        .submit({ ...command, key: attempt.key });
    }
    expect(house.paymentsFor(payout)).toBe(1);
    expect(await house.stateOf(payout.id)).toBe('sending');
    return payout;
  }

  it('nothing is sent', async () => {
    const payout = await house.released();
    await halt();
    const before = sends();
    expect(await house.sending.sweep()).toBe(0);
    expect(sends()).toBe(before);
    expect(await house.stateOf(payout.id)).toBe('released');
  });

  it('payments on their way are followed', async () => {
    const payout = await onItsWay();
    await halt();
    await house.pass(hours(2));
    await house.settlement.poll();
    expect(await house.stateOf(payout.id)).toBe('paid');
  });

  it('notices are taken in and worked off', async () => {
    const payout = await onItsWay();
    await halt();
    house.running.clock.advance(hours(2));
    house.sandbox.desk.forward(0);
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    const now = house.running.clock.now();
    const event = thin(
      'v2.money_management.outbound_payment.posted',
      attempt?.providerRef ?? '',
      now,
    );
    const { body, signature } = sign(JSON.stringify(event), house.sandbox.webhookSecret, now);
    await house.get(ProviderNotices).receive('stripe', Buffer.from(body), signature);
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('paid');
  });

  it('what is unclear is looked up, and what was made is taken over', async () => {
    const payout = await house.released();
    house.sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path: PAYMENTS, times: 2 });
    await house.sending.sendNext();
    expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    await halt();
    await house.wakeUp();
    await house.sending.sweep();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
  });

  it('what a sender left behind is looked up too', async () => {
    const payout = await sentByNobody();
    await halt();
    const before = sends();
    await house.wakeUp();
    await house.sending.sendNext();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect([sends() - before, house.paymentsFor(payout)]).toEqual([0, 1]);
  });

  it('so it is while a batch stands still', async () => {
    const payout = await sentByNobody();
    const { batchId } = await house.get(Payouts).get(payout.id);
    if (batchId === null) throw new Error('It was released in a batch.');
    const before = sends();
    await house.get(BatchPauses).pause(batchId, house.preparer, 'Something is odd in here.');
    await house.wakeUp();
    await house.sending.sendNext();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect([sends() - before, house.paymentsFor(payout)]).toEqual([0, 1]);
  });

  it('what was claimed and never sent stays unsent, whoever looks', async () => {
    const payout = await house.released();
    expect(await house.taken()).toHaveLength(1);
    await halt();
    const before = sends();
    for (let round = 0; round < 3; round += 1) {
      await house.wakeUp();
      await house.sending.sendNext();
    }
    expect(await house.stateOf(payout.id)).toBe('sending');
    expect(sends()).toBe(before);
  });
});
