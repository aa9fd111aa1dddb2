import { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { paymentTo, receiver, recipientWith, sdkFor, until, type Notice } from './support.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';

describe('webhooks of the sandbox', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;
  let hook: Awaited<ReturnType<typeof receiver>>;

  beforeEach(async () => {
    hook = await receiver();
    sandbox = await startSandbox({
      webhookUrl: hook.url,
      processingDelayMs: 0,
      capabilityDelayMs: 0,
    });
    stripe = sdkFor(sandbox);
  });

  afterEach(async () => {
    await sandbox.stop();
    await hook.close();
  });

  const typeOf = ({ body }: Notice): string => (JSON.parse(body) as { type: string }).type;
  const paymentNotices = (): string[] =>
    hook.notices
      .map(typeOf)
      .filter((type) => type.startsWith('v2.money_management.outbound_payment.'))
      .map((type) => type.split('.').at(-1) ?? '');

  it('signs thin events so that the SDK accepts them and fetches the payment they name', async () => {
    const to = await recipientWith(stripe);
    const payment = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to));
    await until(() => paymentNotices().includes('posted'));
    const notice = hook.notices.at(-1);
    if (!notice) throw new Error('No notice arrived.');
    const event = stripe.parseEventNotification(
      notice.body,
      notice.signature,
      sandbox.webhookSecret,
    );
    expect(event.type).toBe('v2.money_management.outbound_payment.posted');
    if (event.type !== 'v2.money_management.outbound_payment.posted') return;
    expect(await event.fetchRelatedObject()).toMatchObject({ id: payment.id, status: 'posted' });
    expect((await event.fetchEvent()).id).toBe(event.id);
    expect(() =>
      stripe.parseEventNotification(notice.body, notice.signature, 'whsec_other'),
    ).toThrow(Stripe.errors.StripeSignatureVerificationError);
  });

  it('keeps personal data out of a notice', async () => {
    await recipientWith(stripe);
    await until(() => hook.notices.length >= 3);
    for (const { body } of hook.notices) {
      expect(body).not.toMatch(/Family|programme@example\.org|6789/);
    }
  });
});
