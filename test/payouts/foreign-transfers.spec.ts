import { EpochBeginnings, ProviderNotices, RailRegistry } from '#payouts';
import { EpochsStore } from '../../src/payouts/sending/epochs.store.js';
import { StripeCalls } from '../../src/payouts/rails/stripe-api/stripe-calls.js';
import type { PayoutHouse } from './payout-house.js';
import { CONNECT, openConnectHouse, sentByConnect } from './connect-house.js';
import { sign, snapshot } from './signed-notices.js';

/** Somebody moved money by hand, or another service of the same house did: no payout of ours stands behind it. */
describe('A transfer from our account at Stripe that is none of ours', () => {
  let house: PayoutHouse;
  let foreign: string;
  beforeAll(async () => {
    house = await openConnectHouse();
    house.policy.quietMs = 0;
    const { account: destination } = await sentByConnect(house);
    const { stripe } = house.get(StripeCalls);
    const transfer = await stripe.transfers.create({ amount: 700, currency: 'usd', destination });
    foreign = transfer.id;
  });
  afterAll(() => house.close());

  it('has no name of ours, and nothing of ours is missing of it', async () => {
    const seen = await house.get(RailRegistry).get(CONNECT).fetch(foreign);
    expect(seen).toMatchObject({ providerRef: foreign, reference: null });
    expect(seen).not.toHaveProperty('isHalfDone');
  });

  it('is passed over when payments are compared after a restore', async () => {
    await house.get(EpochBeginnings).begin('A backup was put back.', 'system');
    await house.sending.sweep();
    const { reconciled } = await house.get(EpochsStore).state();
    expect(reconciled).toContain(CONNECT);
  });

  it('is worked off when a notice tells of it', async () => {
    const now = house.running.clock.now();
    const event = snapshot('transfer.created', { id: foreign, object: 'transfer' }, now);
    const { body, signature } = sign(JSON.stringify(event), house.sandbox.webhookSecret, now);
    await house.get(ProviderNotices).receive('stripe', Buffer.from(body), signature);
    expect(await house.get(ProviderNotices).handleWaiting()).toBeGreaterThan(0);
    const [row] = await house.running.database.query(
      `select handled_at is not null as handled from inbox where related_object = $1`,
      [foreign],
    );
    expect(row).toEqual({ handled: true });
  });
});
