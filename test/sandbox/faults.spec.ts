import { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { errorOf, paymentTo, recipientWith, sdkFor, standingSandbox } from './support.js';

const path = '/v2/money_management/outbound_payments';

describe('faults on the wire', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;
  let to: { account: string; method: string };

  beforeEach(async () => {
    sandbox = await standingSandbox();
    stripe = sdkFor(sandbox, 300);
    to = await recipientWith(sdkFor(sandbox));
  });

  afterEach(async () => {
    await sandbox.stop();
  });

  const pay = (key = 'key-1'): Promise<{ id: string }> =>
    stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), { idempotencyKey: key });

  it('drops the connection after it has paid: the caller knows nothing, a look-up finds exactly one', async () => {
    sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path, times: 2 });
    const error = await errorOf(pay());
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const found = await stripe.v2.moneyManagement.outboundPayments.list({ recipient: to.account });
    expect(found.data.map(({ metadata }) => metadata?.['attempt'])).toEqual(['pay_1']);
  });

  it('lets the SDK repeat once by itself, with the same key, when the connection was dropped', async () => {
    sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path });
    const payment = await pay();
    const seen = sandbox.desk.requests(path).filter(({ method }) => method === 'POST');
    expect(
      seen.map(({ fault, replayed, idempotencyKey }) => [fault, replayed, idempotencyKey]),
    ).toEqual([
      ['drop_after', false, 'key-1'],
      [null, true, 'key-1'],
    ]);
    expect(sandbox.desk.payments().map(({ id }) => id)).toEqual([payment.id]);
  });

  it('drops the connection before anything happened: nothing is paid', async () => {
    sandbox.desk.addFault({ kind: 'drop_before', method: 'POST', path, times: 2 });
    await expect(pay()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(sandbox.desk.payments()).toHaveLength(0);
  });

  it('answers too late although it has paid', async () => {
    sandbox.desk.addFault({ kind: 'slow', ms: 5_000, method: 'POST', path });
    await expect(pay()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(sandbox.desk.payments()).toHaveLength(1);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('breaks with 500 (work done: %s), and the same key then pays once', async (effect, paid) => {
    sandbox.desk.addFault({ kind: 'status_500', effect, method: 'POST', path });
    const error = await errorOf(pay());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAPIError);
    expect(sandbox.desk.payments()).toHaveLength(paid);
    await pay();
    expect(sandbox.desk.payments()).toHaveLength(1);
  });

  it('limits with 429 and says when to come back', async () => {
    sandbox.desk.addFault({ kind: 'status_429', retryAfterSeconds: 7, method: 'POST', path });
    const error = await errorOf(pay());
    expect(error).toBeInstanceOf(Stripe.errors.RateLimitError);
    expect(error.headers?.['retry-after']).toBe('7');
    expect(sandbox.desk.payments()).toHaveLength(0);
  });

  it('says when to come back as a date, too, by the clock of whoever asks', async () => {
    const fault = { kind: 'status_429', retryAfterSeconds: 90, method: 'POST', path } as const;
    sandbox.desk.addFault({ ...fault, retryAfterAsDate: true });
    sandbox.desk.forward(86_400_000);
    const error = await errorOf(pay());
    expect(error.headers?.['retry-after']).toBe('Mon, 02 Nov 2026 09:01:30 GMT');
  });

  it('answers 200 with a page that is not JSON although it has paid', async () => {
    sandbox.desk.addFault({ kind: 'html_200', method: 'POST', path });
    const error = await errorOf(pay());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAPIError);
    expect(sandbox.desk.payments()).toHaveLength(1);
  });

  it('meets only the requests it was set for, as often as it was told', async () => {
    sandbox.desk.addFault({ kind: 'status_500', method: 'POST', path });
    await stripe.v2.moneyManagement.outboundPayments.list();
    expect(sandbox.desk.faults()).toHaveLength(1);
    await errorOf(pay());
    expect(sandbox.desk.faults()).toHaveLength(0);
  });

  it('lets as many requests pass as it was told, and then meets as many', async () => {
    sandbox.desk.addFault({ kind: 'status_500', method: 'POST', path, skip: 1, times: 2 });
    await pay();
    await errorOf(pay());
    await errorOf(pay());
    expect(sandbox.desk.faults()).toHaveLength(0);
    await pay();
  });
});
