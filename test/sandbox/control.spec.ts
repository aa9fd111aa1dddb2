import type { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { paymentTo, recipientWith, sdkFor, standingSandbox } from './support.js';

describe('the levers of the sandbox', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await standingSandbox();
    stripe = sdkFor(sandbox);
  });

  afterEach(async () => {
    await sandbox.stop();
  });

  async function pull(method: string, path: string, body?: object): Promise<[number, unknown]> {
    const response = await fetch(`${sandbox.url}/control/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return [response.status, text === '' ? null : JSON.parse(text)];
  }

  const press = (path: string, fields: Record<string, string>, headers = {}): Promise<Response> =>
    fetch(`${sandbox.url}/act/${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
      headers,
    });

  it('show what the provider saw: fields and opaque names, nothing about anybody', async () => {
    const to = await recipientWith(stripe);
    await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), {
      idempotencyKey: 'key-1',
    });
    const [, answer] = await pull('GET', 'requests?path=/v2/');
    const { data } = answer as { data: { path: string; body: string; bodyDigest: string }[] };
    const payment = data.find(({ path }) => path.endsWith('/outbound_payments'));
    expect(payment).toMatchObject({ method: 'POST', idempotencyKey: 'key-1', status: 200 });
    expect(JSON.parse(payment?.body ?? '')).toEqual(paymentTo(to));
    expect(payment?.bodyDigest).toMatch(/^[0-9a-f]{64}$/);
    const told = JSON.stringify(data) + (await (await fetch(sandbox.url)).text());
    expect(told).toContain('account_number');
    for (const secret of ['programme@example.org', 'Family', '000123456789"', sandbox.secretKey]) {
      expect(told).not.toContain(secret);
    }
    // The words themselves are there for tests in the same process.
    expect(JSON.stringify(sandbox.desk.requests('/v2/'))).toContain('programme@example.org');
    expect(await pull('DELETE', 'requests')).toEqual([204, null]);
    expect(sandbox.desk.requests()).toEqual([]);
  });

  it('show the last two thousand requests, oldest first', async () => {
    for (let n = 0; n < 40; n += 1) {
      await Promise.all(
        Array.from({ length: 101 }, (_, at) => fetch(`${sandbox.url}/v2/${String(n * 101 + at)}`)),
      );
    }
    const seen = sandbox.desk.requests('/v2/').map(({ path }) => Number(path.slice(4)));
    expect(seen).toHaveLength(2_000);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(4_040 - 2_000 - 101);
    expect(seen.at(-1)).toBeGreaterThanOrEqual(4_040 - 101);
  });

  it('do by JSON what the buttons do', async () => {
    const to = await recipientWith(stripe, '000666666661');
    const { id } = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to));
    expect(await pull('POST', 'settings', { processingDelayMs: 0 })).toMatchObject([
      200,
      { processingDelayMs: 0 },
    ]);
    expect(
      await pull('POST', `payments/${id}/outcome`, { outcome: 'fail', reason: 'new_reason' }),
    ).toMatchObject([
      200,
      { status: 'failed', status_details: { failed: { reason: 'new_reason' } } },
    ]);
    expect(await pull('POST', 'clock', { forwardMs: 3_600_000 })).toEqual([
      200,
      { now: '2026-11-02T10:00:00.000Z' },
    ]);
    expect(await pull('POST', 'topup', { amountMinor: 5 })).toMatchObject([
      200,
      { status: 'succeeded' },
    ]);
    expect(await pull('GET', 'state')).toMatchObject([
      200,
      {
        balance: { availableMinor: 25_000_005 },
        payments: { failed: 1 },
        books: { isBalanced: true },
      },
    ]);
    expect(await pull('POST', 'faults', { kind: 'slow', ms: 1, path: '/sms' })).toMatchObject([
      200,
      { data: [{ kind: 'slow', times: 1 }] },
    ]);
    expect(await pull('DELETE', 'faults')).toEqual([204, null]);
    expect(await pull('POST', 'reset')).toEqual([204, null]);
    expect(await pull('GET', 'payments')).toEqual([200, { data: [] }]);
  });

  it.each([
    ['POST', 'faults', { kind: 'earthquake' }, 400],
    ['POST', 'clock', { forwardMs: -1 }, 400],
    ['POST', 'topup', { amountMinor: 1.5 }, 400],
    ['POST', 'settings', { speed: 1 }, 400],
    ['POST', 'payments/obp_none/outcome', { outcome: 'post' }, 404],
    ['GET', 'nothing', undefined, 404],
  ])('refuse %s %s with %j', async (method, path, body, status) => {
    expect((await pull(method, path, body))[0]).toBe(status);
  });

  it('ask a recipient for more by JSON', async () => {
    const { account } = await recipientWith(stripe);
    expect((await pull('POST', `recipients/${account}`, { lever: 'ask' }))[0]).toBe(200);
    const [, list] = await pull('GET', 'recipients');
    expect(list).toMatchObject({
      data: [{ id: account, missing: ['identity.individual.date_of_birth.day'] }],
    });
    expect((await pull('POST', 'recipients/acct_none', { lever: 'ask' }))[0]).toBe(404);
    expect((await pull('POST', `recipients/${account}`, { lever: 'forget' }))[0]).toBe(400);
  });

  it('work as buttons on a page that needs no script', async () => {
    const to = await recipientWith(stripe, '000222222227');
    const { id } = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to, 123_456));
    const page = await (await fetch(sandbox.url)).text();
    expect(page).not.toContain('<script');
    expect(page).toContain('1,234.56');
    expect(page).toContain('under_review');
    const decided = await press('decide', { id, choice: 'post' });
    expect([decided.status, decided.headers.get('location')]).toEqual([303, '/#payments']);
    expect(sandbox.desk.payments()[0]?.status).toBe('posted');
    expect((await press('decide', { id, choice: 'post' })).status).toBe(400);
    expect((await press('clock', { hours: '24' })).status).toBe(303);
    expect((await press('fault', { kind: 'drop_after', path: '/v2', times: '2' })).status).toBe(
      303,
    );
    expect(sandbox.desk.state()).toMatchObject({
      clock: { offsetMs: 86_400_000 },
      faults: [{ kind: 'drop_after', times: 2, effect: false }],
    });
    expect((await press('topup', { dollars: '1e3' })).status).toBe(400);
    expect((await press('webhooks', { wish: 'hold' })).status).toBe(303);
    expect(sandbox.desk.state().webhooks.isHeld).toBe(true);
  });

  it('cannot be pulled from somebody else’s page', async () => {
    const foreign = { origin: 'http://elsewhere.invalid' };
    expect((await press('clock', { hours: '1' }, foreign)).status).toBe(403);
    const reset = await fetch(`${sandbox.url}/control/reset`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(reset.status).toBe(403);
  });

  it('refuses a body above one megabyte', async () => {
    const response = await fetch(`${sandbox.url}/sms`, {
      method: 'POST',
      body: 'x'.repeat(1024 * 1024 + 1),
    });
    expect(response.status).toBe(413);
  });
});
