import type { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { sandboxCampaign } from '../../src/sandbox/tremendous/tremendous.js';
import {
  aCardholder,
  holderWith,
  recipientWith,
  receiver,
  sdkFor,
  standingSandbox,
  until,
} from './support.js';

describe('the page of the sandbox', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await standingSandbox({ startingRewardsMinor: 100_000 });
    stripe = sdkFor(sandbox);
  });
  afterEach(() => sandbox.stop());

  const page = async (): Promise<string> => (await fetch(sandbox.url)).text();
  const press = async (button: string, fields: Record<string, string>): Promise<string> => {
    const response = await fetch(`${sandbox.url}/act/${button}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    return response.status === 303
      ? (response.headers.get('location') ?? '')
      : String(response.status);
  };
  const pull = async (
    path: string,
    body?: object,
  ): Promise<{ status: number; json: Record<string, unknown> }> => {
    const response = await fetch(`${sandbox.url}/control/${path}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return {
      status: response.status,
      json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  };
  const order = async (denomination: number, name = 'pay_1'): Promise<void> => {
    await fetch(`${sandbox.url}/api/v2/orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sandbox.rewardsKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        external_id: name,
        payment: { funding_source_id: 'balance' },
        reward: {
          campaign_id: sandboxCampaign,
          value: { denomination, currency_code: 'USD' },
          delivery: { method: 'LINK' },
        },
      }),
    });
  };
  const card = async (): Promise<string> => {
    const { id: cardholder } = await stripe.issuing.cardholders.create(aCardholder());
    const spending_controls = {
      spending_limits: [{ amount: 5_000, interval: 'all_time' as const }],
    };
    const made = await stripe.issuing.cards.create({
      cardholder,
      currency: 'usd',
      type: 'virtual',
      status: 'active',
      spending_controls,
    });
    return made.id;
  };

  it('has a section for everything, each with a heading that its menu leads to', async () => {
    const html = await page();
    const linked = [...html.matchAll(/<a href="#([a-z]+)">/g)].map(([, id]) => id);
    expect(linked).toEqual([
      'inbox',
      'payments',
      'recipients',
      'connect',
      'rewards',
      'cards',
      'clock',
      'webhooks',
      'faults',
      'requests',
      'magic',
    ]);
    for (const id of linked) expect(html).toContain(`<h2 id="${id ?? ''}">`);
    expect(html).not.toContain('<script');
  });

  it('says in every empty section that there is nothing yet', async () => {
    const html = await page();
    for (const words of [
      'No mail and no text messages yet',
      'No payments yet',
      'No recipients yet',
      'No payouts from connected accounts yet',
      'No transfers to connected accounts yet',
      'No orders yet',
      'No cards yet',
      'Nothing was told yet',
      'No faults are set',
      'No requests yet',
    ]) {
      expect(html).toContain(words);
    }
  });

  it.each([
    ['Bank transfers by account number', ['000111111113', '000444444440', '000999999991']],
    ['Recipients by the end of their display name', ['-rejected']],
    ['Bank transfers by amount', ['1313', '1414', '1515']],
    ['Connected accounts by account number', ['000111111116', '000777777773']],
    ['Connected accounts by amount', ['1313', '1515']],
    ['Cards by the holder’s first name', ['Blocked']],
    ['Rewards by amount', ['1313', '1818']],
  ])('explains the magic values: %s', async (table, values) => {
    const part = (await page()).split(`<caption>${table}</caption>`)[1]?.split('</table>')[0] ?? '';
    for (const value of values) expect(part).toContain(`<code>${value}</code>`);
  });

  it('asks a recipient for more, takes it as answered and rejects her, by button', async () => {
    const { account: id } = await recipientWith(stripe);
    sandbox.desk.forward(0);
    expect(await page()).toContain('bank_accounts.local: active');
    expect(await press('recipient', { id, lever: 'ask' })).toBe('/#recipients');
    expect(await page()).toContain('<code>identity.individual.date_of_birth.day</code>');
    await press('recipient', { id, lever: 'answer' });
    sandbox.desk.forward(0);
    expect(await page()).toContain('bank_accounts.local: active');
    await press('recipient', { id, lever: 'reject' });
    expect(await page()).toContain('bank_accounts.local: rejected');
    expect(await press('recipient', { id, lever: 'forget' })).toBe('400');
  });

  describe('for connected accounts', () => {
    const payout = async (): Promise<string> => {
      sandbox.desk.connect.deposit(100_000);
      const account = await holderWith(sandbox, stripe);
      await stripe.transfers.create({ amount: 7_000, currency: 'usd', destination: account });
      const made = await stripe.payouts.create(
        { amount: 7_000, currency: 'usd' },
        { stripeContext: account },
      );
      return made.id;
    };
    const statusOf = (id: string): string | undefined =>
      sandbox.desk.connect.payouts().find(({ object }) => object.id === id)?.object.status;

    it('pays a payout, fails it later, and books fees by button', async () => {
      expect(await press('connect-deposit', { dollars: '10' })).toBe('/#connect');
      const id = await payout();
      expect(await page()).toContain(id);
      expect(await press('connect', { id, choice: 'pay' })).toBe('/#connect');
      expect(statusOf(id)).toBe('paid');
      expect(await page()).not.toContain('>pay</option>');
      expect(await press('connect', { id, choice: 'fail:account_closed' })).toBe('/#connect');
      expect(statusOf(id)).toBe('failed');
      expect(await page()).toContain('resting in connected accounts <strong>70.00 USD');
      expect(await press('connect', { id, choice: 'pay' })).toBe('400');
      await press('connect-fees', {});
      await press('connect-fees', {});
      expect(sandbox.desk.connect.availableMinor).toBe(101_000 - 7_000 - 25);
      expect(sandbox.desk.connect.differences()).toEqual([]);
    });

    it('does the same by JSON', async () => {
      const id = await payout();
      const path = `connect/payouts/${id}/outcome`;
      expect((await pull(path, { outcome: 'hold' })).json).toMatchObject({ status: 'pending' });
      sandbox.desk.forward(30 * 24 * 3_600_000);
      expect(statusOf(id)).toBe('pending');
      const failed = await pull(path, { outcome: 'fail', code: 'no_account' });
      expect(failed.json).toMatchObject({ status: 'failed', failure_code: 'no_account' });
      expect((await pull('connect/topup', { amountMinor: 500 })).json).toMatchObject({
        status: 'succeeded',
      });
      expect((await pull('connect/fees', {})).json).toMatchObject({ amount: -25 });
      expect((await pull('connect')).json).toMatchObject({
        availableMinor: 100_000 - 7_000 + 500 - 25,
        restingMinor: 7_000,
        differences: [],
        transfers: [{ amount: 7_000 }],
        payouts: [{ object: { id } }],
      });
      expect((await pull(path, { outcome: 'explode' })).status).toBe(400);
      expect((await pull('connect/payouts/po_none/outcome', { outcome: 'pay' })).status).toBe(404);
    });
  });

  describe('for rewards', () => {
    const stateOf = (name: string): string | undefined =>
      sandbox.desk.rewards.orders().find(({ externalId }) => externalId === name)?.status;

    it('approves, cancels, holds, lets go and deposits by button', async () => {
      await order(17.17, 'pay_1');
      const id = sandbox.desk.rewards.orders()[0]?.id ?? '';
      expect(await page()).toContain('approve the order');
      expect(await press('reward', { id, lever: 'approve' })).toBe('/#rewards');
      expect(stateOf('pay_1')).toBe('EXECUTED');
      expect(await press('reward', { id, lever: 'approve' })).toBe('400');
      expect(await press('reward', { id, lever: 'cancel' })).toBe('/#rewards');
      expect(stateOf('pay_1')).toBe('CANCELED');
      await order(5, 'pay_2');
      const held = sandbox.desk.rewards.orders()[0]?.id ?? '';
      await press('reward', { id: held, lever: 'flag' });
      expect(await page()).toContain('let the held one go');
      await press('reward', { id: held, lever: 'release' });
      expect(await press('reward-deposit', { dollars: '1' })).toBe('/#rewards');
      expect(sandbox.desk.rewards.balance.availableMinor).toBe(100_000 - 500 + 100);
    });

    it('does the same by JSON', async () => {
      await order(5);
      const orderId = sandbox.desk.rewards.orders()[0]?.id ?? '';
      const used = await pull('rewards', { orderId, lever: 'redeem' });
      expect(used.json).toMatchObject({ isRedeemed: true });
      expect((await pull('rewards/topup', { amountMinor: 5 })).status).toBe(204);
      expect((await pull('rewards')).json).toMatchObject({
        availableMinor: 99_505,
        data: [{ id: orderId, isRedeemed: true }],
        movements: [{ action: 'deposit' }, { action: 'order' }, { action: 'deposit' }],
      });
    });
  });

  describe('for cards', () => {
    it('pays, asks, takes, lets go and gives back by button', async () => {
      await press('card-topup', { dollars: '100' });
      const id = await card();
      expect(await press('card', { id, lever: 'spend', cents: '1000' })).toBe('/#cards');
      await press('card', { id, lever: 'authorize', cents: '2000' });
      await press('card', { id, lever: 'authorize', cents: '1500' });
      const [later = '', first = ''] = sandbox.desk.cards.openAuthorizations().map((one) => one.id);
      expect(await page()).toContain(first);
      await press('authorization', { id: first, lever: 'capture' });
      await press('authorization', { id: later, lever: 'reverse' });
      expect(await press('authorization', { id: later, lever: 'capture' })).toBe('400');
      await press('card', { id, lever: 'refund', cents: '500' });
      expect(sandbox.desk.cards.cards()[0]?.usedMinor).toBe(3_000);
      expect(sandbox.desk.cards.balanceMinor).toBe(10_000 - 3_000 + 500);
      expect(await press('card', { id, lever: 'spend', cents: '9000' })).toBe('400');
    });

    it('does the same by JSON', async () => {
      expect((await pull('cards/topup', { amountMinor: 10_000 })).status).toBe(204);
      const id = await card();
      const asked = { card: id, lever: 'authorize', amountMinor: 2_000 };
      expect((await pull('cards', asked)).json).toEqual({ isApproved: true });
      expect((await pull('cards', asked)).json).toEqual({ isApproved: true });
      expect((await pull('cards', asked)).json).toEqual({ isApproved: false });
      const [one = '', other = ''] = sandbox.desk.cards.openAuthorizations().map((row) => row.id);
      await pull(`cards/authorizations/${one}`, { lever: 'reverse' });
      await pull(`cards/authorizations/${other}`, { lever: 'capture' });
      expect((await pull('cards')).json).toMatchObject({
        availableMinor: 8_000,
        authorizations: [],
        data: [{ id, usedMinor: 2_000 }],
      });
    });
  });

  describe('for notices', () => {
    it('holds, turns round, doubles, sends again and forges by button, for either provider', async () => {
      const hook = await receiver();
      sandbox.desk.change({ rewardsWebhookUrl: hook.url, webhookUrl: hook.url });
      expect(await press('webhooks', { channel: 'rewards', wish: 'hold' })).toBe('/#webhooks');
      await order(5);
      expect(await page()).toContain('held back');
      await press('webhooks', { channel: 'rewards', wish: 'reverse' });
      await press('webhooks', { channel: 'rewards', wish: 'duplicate' });
      await press('webhooks', { channel: 'rewards', wish: 'release' });
      await until(() => hook.notices.length === 3);
      const [first] = sandbox.desk.notices.sent('rewards');
      expect(await press('resend', { channel: 'rewards', id: first?.id ?? '' })).toBe('/#webhooks');
      await until(() => hook.notices.length === 4);
      // Every column has a name for who hears the page.
      expect(await page()).not.toContain('<th scope="col"></th>');
      expect(await press('resend', { channel: 'payouts', id: first?.id ?? '' })).toBe('400');
      await press('forge', { channel: 'rewards', kind: 'wrong_secret', about: 'R1' });
      await press('forge', { channel: 'payouts', kind: 'stale', about: 'obp_1' });
      expect(hook.notices).toHaveLength(6);
      expect(await press('forge', { channel: 'rewards', kind: 'stale', about: 'R1' })).toBe('400');
      expect(await press('webhooks', { channel: 'nobody', wish: 'hold' })).toBe('400');
      await hook.close();
    });

    it('does the same by JSON', async () => {
      const hook = await receiver();
      sandbox.desk.change({ rewardsWebhookUrl: hook.url });
      const held = await pull('webhooks', { channel: 'rewards', hold: true });
      expect(held.json).toEqual({ isHeld: true, waiting: 0 });
      await order(5);
      const told = (await pull('events?channel=rewards')).json['data'] as { id: string }[];
      expect(told).toMatchObject([
        { type: 'ORDERS.CREATED' },
        { type: 'REWARDS.DELIVERY.SUCCEEDED' },
      ]);
      await pull('webhooks', { channel: 'rewards', hold: false });
      await until(() => hook.notices.length === 2);
      await pull('webhooks/resend', { channel: 'rewards', eventId: told[0]?.id });
      await until(() => hook.notices.length === 3);
      const lie = { channel: 'rewards', kind: 'unsigned', objectId: 'R1' };
      expect((await pull('webhooks/forge', lie)).json).toEqual({ answer: '200' });
      expect((await pull('webhooks')).json).toMatchObject({
        data: [
          { id: 'payouts', address: 'none' },
          { id: 'rewards', isHeld: false },
        ],
      });
      await hook.close();
    });
  });

  it('sets delays and faults with their seconds, and forgets requests', async () => {
    expect(await press('delays', { posting: '0', returning: '5' })).toBe('/#clock');
    expect(sandbox.desk.settings()).toMatchObject({
      processingDelayMs: 0,
      returnDelayMs: 18_000_000,
    });
    expect(await press('delays', { posting: 'soon', returning: '5' })).toBe('400');
    await press('fault', { kind: 'status_429', path: '/v1/transfers', times: '1', seconds: '9' });
    expect(sandbox.desk.faults()).toMatchObject([
      { kind: 'status_429', retryAfterSeconds: 9, retryAfterAsDate: false },
    ]);
    await order(5);
    expect(await page()).toContain('/api/v2/orders');
    expect(await press('clear-requests', {})).toBe('/#requests');
    expect(await page()).not.toContain('POST /api/v2/orders');
  });
});
