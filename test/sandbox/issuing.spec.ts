import { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { nonceFor, numberIn } from '../payouts/card-script.js';
import { aCardholder, errorOf, sdkFor, standingSandbox } from './support.js';

describe('Card issuing in the sandbox', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;
  let holder: string;

  beforeAll(async () => {
    sandbox = await standingSandbox();
    stripe = sdkFor(sandbox);
    sandbox.desk.cards.topUp(100_000);
    holder = (await stripe.issuing.cardholders.create(aCardholder())).id;
  });
  afterAll(() => sandbox.stop());

  const order = (amount = 5_000): Stripe.Issuing.CardCreateParams => ({
    cardholder: holder,
    currency: 'usd',
    type: 'virtual',
    status: 'active',
    spending_controls: { spending_limits: [{ amount, interval: 'all_time' }] },
    metadata: { payout: 'pay_1' },
  });
  const spend = (card: string, amount: number): boolean =>
    sandbox.desk.cards.spend(card, amount).approved;

  it('makes a card that is off unless asked otherwise, and never hands out its number', async () => {
    const quiet = order();
    delete quiet.status;
    const card = await stripe.issuing.cards.create(quiet);
    expect(card).toMatchObject({ status: 'inactive', type: 'virtual' });
    expect(card.last4).toMatch(/^\d{4}$/);
    expect(card.number).toBeUndefined();
    expect(spend(card.id, 100)).toBe(false);
  });

  it('pays up to the limit of all time, and nothing when it is off or ended', async () => {
    const card = await stripe.issuing.cards.create(order(5_000));
    expect(spend(card.id, 3_000)).toBe(true);
    expect(spend(card.id, 2_001)).toBe(false);
    await stripe.issuing.cards.update(card.id, { status: 'inactive' });
    expect(spend(card.id, 100)).toBe(false);
    await stripe.issuing.cards.update(card.id, { status: 'active' });
    expect(spend(card.id, 2_000)).toBe(true);
    await stripe.issuing.cards.update(card.id, { status: 'canceled' });
    expect(spend(card.id, 1)).toBe(false);
    const error = await errorOf(stripe.issuing.cards.update(card.id, { status: 'active' }));
    expect(error.statusCode).toBe(400);
  });

  it('counts what a replaced card spent against the limit of its replacement', async () => {
    const lost = await stripe.issuing.cards.create(order(5_000));
    expect(spend(lost.id, 3_000)).toBe(true);
    const next = await stripe.issuing.cards.create({
      ...order(5_000),
      replacement_for: lost.id,
      replacement_reason: 'lost',
    });
    expect((await stripe.issuing.cards.retrieve(lost.id)).replaced_by).toBe(next.id);
    expect(spend(next.id, 2_001)).toBe(false);
    expect(spend(next.id, 2_000)).toBe(true);
  });

  it('leaves a payment open until the shop takes it, and lets the shop give it back', async () => {
    const card = await stripe.issuing.cards.create(order(5_000));
    const open = sandbox.desk.cards.authorize(card.id, 4_000);
    expect(spend(card.id, 1_001)).toBe(false);
    const pending = await stripe.issuing.authorizations.list({ card: card.id, status: 'pending' });
    expect(pending.data.map(({ amount }) => amount)).toEqual([4_000]);
    sandbox.desk.cards.capture(open.id);
    sandbox.desk.cards.refund(card.id, 1_500);
    const { data } = await stripe.issuing.transactions.list({ card: card.id });
    expect(data.map(({ amount, type }) => [type, amount])).toEqual([
      ['refund', 1_500],
      ['capture', -4_000],
    ]);
  });

  it('holds what is asked for out of the balance until the shop takes it or lets it go', async () => {
    const card = await stripe.issuing.cards.create(order(5_000));
    const available = async (): Promise<number> =>
      (await stripe.balance.retrieve()).issuing?.available[0]?.amount ?? 0;
    const before = await available();
    const taken = sandbox.desk.cards.authorize(card.id, 1_000);
    const letGo = sandbox.desk.cards.authorize(card.id, 2_000);
    expect(sandbox.desk.cards.authorize(card.id, 2_001).approved).toBe(false);
    expect(await available()).toBe(before - 3_000);
    sandbox.desk.cards.reverse(letGo.id);
    expect(await available()).toBe(before - 1_000);
    sandbox.desk.cards.capture(taken.id);
    expect(await available()).toBe(before - 1_000);
    const { data } = await stripe.balanceTransactions.list({ limit: 5 });
    expect(data.map(({ type, net }) => [type, net])).toEqual([
      ['issuing_transaction', -1_000],
      ['issuing_authorization_release', 1_000],
      ['issuing_authorization_release', 2_000],
      ['issuing_authorization_hold', -2_000],
      ['issuing_authorization_hold', -1_000],
    ]);
  });

  it('lets a shop take less or more than it asked for, or take without asking, whatever the card may spend', async () => {
    const card = await stripe.issuing.cards.create(order(5_000));
    const till = sandbox.desk.cards;
    const before = till.balanceMinor;
    till.capture(till.authorize(card.id, 4_000).id, 1_000);
    till.capture(till.authorize(card.id, 4_000).id, 4_600);
    await stripe.issuing.cards.update(card.id, { status: 'canceled' });
    till.forceCapture(card.id, 700);
    const { data } = await stripe.issuing.transactions.list({ card: card.id });
    expect(data.map(({ amount, type, authorization }) => [type, amount, authorization])).toEqual([
      ['capture', -700, null],
      ['capture', -4_600, expect.stringMatching(/^iauth_/)],
      ['capture', -1_000, expect.stringMatching(/^iauth_/)],
    ]);
    const closed = await stripe.issuing.authorizations.list({ card: card.id, status: 'closed' });
    expect(closed.data.map(({ amount }) => amount)).toEqual([4_000, 4_000]);
    expect(till.balanceMinor).toBe(before - 6_300);
    expect(() => till.forceCapture(card.id, 0)).toThrow('whole cents');
  });

  it('keeps a balance that is the sum of its entries', async () => {
    const { issuing } = await stripe.balance.retrieve();
    let sum = 0;
    for await (const row of stripe.balanceTransactions.list({ limit: 100 })) {
      if (row.balance_type === 'issuing') sum += row.net;
    }
    expect(issuing?.available[0]?.amount).toBe(sum);
    expect(sum).toBeLessThan(100_000);
  });

  it('declines what the balance does not hold', async () => {
    const card = await stripe.issuing.cards.create(order(1_000_000));
    expect(spend(card.id, 900_000)).toBe(false);
  });

  it('lists the cards of one cardholder only', async () => {
    const other = await stripe.issuing.cardholders.create(aCardholder());
    expect((await stripe.issuing.cards.list({ cardholder: other.id })).data).toEqual([]);
  });

  it('lets nobody have a card who is refused', async () => {
    const refused = await stripe.issuing.cardholders.create(aCardholder('Blocked'));
    expect(refused.requirements.disabled_reason).toBe('rejected.listed');
    const error = await errorOf(
      stripe.issuing.cards.create({ ...order(), cardholder: refused.id }),
    );
    expect(error.statusCode).toBe(400);
  });

  it('shows a number in frames of its own, to a page that has the nonce and the key made for it', async () => {
    const card = await stripe.issuing.cards.create(order());
    const other = await stripe.issuing.cards.create(order());
    const nonce = await nonceFor(sandbox.url, card.id);
    const keyFor = (issuing_card: string, of = nonce): Promise<Stripe.EphemeralKey> =>
      stripe.ephemeralKeys.create({ issuing_card, nonce: of }, { apiVersion: Stripe.API_VERSION });
    for (const [id, of] of [
      [other.id, nonce],
      [card.id, 'nonce_made_up'],
    ] as const) {
      expect((await errorOf(keyFor(id, of))).statusCode).toBe(400);
    }
    const { secret: key = '' } = await keyFor(card.id);
    expect((await errorOf(keyFor(card.id))).statusCode).toBe(400);
    const opening = { card: card.id, nonce, key };
    expect(await numberIn(sandbox.url, opening)).toMatch(new RegExp(`^\\d{12}${card.last4}$`));
    expect(await numberIn(sandbox.url, { ...opening, card: other.id })).toBe('notshown');
    expect(await numberIn(sandbox.url, { ...opening, key: 'ek_test_1' })).toBe('notshown');
    expect(await nonceFor(sandbox.url, 'ic_nowhere')).toBe('');
    const script = await (await fetch(`${sandbox.url}/stripe.js`)).text();
    expect(script).toContain('createEphemeralKeyNonce');
  });
});
