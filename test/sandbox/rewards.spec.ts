import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/sandbox.js';
import { major, minorFrom, readExact, writeExact } from '../../src/sandbox/tremendous/decimal.js';
import { sandboxCampaign } from '../../src/sandbox/tremendous/tremendous.js';
import { standingSandbox } from './support.js';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: {
    order: {
      id: string;
      status: string;
      payment: { refund?: { total: number } };
      rewards: { id: string; expires_at: string; delivery: { link?: string; status: string } }[];
    };
    orders: { id: string; external_id: string }[];
    reward: { id: string; link: string };
    fraud_review: { status: string; redeemed_at: string; reasons: string[] };
    fraud_reviews: { status: string }[];
    transactions: { amount: number; balance: number; action: string; order?: { id: string } }[];
    funding_source: { meta: { available_cents: number } };
    campaign: { id: string; fee_charged_to: string };
    errors: { message: string };
  };
}

describe('the rewards provider of the sandbox', () => {
  let sandbox: RunningSandbox;

  beforeEach(async () => {
    sandbox = await standingSandbox({ startingRewardsMinor: 100_000 });
  });
  afterEach(() => sandbox.stop());

  const ask = async (
    method: string,
    path: string,
    body?: string | object,
    key = sandbox.rewardsKey,
  ): Promise<Answer> => {
    const response = await fetch(`${sandbox.url}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    return { status: response.status, text, json: (isJson ? JSON.parse(text) : {}) as never };
  };
  const orderOf = (denomination: number, externalId = 'pay_1', more: object = {}): object => ({
    external_id: externalId,
    payment: { funding_source_id: 'balance' },
    reward: {
      campaign_id: sandboxCampaign,
      value: { denomination, currency_code: 'USD' },
      delivery: { method: 'LINK' },
      ...more,
    },
  });
  const balance = async (): Promise<number> =>
    (await ask('GET', '/funding_sources/balance')).json.funding_source.meta.available_cents;

  it('turns away who does not have the key', async () => {
    expect((await ask('GET', '/orders', undefined, 'another')).status).toBe(401);
  });

  it('makes one order for one name: 200, then 201 without the link, then 409 for another order', async () => {
    const first = await ask('POST', '/orders', orderOf(45.5));
    const again = await ask('POST', '/orders', orderOf(45.5));
    const other = await ask('POST', '/orders', orderOf(46));
    expect([first.status, again.status, other.status]).toEqual([200, 201, 409]);
    expect(again.json.order.id).toBe(first.json.order.id);
    expect(first.json.order.rewards[0]?.delivery.link).toContain('/rewards/');
    expect(again.json.order.rewards[0]?.delivery.link).toBeUndefined();
    expect(first.text).toContain('"denomination":45.50');
    expect(await balance()).toBe(95_450);
  });

  it('takes the same order with its fields in another order for the same', async () => {
    await ask('POST', '/orders', orderOf(1));
    const turned = `{"reward":{"delivery":{"method":"LINK"},"value":{"currency_code":"USD","denomination":1},"campaign_id":"${sandboxCampaign}"},"payment":{"funding_source_id":"balance"},"external_id":"pay_1"}`;
    expect((await ask('POST', '/orders', turned)).status).toBe(201);
  });

  it.each([
    ['a field it does not know', orderOf(5, 'pay_1', { colour: 'red' })],
    ['an amount as text', orderOf('5.00' as never)],
    ['three decimals', orderOf(5.001)],
    ['nothing', orderOf(0)],
    ['less than nothing', orderOf(-5)],
    ['another currency', orderOf(5, 'pay_1', { value: { denomination: 5, currency_code: 'EUR' } })],
    ['delivery by mail', orderOf(5, 'pay_1', { delivery: { method: 'EMAIL' } })],
    ['a campaign that is not ours', orderOf(5, 'pay_1', { campaign_id: 'OTHER' })],
    ['no JSON', '{'],
  ])('refuses %s and moves nothing', async (_, body) => {
    const { status, json } = await ask('POST', '/orders', body);
    expect(status).toBe(400);
    expect(json.errors.message).not.toBe('');
    expect(await balance()).toBe(100_000);
  });

  it('refuses a filter it does not know', async () => {
    expect((await ask('GET', '/orders?externalId=pay_1')).status).toBe(400);
  });

  it('says when the balance does not cover an order, and keeps its name free', async () => {
    expect((await ask('POST', '/orders', orderOf(1_000.01))).status).toBe(402);
    expect((await ask('POST', '/orders', orderOf(1_000))).status).toBe(200);
  });

  it('finds orders by our name, and one order by either name', async () => {
    const { json } = await ask('POST', '/orders', orderOf(5));
    await ask('POST', '/orders', orderOf(6, 'pay_2'));
    const found = (await ask('GET', '/orders?external_id=pay_1')).json.orders;
    expect(found.map(({ id }) => id)).toEqual([json.order.id]);
    expect((await ask('GET', '/orders?external_id=none')).json.orders).toEqual([]);
    expect((await ask('GET', '/orders/pay_1')).json.order.id).toBe(json.order.id);
    expect((await ask('GET', '/orders/none')).status).toBe(404);
  });

  const rewardOf = ({ json }: Answer): { id: string; link: string } => {
    const [reward] = json.order.rewards;
    if (!reward) throw new Error('An order has its reward.');
    return { id: reward.id, link: reward.delivery.link ?? '' };
  };
  const use = async (link: string, way = 'card'): Promise<number> =>
    (await fetch(link, { method: 'POST', body: new URLSearchParams({ way }) })).status;

  it('lets whoever has the link use it once, and says so by a review with the moment', async () => {
    const { id, link } = rewardOf(await ask('POST', '/orders', orderOf(5)));
    expect((await ask('GET', `/fraud_reviews/${id}`)).status).toBe(404);
    expect(await (await fetch(link)).text()).toContain('5.00 USD');
    expect(await use(link)).toBe(200);
    expect(await use(link)).toBe(410);
    const review = (await ask('GET', `/fraud_reviews/${id}`)).json.fraud_review;
    expect(review).toMatchObject({ status: 'released', redeemed_at: '2026-11-02T09:00:00.000Z' });
    expect((await ask('POST', `/rewards/${id}/cancel`)).status).toBe(422);
    expect((await ask('POST', `/rewards/${id}/generate_link`)).status).toBe(403);
  });

  it('makes a new link that ends the old one', async () => {
    const { id, link } = rewardOf(await ask('POST', '/orders', orderOf(5)));
    const made = (await ask('POST', `/rewards/${id}/generate_link`)).json.reward;
    expect((await fetch(link)).status).toBe(404);
    expect((await fetch(made.link)).status).toBe(200);
  });

  it('gives the money of a cancelled, blocked or expired reward back, and every movement adds up', async () => {
    const { json } = await ask('POST', '/orders', orderOf(5));
    expect((await ask('POST', `/rewards/${json.order.rewards[0]?.id ?? ''}/cancel`)).status).toBe(
      200,
    );
    expect((await ask('GET', '/orders/pay_1')).json.order).toMatchObject({
      status: 'CANCELED',
      payment: { refund: { total: 5 } },
    });
    const flagged = (await ask('POST', '/orders', orderOf(6, 'pay_2'))).json.order.rewards[0];
    await use(flagged?.delivery.link ?? '', 'vpn');
    expect((await ask('GET', '/fraud_reviews?status=flagged')).json.fraud_reviews).toHaveLength(1);
    await ask('POST', `/fraud_reviews/${flagged?.id ?? ''}/block`);
    await ask('POST', '/orders', orderOf(15.15, 'pay_3'));
    sandbox.desk.forward(2_000);
    expect((await ask('GET', '/orders/pay_3')).json.order.payment.refund?.total).toBe(15.15);
    expect(await balance()).toBe(100_000);
    expect(sandbox.desk.rewards.balance.isBalanced).toBe(true);
  });

  it('lets a held reward go when a person says so', async () => {
    await ask('POST', '/orders', orderOf(14.14));
    sandbox.desk.forward(2_000);
    const reward = sandbox.desk.rewards.orders()[0]?.rewardId ?? '';
    const review = (): Promise<Answer> => ask('GET', `/fraud_reviews/${reward}`);
    expect((await review()).json.fraud_review).toMatchObject({
      status: 'flagged',
      reasons: ['VPN detected'],
    });
    expect((await ask('POST', `/fraud_reviews/${reward}/release`)).status).toBe(200);
    expect((await review()).json.fraud_review.status).toBe('released');
    expect((await ask('POST', `/fraud_reviews/${reward}/release`)).status).toBe(422);
  });

  it('lists the orders of one name newest first, in pages, once it was made to hold several', async () => {
    const { id } = (await ask('POST', '/orders', orderOf(1, 'pay_9'))).json.order;
    await ask('POST', '/orders', orderOf(1, 'pay_8'));
    const again = [1, 2].map(() => sandbox.desk.rewards.orderAgain(id).id);
    const page = async (offset: number): Promise<string[]> => {
      const { json } = await ask(
        'GET',
        `/orders?external_id=pay_9&limit=2&offset=${String(offset)}`,
      );
      return json.orders.map((order) => order.id);
    };
    expect(await page(0)).toEqual(again.toReversed());
    expect(await page(2)).toEqual([id]);
    expect(await page(3)).toEqual([]);
  });

  it('lists movements newest first, in pages, without ids', async () => {
    for (let count = 0; count < 12; count += 1) {
      await ask('POST', '/orders', orderOf(1, `pay_${String(count)}`));
    }
    const first = (await ask('GET', '/balance_transactions')).json.transactions;
    const second = (await ask('GET', '/balance_transactions?offset=10')).json.transactions;
    expect(first).toHaveLength(10);
    expect(second.map(({ action }) => action)).toEqual(['order', 'order', 'deposit']);
    expect([...first, ...second].reduce((sum, { amount }) => sum + amount, 0)).toBe(988);
    expect(Object.keys(first[0] ?? {})).not.toContain('id');
    const later = '2026-11-03T00:00:00.000Z';
    const none = await ask('GET', `/balance_transactions?created_at[gte]=${later}`);
    expect(none.json.transactions).toEqual([]);
  });

  it.each([
    ['drop_before', 0],
    ['drop_after', 1],
    ['status_500', 0],
    ['html_200', 1],
    ['status_429', 0],
  ] as const)('meets the fault %s', async (kind, orders) => {
    sandbox.desk.addFault({ kind, path: '/api/v2/orders', method: 'POST' });
    await ask('POST', '/orders', orderOf(5)).catch(() => null);
    expect(sandbox.desk.rewards.orders()).toHaveLength(orders);
  });

  it('fails in its own words, and says when to come back', async () => {
    for (const [kind, status] of [
      ['status_429', 429],
      ['status_500', 500],
    ] as const) {
      sandbox.desk.addFault({ kind, path: '/api/v2/orders', retryAfterSeconds: 9 });
      const { json } = await ask('POST', '/orders', orderOf(5));
      expect(json).toEqual({ status, errors: { message: expect.any(String) as string } });
    }
    sandbox.desk.addFault({ kind: 'status_429', path: '/api/v2/', retryAfterSeconds: 9 });
    const limited = await fetch(`${sandbox.url}/api/v2/orders`, {
      headers: { authorization: `Bearer ${sandbox.rewardsKey}` },
    });
    expect(limited.headers.get('retry-after')).toBe('9');
  });

  it('makes campaigns whose fees the sender pays unless told otherwise', async () => {
    const made = (await ask('POST', '/campaigns', { name: 'Plain', products: [] })).json.campaign;
    expect(made.fee_charged_to).toBe('SENDER');
    const wish = { name: 'Other', products: [], fee_charged_to: 'RECIPIENT' };
    const other = (await ask('POST', '/campaigns', wish)).json.campaign;
    expect((await ask('GET', `/campaigns/${other.id}`)).json.campaign).toEqual(other);
  });

  it('shows its orders and levers on the page, and a person can pull one', async () => {
    await ask('POST', '/orders', orderOf(5));
    const id = sandbox.desk.rewards.orders()[0]?.id ?? '';
    expect(await (await fetch(sandbox.url)).text()).toContain(id);
    const form = new URLSearchParams({ id, lever: 'redeem' });
    await fetch(`${sandbox.url}/act/reward`, { method: 'POST', body: form });
    expect(sandbox.desk.rewards.orders()[0]).toMatchObject({ isRedeemed: true });
    const refusal = await fetch(`${sandbox.url}/act/reward`, { method: 'POST', body: form });
    expect(refusal.status).toBe(400);
  });
});

describe('a restart', () => {
  it('keeps orders, links and money', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rewards-'));
    const options = { dataDir, rewardsKey: 'TEST_key', startingRewardsMinor: 10_000 };
    const first = await startSandbox(options);
    const body = JSON.stringify({
      external_id: 'pay_1',
      payment: { funding_source_id: 'balance' },
      reward: {
        campaign_id: sandboxCampaign,
        value: { denomination: 5, currency_code: 'USD' },
        delivery: { method: 'LINK' },
      },
    });
    const headers = { authorization: 'Bearer TEST_key', 'content-type': 'application/json' };
    const made = await fetch(`${first.url}/api/v2/orders`, { method: 'POST', headers, body });
    const { order } = (await made.json()) as Answer['json'];
    await first.stop();
    const second = await startSandbox(options);
    const link = new URL(order.rewards[0]?.delivery.link ?? '').pathname;
    expect((await fetch(second.url + link)).status).toBe(200);
    expect(second.desk.rewards.balance.availableMinor).toBe(9_500);
    await second.stop();
  });
});

describe('amounts in major units', () => {
  it('go to JSON and back without ever being a float', () => {
    const cents = fc.integer({ min: 1, max: 99_999_999_999 });
    fc.assert(
      fc.property(cents, fc.string(), (minor, text) => {
        const sent = writeExact({ amount: major(minor), text: `n${text}` });
        const read = readExact(sent) as { amount: string; text: string };
        expect(minorFrom(read.amount)).toBe(minor);
        expect(read.text).toBe(`n${text}`);
      }),
    );
  });

  it('have at most two decimals and no exponent', () => {
    for (const text of ['1.234', '1e3', '-5', '1234567890123']) {
      expect(minorFrom(`number:${text}`)).toBeNull();
    }
  });
});
