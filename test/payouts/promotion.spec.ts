import { days } from '#kernel';
import { SendingHalts, SendingPolicy, type Payout } from '#payouts';
import { Config } from '#platform';
import { EpochsStore } from '../../src/payouts/sending/epochs.store.js';
import { FollowedServer } from '../support/standby.js';
import { PayoutHouse } from './payout-house.js';

const PAYMENTS = '/v2/money_management/outbound_payments';
const ENTRIES = '/v2/money_management/transaction_entries';

/** The fund's server dies; its standby, which had not yet heard of the last payment, takes its place. */
describe('A standby that is promoted without the last commits', () => {
  let server: FollowedServer;
  let before: PayoutHouse;
  let after: PayoutHouse;
  let sentBefore: Payout;
  let sentUnheard: Payout;

  beforeAll(async () => {
    server = await FollowedServer.start();
    before = await PayoutHouse.open({}, undefined, [], server.database);
    hurry(before);
    sentBefore = await before.released();
    await before.sending.sweep();
    sentUnheard = await before.released();
    await server.untilFollowed();
    await server.cutWire();
    await before.sending.sweep();
    // Nobody notices for so long that the provider has forgotten the key of that payment.
    await before.pass(days(31));
    await before.settlement.poll();
  });
  afterAll(async () => {
    await after.running.stop();
    await before.close();
    await server.stop();
  });

  function hurry({ policy }: PayoutHouse): void {
    Object.assign(policy, new SendingPolicy(), { backOffMs: 1, mostBackOffMs: 1, quietMs: 0 });
  }

  /** What the provider was asked to do, and not only to tell. */
  const callsMade = (): number =>
    after.sandbox.desk.requests(PAYMENTS).filter(({ method }) => method === 'POST').length;

  const asked = (path: string): number => after.sandbox.desk.requests(path).length;

  async function untilQuiet(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await after.wakeUp();
      await after.sending.sweep();
    }
  }

  it('knows of its release and not of its payment', async () => {
    expect(await before.stateOf(sentUnheard.id)).toBe('paid');
    const { epoch: first, server: primary } = await before.get(EpochsStore).state();
    await server.primaryDies();
    after = await before.over(await server.promote(), before.get(Config));
    hurry(after);

    expect(await after.stateOf(sentBefore.id)).toBe('in_transit');
    expect(await after.stateOf(sentUnheard.id)).toBe('released');
    const { epoch, server: standby } = await after.get(EpochsStore).state();
    expect(epoch).toEqual(first);
    expect(standby).toEqual({ ...primary, timeline: primary.timeline + 1 });
  });

  it('begins a new epoch by itself and sends nothing before it has compared', async () => {
    after.sandbox.desk.clearRequests();
    after.policy.quietMs = 60_000;
    expect(await after.sending.sweep()).toBe(0);
    const { epoch, server: standby, reconciled } = await after.get(EpochsStore).state();
    expect(epoch).toMatchObject({
      n: 2,
      reason: 'The database was restored, or a standby was promoted.',
      ...standby,
    });
    expect(reconciled).toEqual([]);

    after.policy.quietMs = 0;
    after.sandbox.desk.addFault({ kind: 'status_500', path: ENTRIES, times: 1 });
    await after.sending.sweep();
    expect(asked(ENTRIES)).toBeGreaterThan(0);
    expect(callsMade()).toBe(0);
    expect(await after.stateOf(sentUnheard.id)).toBe('released');
  });

  it('takes over the payment it had not heard of, and pays nobody twice', async () => {
    await untilQuiet();
    await after.settlement.poll();
    for (const payout of [sentBefore, sentUnheard]) {
      expect(after.paymentsFor(payout)).toBe(1);
      expect(await after.stateOf(payout.id)).toBe('paid');
      expect(await after.entriesOf(payout)).toEqual(['payout.initiated', 'payout.settled']);
    }
    expect(callsMade()).toBe(0);
    expect(await after.get(SendingHalts).standing()).toEqual([]);
  });

  it('goes on sending in the new epoch', async () => {
    const payout = await after.released();
    await after.sending.sweep();
    expect(await after.stateOf(payout.id)).toBe('in_transit');
    expect(after.paymentsFor(payout)).toBe(1);
    expect((await after.get(EpochsStore).state()).epoch?.n).toBe(2);
    expect(await after.brokenPromises()).toEqual([]);
  });
});
