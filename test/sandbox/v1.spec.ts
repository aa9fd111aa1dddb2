import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { errorOf, holderWith, sdkFor, standingSandbox } from './support.js';

const hour = 3_600_000;
const day = 24 * hour;
const file = new URL('../../src/sandbox/stripe/specification-v1.json', import.meta.url);
const specification = JSON.parse(readFileSync(file, 'utf8')) as {
  info: { version: string };
  components: object;
  paths: Record<string, Record<string, object>>;
};

describe('API v1 of the sandbox', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;
  let account: string;

  beforeEach(async () => {
    sandbox = await standingSandbox({ processingDelayMs: hour });
    stripe = sdkFor(sandbox);
    sandbox.desk.connect.deposit(100_000);
    account = await holderWith(sandbox, stripe);
  });
  afterEach(() => sandbox.stop());

  const transfer = (amount = 50_000, key = 'key-1'): Promise<Stripe.Transfer> =>
    stripe.transfers.create(
      { amount, currency: 'usd', destination: account, transfer_group: 'pay_1' },
      { idempotencyKey: key },
    );
  const payout = (amount = 50_000, key = 'key-2'): Promise<Stripe.Payout> =>
    stripe.payouts.create(
      { amount, currency: 'usd', metadata: { payout: 'pay_1' } },
      { idempotencyKey: key, stripeContext: account },
    );
  const available = async (stripeContext?: string): Promise<number | undefined> =>
    (await stripe.balance.retrieve({}, stripeContext ? { stripeContext } : {})).available[0]
      ?.amount;

  it('is specified in the version of the SDK', () => {
    expect(specification.info.version).toBe(Stripe.API_VERSION);
  });

  describe('keys', () => {
    it('replay the first answer and run nothing again', async () => {
      const first = await transfer();
      const second = await transfer();
      expect(second.id).toBe(first.id);
      expect(sandbox.desk.requests('/v1/transfers').map(({ replayed }) => replayed)).toEqual([
        false,
        true,
      ]);
      expect(await available()).toBe(50_000);
    });

    it('replay a stored 500, whether or not the work was done, until they are forgotten', async () => {
      const path = '/v1/transfers';
      sandbox.desk.addFault({ kind: 'status_500', method: 'POST', path, effect: true });
      expect((await errorOf(transfer())).statusCode).toBe(500);
      expect(await available()).toBe(50_000);
      const again = await errorOf(transfer());
      expect([again.statusCode, again.headers?.['idempotent-replayed']]).toEqual([500, 'true']);
      sandbox.desk.forward(day);
      await transfer();
      expect(await available()).toBe(0);
    });

    it('replay a shortage too, although the money has come meanwhile', async () => {
      expect((await errorOf(transfer(100_001))).code).toBe('balance_insufficient');
      sandbox.desk.connect.deposit(100_000);
      const again = await errorOf(transfer(100_001));
      expect(again).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
      expect([again.code, again.headers?.['idempotent-replayed']]).toEqual([
        'balance_insufficient',
        'true',
      ]);
      await expect(transfer(100_001, 'key-9')).resolves.toMatchObject({ amount: 100_001 });
    });

    it('are not used up by a field that is wrong', async () => {
      expect((await errorOf(transfer(-1))).code).toBe('parameter_invalid');
      await expect(transfer()).resolves.toMatchObject({ amount: 50_000 });
    });

    it('refuse another body, and a second request while the first one runs', async () => {
      await transfer();
      const other = await errorOf(transfer(1));
      expect(other).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
      expect(other.statusCode).toBe(400);
      sandbox.desk.addFault({ kind: 'slow', ms: 150, method: 'POST', effect: false });
      const [first, second] = await Promise.allSettled([transfer(2, 'k'), transfer(2, 'k')]);
      const statuses = [first, second].map((one) =>
        one.status === 'fulfilled' ? 200 : (one.reason as Stripe.errors.StripeError).statusCode,
      );
      expect(statuses.sort()).toEqual([200, 409]);
    });
  });

  it('refuses fields it does not know, in the envelope of v1', async () => {
    const bad = { amount: 1, currency: 'usd', destination: account, transfer_grup: 'pay_1' };
    const error = await errorOf(stripe.transfers.create(bad));
    expect(error.message).toContain('transfer_grup');
    expect(error.rawType).toBe('invalid_request_error');
    expect(error.requestId).toMatch(/^req_/);
  });

  it('knows no destination it was not told of, and none that is not ready', async () => {
    account = 'acct_unknown';
    expect((await errorOf(transfer())).code).toBe('resource_missing');
    const fresh = await stripe.v2.core.accounts.create({
      configuration: {
        recipient: {
          capabilities: { stripe_balance: { stripe_transfers: { requested: true } } },
        },
      },
    });
    account = fresh.id;
    expect((await errorOf(transfer(1, 'key-3'))).code).toBe(
      'insufficient_capabilities_for_transfer',
    );
  });

  describe('a payout on a connected account', () => {
    it('is pending, in transit, paid; what it left of the balance is nothing', async () => {
      await transfer();
      const { id } = await payout();
      const status = async (): Promise<string> =>
        (await stripe.payouts.retrieve(id, {}, { stripeContext: account })).status;
      expect(await status()).toBe('pending');
      sandbox.desk.forward(hour / 2);
      expect(await status()).toBe('in_transit');
      sandbox.desk.forward(hour / 2);
      expect(await status()).toBe('paid');
      expect(await available(account)).toBe(0);
    });

    it('needs money there, and an account of hers', async () => {
      expect((await errorOf(payout())).code).toBe('balance_insufficient');
      const ours = stripe.payouts.create({ amount: 1, currency: 'usd' });
      expect((await errorOf(ours)).code).toBe('payouts_not_allowed');
    });

    it('may fail after it was paid, and the money rests in the account until the transfer is reversed', async () => {
      const { id: transferId } = await transfer(1_313);
      const { id } = await payout(1_313);
      sandbox.desk.forward(hour);
      sandbox.desk.forward(7 * day);
      const failed = await stripe.payouts.retrieve(id, {}, { stripeContext: account });
      expect(failed).toMatchObject({ status: 'failed', failure_code: 'account_closed' });
      expect(failed.failure_balance_transaction).toMatch(/^txn_/);
      expect(await available(account)).toBe(1_313);
      await stripe.transfers.createReversal(transferId);
      expect([await available(account), await available()]).toEqual([0, 100_000]);
      expect((await stripe.transfers.retrieve(transferId)).reversed).toBe(true);
      expect((await errorOf(stripe.transfers.createReversal(transferId))).code).toBe(
        'transfer_already_reversed',
      );
    });

    it('can be cancelled while it is pending only', async () => {
      await transfer();
      const first = await payout(20_000, 'a');
      const second = await payout(30_000, 'b');
      await stripe.payouts.cancel(first.id, {}, { stripeContext: account });
      expect(await available(account)).toBe(20_000);
      sandbox.desk.forward(hour);
      const late = stripe.payouts.cancel(second.id, {}, { stripeContext: account });
      expect((await errorOf(late)).code).toBe('payout_state_invalid');
    });

    it.each([
      ['000111111116', 'no_account'],
      ['000333333335', 'debit_not_authorized'],
    ])('fails by the documented number %s with %s', async (number, code) => {
      account = await holderWith(sandbox, stripe, number);
      await transfer();
      const { id } = await payout();
      sandbox.desk.forward(hour);
      const failed = await stripe.payouts.retrieve(id, {}, { stripeContext: account });
      expect([failed.status, failed.failure_code]).toEqual(['failed', code]);
    });
  });

  it('lists newest first, by group and destination, page by page', async () => {
    for (let count = 0; count < 12; count += 1) await transfer(100, `key-${String(count)}`);
    const all = await stripe.transfers
      .list({ transfer_group: 'pay_1', limit: 5 })
      .autoPagingToArray({
        limit: 100,
      });
    expect(new Set(all.map(({ id }) => id)).size).toBe(12);
    expect(await stripe.transfers.list({ destination: 'acct_none' })).toMatchObject({ data: [] });
    expect((await stripe.transfers.list({ transfer_group: 'pay_2' })).data).toEqual([]);
  });

  it('keeps books whose lines are the balances, for us and for every account', async () => {
    await transfer(1_515);
    await payout(1_515);
    sandbox.desk.forward(hour);
    const topup = await stripe.topups.create({ amount: 777, currency: 'usd' });
    sandbox.desk.forward(hour);
    expect((await stripe.topups.retrieve(topup.id)).status).toBe('succeeded');
    for (const context of [undefined, account]) {
      const options = context ? { stripeContext: context } : {};
      const lines = await stripe.balanceTransactions.list({ limit: 100 }, options);
      expect(lines.data.reduce((sum, { net }) => sum + net, 0)).toBe(await available(context));
    }
    expect(sandbox.desk.connect.differences()).toEqual([]);
    expect(sandbox.desk.connect.resting()).toBe(1_515);
  });

  it('pays out by itself every day until it is told to wait for us', async () => {
    const schedule = async (): Promise<unknown> =>
      (await stripe.balanceSettings.retrieve({}, { stripeContext: account })).payments.payouts
        ?.schedule?.interval;
    expect(await schedule()).toBe('daily');
    await stripe.balanceSettings.update(
      { payments: { payouts: { schedule: { interval: 'manual' } } } },
      { stripeContext: account },
    );
    expect(await schedule()).toBe('manual');
  });

  it('lists events of 30 days: ours to us, those of an account to whom asks on its behalf', async () => {
    await transfer();
    await payout();
    const types = async (options: object): Promise<string[]> =>
      (await stripe.events.list({}, options)).data.map(({ type }) => type);
    expect(await types({})).toEqual(['transfer.created', 'topup.succeeded']);
    expect(await types({ stripeContext: account })).toEqual([
      'payout.created',
      'account.updated',
      'account.updated',
    ]);
    sandbox.desk.forward(31 * day);
    expect(await types({})).toEqual([]);
  });

  it('opens the hosted form by a link of v1 as well', async () => {
    const link = await stripe.accountLinks.create({
      account,
      type: 'account_onboarding',
      refresh_url: 'http://127.0.0.1/refresh',
      return_url: 'http://127.0.0.1/done',
    });
    expect((await fetch(link.url)).status).toBe(200);
  });

  describe('answers', () => {
    const schemas = new Ajv2020({ strict: false, allErrors: true });
    formats.default(schemas);
    schemas.addSchema({ $id: 'stripe', components: specification.components });
    const readable = Object.entries(specification.paths)
      .filter(([path, methods]) => 'get' in methods && !path.startsWith('/v1/issuing/'))
      .map(([path]) => path);

    it.each(readable)('GET %s has the shape of the specification', async (path) => {
      const { id: transferId } = await transfer(40_000);
      const { id: payoutId } = await payout(40_000);
      const topup = await stripe.topups.create({ amount: 777, currency: 'usd' });
      sandbox.desk.forward(hour);
      await stripe.transfers.createReversal((await transfer(100, 'key-7')).id);
      const isOfAccount = path.startsWith('/v1/payouts');
      const lines = await stripe.balanceTransactions.list();
      const events = await stripe.events.list();
      const ids: Record<string, string | undefined> = {
        '/v1/transfers/{id}': transferId,
        '/v1/transfers/{id}/reversals': (await stripe.transfers.list()).data[0]?.id,
        '/v1/payouts/{id}': payoutId,
        '/v1/topups/{id}': topup.id,
        '/v1/balance_transactions/{id}': lines.data[0]?.id,
        '/v1/events/{id}': events.data[0]?.id,
        '/v1/accounts/{id}/external_accounts': account,
      };
      const response = await fetch(sandbox.url + path.replace('{id}', ids[path] ?? ''), {
        headers: {
          authorization: `Bearer ${sandbox.secretKey}`,
          'stripe-version': specification.info.version,
          ...(isOfAccount ? { 'stripe-account': account } : {}),
        },
      });
      expect(response.status).toBe(200);
      const answer = (await response.json()) as { data?: { length?: number } };
      if (Array.isArray(answer.data)) expect(answer.data.length).toBeGreaterThan(0);
      const isValid = schemas.compile(schemaOf(path));
      expect([path, isValid(answer) ? [] : isValid.errors]).toEqual([path, []]);
    });
  });
});

/** The schema of a successful answer, with its references made absolute. */
function schemaOf(path: string): object {
  const operation = specification.paths[path]?.['get'] as {
    responses: { 200: { content: { 'application/json': { schema: object } } } };
  };
  const text = JSON.stringify(operation.responses[200].content['application/json'].schema);
  return JSON.parse(text.replaceAll('"$ref":"#', '"$ref":"stripe#')) as object;
}
