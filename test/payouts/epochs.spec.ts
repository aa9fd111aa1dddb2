import { Publication, Sealer } from '#audit';
import { days } from '#kernel';
import {
  EpochBeginnings,
  Payouts,
  RailRegistry,
  SendingHalts,
  SendingPolicy,
  type Payout,
} from '#payouts';
import { Config } from '#platform';
import { EpochsStore } from '../../src/payouts/sending/epochs.store.js';
import { SendingStore } from '../../src/payouts/sending/sending.store.js';
import { PayoutHouse } from './payout-house.js';

const ENTRIES = '/v2/money_management/transaction_entries';

describe('An epoch of sending', () => {
  let house: PayoutHouse;
  let restored: PayoutHouse | undefined;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    if (restored) {
      expect(await restored.brokenPromises()).toEqual([]);
      await restored.running.stop();
      restored = undefined;
    }
    await house.putAside();
  });
  afterAll(() => house.close());

  function hurry(one: PayoutHouse): void {
    Object.assign(one.policy, new SendingPolicy(), {
      backOffMs: 1,
      mostBackOffMs: 1,
      quietMs: 0,
    });
  }

  /** Goes back to the tables of before `act`; the provider does not go back. */
  async function restoreAfter(act: () => Promise<unknown>): Promise<PayoutHouse> {
    const copy = await house.running.database.copy();
    await act();
    const back = await house.over(copy);
    restored = back;
    hurry(back);
    await back.get(EpochBeginnings).begin('A backup was put back.', 'system');
    return back;
  }

  async function untilQuiet(one: PayoutHouse): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await one.wakeUp();
      await one.sending.sweep();
    }
  }

  const send = () => house.sending.sweep();

  it('is the first one on a fresh database, and lets every rail send after a comparison', async () => {
    hurry(house);
    const payout = await house.released();
    await send();
    const { epoch, reconciled, server } = await house.get(EpochsStore).state();
    expect(epoch).toMatchObject({ n: 1, reason: 'The first one.', ...server });
    expect(reconciled).toContain('stripe-outbound');
    expect(await house.stateOf(payout.id)).toBe('in_transit');
  });

  it('takes over, without paying again, what the provider paid after the copy was made', async () => {
    const payout = await house.released();
    const back = await restoreAfter(send);
    expect(await back.stateOf(payout.id)).toBe('released');
    await untilQuiet(back);
    expect(await back.stateOf(payout.id)).toBe('in_transit');
    expect(back.paymentsFor(payout)).toBe(1);
    expect(await back.entriesOf(payout)).toEqual(['payout.initiated']);
    expect(await back.get(SendingHalts).standing()).toEqual([]);
  });

  it('takes it over even when the provider has forgotten the key and its list comes late', async () => {
    const payout = await house.released();
    const back = await restoreAfter(send);
    back.policy.keySafetyMs = days(365);
    back.policy.quietMs = 0;
    await untilQuiet(back);
    expect(back.paymentsFor(payout)).toBe(1);
    expect(await back.stateOf(payout.id)).toBe('in_transit');
  });

  it('pays once what nobody had sent, after it was looked up', async () => {
    const payout = await house.released();
    const back = await restoreAfter(() => Promise.resolve());
    const before = lookUps(back);
    await untilQuiet(back);
    expect(lookUps(back)).toBeGreaterThan(before);
    expect(back.paymentsFor(payout)).toBe(1);
    expect(await back.stateOf(payout.id)).toBe('in_transit');
  });

  it('asks people when the release was lost, and takes the payment over when they release again', async () => {
    const payout = await house.setUp(await house.aYes());
    const back = await restoreAfter(async () => {
      await house.release();
      await send();
    });
    await back.sending.sweep();
    const [halt] = await back.get(SendingHalts).standing();
    expect(halt?.reason).toContain(`for ${payout.id}, whose release was lost in a restore`);
    await back.release();
    await resumeAll(back);
    await untilQuiet(back);
    expect(await back.stateOf(payout.id)).toBe('in_transit');
    expect(back.paymentsFor(payout)).toBe(1);
    expect(await back.entriesOf(payout)).toEqual(['payout.initiated']);
  });

  it('stops with a sentence when the payout itself was lost', async () => {
    const yes = await house.aYes();
    let paid: Payout | undefined;
    const back = await restoreAfter(async () => {
      paid = await house.setUp(yes);
      await house.release();
      await send();
    });
    expect(await back.sending.sweep()).toBe(0);
    const [halt] = await back.get(SendingHalts).standing();
    expect(halt?.reason).toContain(`for ${paid?.id ?? ''}, which these books do not know`);
  });

  it('sends nothing while the provider does not tell what it paid', async () => {
    const payout = await house.released();
    const back = await restoreAfter(() => Promise.resolve());
    back.sandbox.desk.addFault({ kind: 'status_500', path: ENTRIES, times: 1 });
    expect(await back.sending.sendNext()).toBe(false);
    expect(await back.stateOf(payout.id)).toBe('released');
    await untilQuiet(back);
    expect(back.paymentsFor(payout)).toBe(1);
  });

  it('waits until calls of the lost history have ended', async () => {
    const payout = await house.released();
    const back = await restoreAfter(() => Promise.resolve());
    back.policy.quietMs = 60_000;
    expect(await back.sending.sweep()).toBe(0);
    back.policy.quietMs = 0;
    await untilQuiet(back);
    expect(back.paymentsFor(payout)).toBe(1);
  });

  it('does not send while a call of the lost history may still be at work under a later key', async () => {
    const payout = await house.released();
    const back = await restoreAfter(() => Promise.resolve());
    back.policy.quietMs = new SendingPolicy().quietMs;
    const passes = (interval: string) =>
      back.sql(`update sending_epoch set began_at = began_at - interval '${interval}'`);
    await passes('1 minute');
    await back.sending.sweep();
    await lateCall(back, payout, `po:${payout.id}:2`);
    await passes('15 minutes');
    await untilQuiet(back);
    expect(back.paymentsFor(payout)).toBe(1);
    expect(await back.stateOf(payout.id)).toBe('in_transit');
  });

  it('that begins between the claim and the mark stops the call', async () => {
    const payout = await house.released();
    const back = await restoreAfter(() => Promise.resolve());
    await back.get(EpochBeginnings).check();
    const store = back.get(SendingStore);
    const mark = store.mark.bind(store);
    store.mark = async (...parts) => {
      store.mark = mark;
      await back.sql(
        `insert into sending_epoch (n, reason, began_by, known_until, system_identifier, timeline)
         select n + 1, 'Meanwhile.', 'system', known_until, system_identifier, timeline
         from sending_epoch where n = current_epoch()`,
      );
      return mark(...parts);
    };
    await back.sending.sendNext();
    expect(back.paymentsFor(payout)).toBe(0);
    await untilQuiet(back);
    expect(back.paymentsFor(payout)).toBe(1);
  });

  it.each(['system_identifier = $$1$$', 'timeline = timeline + 1'])(
    'begins by itself when the server says otherwise (%s)',
    async (change) => {
      const { epoch } = await house.get(EpochsStore).state();
      await house.sql(`update sending_epoch set ${change} where n = current_epoch()`);
      await house.get(EpochBeginnings).check();
      await house.get(EpochBeginnings).check();
      const { epoch: next } = await house.get(EpochsStore).state();
      expect(next?.n).toBe((epoch?.n ?? 0) + 1);
      expect(next?.reason).toContain('restored');
    },
  );

  it('begins by itself when rows of a signed history are gone from the same server, once for each', async () => {
    await house.get(EpochBeginnings).check();
    const payout = await house.released();
    await house.get(Sealer).seal();
    const copy = await house.running.database.copy();
    await send();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    await house.get(Sealer).seal();
    await house.get(Publication).publishNow();
    const back = await house.over(copy, house.get(Config));
    restored = back;
    hurry(back);
    const { epoch: before, server } = await back.get(EpochsStore).state();
    expect(before).toMatchObject({ ...server });
    expect(await back.stateOf(payout.id)).toBe('released');

    await untilQuiet(back);
    const { epoch } = await back.get(EpochsStore).state();
    expect(epoch).toMatchObject({ n: (before?.n ?? 0) + 1, reason: 'The log was rolled back.' });
    expect(await back.stateOf(payout.id)).toBe('in_transit');
    expect(back.paymentsFor(payout)).toBe(1);
    await back.get(EpochBeginnings).check();
    expect((await back.get(EpochsStore).state()).epoch?.n).toBe(epoch?.n);
  });

  it('needs a reason when a person begins it', async () => {
    await expect(house.get(EpochBeginnings).begin(' ', 'system')).rejects.toMatchObject({
      code: 'REASON_MISSING',
    });
  });

  /** A call of the lost history that the provider only now works on. */
  async function lateCall(one: PayoutHouse, payout: Payout, key: string): Promise<void> {
    const [method] = await one.running.database.query<{ recipient: string; method: string }>(
      `select provider_recipient as recipient, provider_method as method from payout_method where id = $1`,
      [payout.methodId],
    );
    if (!method) throw new Error('She has a way to be paid.');
    const { id: reference, amount, rail } = payout;
    await one
      .get(RailRegistry)
      .get(rail)
      .submit({ key, reference, amount, ...method });
  }

  function lookUps(one: PayoutHouse): number {
    return one.sandbox.desk
      .requests('/v2/money_management/outbound_payments')
      .filter(({ method }) => method === 'GET').length;
  }

  async function resumeAll(one: PayoutHouse): Promise<void> {
    const halts = one.get(SendingHalts);
    for (const { seq } of await halts.standing()) await halts.resume(seq, one.releaser, 'Seen.');
  }

  it('keeps payouts with their attempts apart from the ones she may still change', async () => {
    const payout = await house.setUp(await house.aYes());
    const back = await restoreAfter(async () => {
      await house.release();
      await send();
    });
    await back.sending.sweep();
    expect(await back.get(Payouts).attempts(payout.id)).toMatchObject([{ state: 'unknown' }]);
  });
});
