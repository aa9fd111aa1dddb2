import * as fc from 'fast-check';
import type { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { sandboxCampaign } from '../../src/sandbox/tremendous/tremendous.js';
import { aCardholder, holderWith, sdkFor, standingSandbox } from './support.js';

const hour = 3_600_000;
const steps = (names: readonly string[]): fc.Arbitrary<[string, number][]> =>
  fc.array(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 400 })), {
    minLength: 5,
    maxLength: 20,
  });
const pick = <Row>(rows: readonly Row[], size: number): Row | undefined =>
  rows[size % Math.max(rows.length, 1)];

type Acts = Readonly<Record<string, (size: number) => unknown>>;

/** An act that is refused must leave nothing behind; whether it is refused is not the question. */
async function play(acts: Acts, sequence: readonly [string, number][]): Promise<void> {
  for (const [act, size] of sequence) {
    await Promise.resolve()
      .then(() => acts[act]?.(size))
      .catch(() => undefined);
  }
}

// Goal: whatever happens at a provider, in any order, its balances are the sums of its lines and no cent appears or is lost.
describe('any sequence of acts', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;

  beforeAll(async () => {
    sandbox = await standingSandbox({ startingRewardsMinor: 2_000, processingDelayMs: hour });
    stripe = sdkFor(sandbox);
  });
  afterAll(() => sandbox.stop());

  it('with connected accounts keeps every cent', async () => {
    const { desk } = sandbox;
    const { connect } = desk;
    let account = '';
    const payoutId = (size: number): string => pick(connect.payouts(), size)?.object.id ?? '';
    const acts: Acts = {
      deposit: (size) => connect.deposit(size),
      transfer: (amount) =>
        stripe.transfers.create({ amount, currency: 'usd', destination: account }),
      reverse: (size) => {
        const { id = '' } = pick(connect.transfers(), size) ?? {};
        return stripe.transfers.createReversal(id, size % 2 ? {} : { amount: size });
      },
      payOut: (amount) =>
        stripe.payouts.create({ amount, currency: 'usd' }, { stripeContext: account }),
      cancel: (size) => stripe.payouts.cancel(payoutId(size), {}, { stripeContext: account }),
      pay: (size) => connect.decide(payoutId(size), 'pay', null),
      fail: (size) => connect.decide(payoutId(size), 'fail', null),
      fees: () => connect.chargeFees(),
      clock: (size) => desk.forward(size * hour),
    };
    await fc.assert(
      fc.asyncProperty(steps(Object.keys(acts)), async (sequence) => {
        desk.reset();
        account = await holderWith(sandbox, stripe);
        connect.deposit(1_000);
        await play(acts, sequence);
        const lines = await stripe.balanceTransactions
          .list({ limit: 100 })
          .autoPagingToArray({ limit: 1_000 });
        const sum = (rows: readonly Stripe.BalanceTransaction[]): number =>
          rows.reduce((total, { net }) => total + net, 0);
        const came = sum(lines.filter(({ type }) => /topup|stripe_fee/.test(type)));
        const out = connect
          .payouts()
          .filter(({ object: { status } }) => status !== 'failed' && status !== 'canceled')
          .reduce((total, { object }) => total + object.amount, 0);
        expect(connect.differences()).toEqual([]);
        expect(sum(lines)).toBe(connect.availableMinor);
        expect(connect.availableMinor + connect.resting()).toBe(came - out);
      }),
      { numRuns: 15 },
    );
  });

  it('with cards keeps every cent, and no card takes more than its limit', async () => {
    const { desk } = sandbox;
    const { cards } = desk;
    const limit = 600;
    const order = async (): Promise<void> => {
      const { id: cardholder } = await stripe.issuing.cardholders.create(aCardholder());
      await stripe.issuing.cards.create({
        cardholder,
        currency: 'usd',
        type: 'virtual',
        status: 'active',
        spending_controls: { spending_limits: [{ amount: limit, interval: 'all_time' }] },
      });
    };
    const cardId = (size: number): string => pick(cards.cards(), size)?.id ?? '';
    const asked = (size: number): string => pick(cards.openAuthorizations(), size)?.id ?? '';
    const acts: Acts = {
      topUp: (size) => {
        cards.topUp(size);
      },
      spend: (size) => cards.spend(cardId(size), size),
      authorize: (size) => cards.authorize(cardId(size), size),
      capture: (size) => cards.capture(asked(size)),
      reverse: (size) => cards.reverse(asked(size)),
      refund: (size) => cards.refund(cardId(size), size),
      order,
      cancel: (size) => stripe.issuing.cards.update(cardId(size), { status: 'canceled' }),
    };
    await fc.assert(
      fc.asyncProperty(steps(Object.keys(acts)), async (sequence) => {
        desk.reset();
        cards.topUp(1_000);
        await order();
        await play(acts, sequence);
        expect(desk.connect.differences()).toEqual([]);
        for (const { usedMinor } of cards.cards()) expect(usedMinor).toBeLessThanOrEqual(limit);
        const moved = await stripe.issuing.transactions
          .list({ limit: 100 })
          .autoPagingToArray({ limit: 1_000 });
        const lines = await stripe.balanceTransactions
          .list({ limit: 100 })
          .autoPagingToArray({ limit: 1_000 });
        const came = lines
          .filter(({ type }) => type === 'topup')
          .reduce((sum, { net }) => sum + net, 0);
        const spent = moved.reduce((sum, { amount }) => sum - amount, 0);
        const held = cards.openAuthorizations().reduce((sum, { amount }) => sum + amount, 0);
        expect(cards.balanceMinor).toBe(came - spent - held);
      }),
      { numRuns: 15 },
    );
  });

  it('with rewards keeps every cent', async () => {
    const { desk } = sandbox;
    const { rewards } = desk;
    const order = (size: number): Promise<Response> =>
      fetch(`${sandbox.url}/api/v2/orders`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${sandbox.rewardsKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          external_id: `pay_${String(size)}`,
          payment: { funding_source_id: 'balance' },
          reward: {
            campaign_id: sandboxCampaign,
            value: { denomination: size / 100, currency_code: 'USD' },
            delivery: { method: 'LINK' },
          },
        }),
      });
    const levers = ['approve', 'redeem', 'flag', 'expire', 'cancel', 'release', 'block'] as const;
    const acts: Acts = {
      order,
      deposit: (size) => {
        rewards.deposit(size);
      },
      clock: (size) => desk.forward(size * 24 * hour),
      ...Object.fromEntries(
        levers.map((lever) => [
          lever,
          (size: number) => rewards.pull(pick(rewards.orders(), size)?.id ?? '', lever),
        ]),
      ),
    };
    await fc.assert(
      fc.asyncProperty(steps(Object.keys(acts)), async (sequence) => {
        desk.reset();
        await play(acts, sequence);
        const came = rewards
          .movements()
          .filter(({ action }) => action === 'deposit')
          .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        const out = rewards
          .orders()
          .filter(({ status }) => status !== 'FAILED')
          .reduce((sum, { amountMinor, refundMinor }) => sum + amountMinor - refundMinor, 0);
        expect(rewards.balance.isBalanced).toBe(true);
        expect(rewards.balance.availableMinor).toBe(came - out);
      }),
      { numRuns: 25 },
    );
  });
});
