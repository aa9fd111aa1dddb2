import { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { apiVersion } from '../../src/sandbox/stripe/specification.js';
import {
  bankAccount,
  errorOf,
  paymentTo,
  recipientWith,
  sdkFor,
  standingSandbox,
  until,
} from './support.js';

describe('payments at the sandbox, through the official SDK', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await standingSandbox();
    stripe = sdkFor(sandbox);
  });

  afterEach(async () => {
    await sandbox.stop();
  });

  it('speaks the version that the SDK speaks', () => {
    expect(apiVersion).toBe(Stripe.API_VERSION);
  });

  it('pays a recipient and posts when the clock gets there', async () => {
    const to = await recipientWith(stripe);
    const created = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), {
      idempotencyKey: 'key-1',
    });
    expect(created).toMatchObject({ status: 'processing', metadata: { attempt: 'pay_1' } });
    sandbox.desk.forward(1_999);
    expect(sandbox.desk.payments()[0]?.status).toBe('processing');
    sandbox.desk.forward(1);
    const posted = await stripe.v2.moneyManagement.outboundPayments.retrieve(created.id);
    expect(posted.status).toBe('posted');
    expect(posted.status_transitions?.posted_at).toBe('2026-11-02T09:00:02.000Z');
  });

  it('answers the same key with the same payment and pays once', async () => {
    const to = await recipientWith(stripe);
    const pay = (): Promise<{ id: string; lastResponse: { headers: Record<string, string> } }> =>
      stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), { idempotencyKey: 'key-1' });
    const first = await pay();
    const second = await pay();
    expect(second.id).toBe(first.id);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(sandbox.desk.payments()).toHaveLength(1);
  });

  it('forgets a key after 30 days', async () => {
    const to = await recipientWith(stripe);
    const pay = (): Promise<{ id: string }> =>
      stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), { idempotencyKey: 'key-1' });
    const first = await pay();
    sandbox.desk.forward(30 * 24 * 3_600_000);
    expect((await pay()).id).not.toBe(first.id);
  });

  it('refuses a key that comes with another body', async () => {
    const to = await recipientWith(stripe);
    const options = { idempotencyKey: 'key-1' };
    await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to, 100), options);
    const error = await errorOf(
      stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to, 200), options),
    );
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(error.statusCode).toBe(400);
  });

  it('refuses a key whose first request is still running', async () => {
    const to = await recipientWith(stripe);
    sandbox.desk.addFault({ kind: 'slow', ms: 5_000, effect: false, method: 'POST' });
    const options = { idempotencyKey: 'key-1' };
    const running = stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), options);
    const outcome = running.catch((error: unknown) => error);
    await until(() => sandbox.desk.faults().length === 0);
    const error = await errorOf(
      stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), options),
    );
    expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    await sandbox.stop();
    await outcome;
  });

  it.each([
    ['an unknown field', { amounts: 1 }],
    ['a wrong choice', { recipient_notification: { setting: 'never' } }],
    ['a missing amount', { amount: undefined }],
    ['an amount that is a text', { amount: { value: '500', currency: 'usd' } }],
    ['an amount of nothing', { amount: { value: 0, currency: 'usd' } }],
    ['half a cent', { amount: { value: 1.5, currency: 'usd' } }],
    ['another currency', { amount: { value: 500, currency: 'eur' } }],
    ['a descriptor that is too long', { statement_descriptor: 'A'.repeat(23) }],
  ])(
    'refuses %s as an invalid request, and a corrected one may use the same key',
    async (_, wrong) => {
      const to = await recipientWith(stripe);
      const order = { ...paymentTo(to), ...wrong };
      const error = await errorOf(
        stripe.rawRequest('POST', '/v2/money_management/outbound_payments', order, {
          idempotencyKey: 'key-1',
        }),
      );
      expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
      expect(error).toMatchObject({ statusCode: 400, code: 'invalid_fields' });
      const corrected = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), {
        idempotencyKey: 'key-1',
      });
      expect(corrected.id).toMatch(/^obp_/);
    },
  );

  it('refuses a wrong secret key and another version', async () => {
    const stranger = sdkFor({ ...sandbox, secretKey: 'sk_test_other' });
    const denied = await errorOf(stranger.v2.moneyManagement.outboundPayments.list());
    expect(denied).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    const response = await fetch(`${sandbox.url}/v2/core/events`, {
      headers: { authorization: `Bearer ${sandbox.secretKey}`, 'stripe-version': '2020-01-01' },
    });
    expect(response.status).toBe(400);
  });

  it('refuses more than the balance with the typed error, and tries the same key again later', async () => {
    const to = await recipientWith(stripe);
    const order = paymentTo(to, 25_000_001);
    const options = { idempotencyKey: 'key-1' };
    const error = await errorOf(stripe.v2.moneyManagement.outboundPayments.create(order, options));
    expect(error).toBeInstanceOf(Stripe.errors.InsufficientFundsError);
    sandbox.desk.topUp(1);
    const paid = await stripe.v2.moneyManagement.outboundPayments.create(order, options);
    expect(paid.amount.value).toBe(25_000_001);
  });

  it('refuses a recipient who is not ready, and says what is missing', async () => {
    const account = await stripe.v2.core.accounts.create({
      contact_email: 'programme@example.org',
      identity: { country: 'us', entity_type: 'individual' },
      configuration: {
        recipient: { capabilities: { bank_accounts: { local: { requested: true } } } },
      },
      include: ['configuration.recipient', 'requirements'],
    });
    expect(account.configuration?.recipient?.capabilities?.bank_accounts?.local?.status).toBe(
      'restricted',
    );
    expect(account.requirements?.entries?.map(({ description }) => description)).toEqual([
      'identity.individual.given_name',
      'identity.individual.surname',
    ]);
    const saved = await stripe.v2.moneyManagement.outboundSetupIntents.create(
      { payout_method_data: bankAccount() },
      { stripeContext: account.id },
    );
    const to = { account: account.id, method: saved.payout_method?.id ?? '' };
    expect(
      await errorOf(stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to))),
    ).toBeInstanceOf(Stripe.errors.CapabilityNotEnabledError);
  });

  it('does not pay into the account of somebody else', async () => {
    const one = await recipientWith(stripe);
    const other = await recipientWith(stripe);
    const crossed = { account: one.account, method: other.method };
    const error = await errorOf(
      stripe.v2.moneyManagement.outboundPayments.create(paymentTo(crossed)),
    );
    expect(error.statusCode).toBe(404);
    expect(sandbox.desk.payments()).toHaveLength(0);
  });

  it('has no filter for our reference, but a list by recipient and time in which it is found', async () => {
    const to = await recipientWith(stripe);
    const other = await recipientWith(stripe);
    await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to, 100, 'pay_early'));
    sandbox.desk.forward(3_600_000);
    const since = Date.UTC(2026, 10, 2, 10, 0, 0) / 1000;
    await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(other, 100, 'pay_other'));
    for (const reference of ['pay_a', 'pay_b', 'pay_c']) {
      await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to, 100, reference));
    }
    const found: unknown[] = [];
    const list = stripe.v2.moneyManagement.outboundPayments.list({
      recipient: to.account,
      created: { gte: since },
      status: ['processing', 'posted'],
      limit: 2,
    });
    for await (const payment of list) found.push(payment.metadata?.['attempt']);
    expect(found).toEqual(['pay_c', 'pay_b', 'pay_a']);
    const refused = await errorOf(
      stripe.rawRequest('GET', '/v2/money_management/outbound_payments?metadata[attempt]=pay_a'),
    );
    expect(refused.code).toBe('invalid_fields');
  });

  it('lists by creation, whatever happened to the payments since', async () => {
    const to = await recipientWith(stripe, '000666666661');
    const payments = stripe.v2.moneyManagement.outboundPayments;
    const ids: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) ids.unshift((await payments.create(paymentTo(to))).id);
    sandbox.desk.decide(ids.at(-1) ?? '', 'post', null);
    for (const filter of [{}, { recipient: to.account }]) {
      const { data } = await payments.list(filter);
      expect(data.map(({ id }) => id)).toEqual(ids);
    }
  });

  it('names our idempotency key in the event of the payment it created', async () => {
    const to = await recipientWith(stripe);
    const payment = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), {
      idempotencyKey: 'key-1',
    });
    const events = await stripe.v2.core.events.list({
      types: ['v2.money_management.outbound_payment.created'],
      object_id: payment.id,
    });
    expect(events.data.map(({ reason }) => reason?.request?.idempotency_key)).toEqual(['key-1']);
  });

  it('cancels while processing, gives the money back, and refuses later', async () => {
    const to = await recipientWith(stripe);
    const payments = stripe.v2.moneyManagement.outboundPayments;
    const first = await payments.create(paymentTo(to));
    expect((await payments.cancel(first.id)).status).toBe('canceled');
    expect(sandbox.desk.state().balance).toEqual({
      availableMinor: 25_000_000,
      outboundPendingMinor: 0,
    });
    expect(await errorOf(payments.cancel(first.id))).toBeInstanceOf(
      Stripe.errors.AlreadyCanceledError,
    );
    const second = await payments.create(paymentTo(to));
    sandbox.desk.forward(10_000);
    expect(await errorOf(payments.cancel(second.id))).toBeInstanceOf(
      Stripe.errors.NotCancelableError,
    );
  });

  it('writes to the recipient itself unless it is told not to', async () => {
    const to = await recipientWith(stripe);
    await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to));
    expect(sandbox.desk.inbox()).toHaveLength(0);
    await stripe.v2.moneyManagement.outboundPayments.create({
      ...paymentTo(to),
      recipient_notification: { setting: 'configured' },
    });
    expect(sandbox.desk.inbox()[0]?.to).toEqual(['programme@example.org']);
  });
});
