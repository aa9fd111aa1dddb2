import { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { paymentTo, receiver, recipientWith, sdkFor, until, type Notice } from './support.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';

describe('webhooks of the sandbox', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;
  let hook: Awaited<ReturnType<typeof receiver>>;
  let answers: number[];

  beforeEach(async () => {
    answers = [];
    hook = await receiver(answers);
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

  it('tries again until the receiver says yes', async () => {
    const to = await recipientWith(stripe);
    await sandbox.desk.webhooksSettled();
    answers.push(500, 503);
    await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to));
    await until(() => paymentNotices().length >= 3);
    expect(paymentNotices().slice(0, 2)).toEqual(['created', 'posted']);
    await until(() => sandbox.desk.state().webhooks.waiting === 0);
    const last = sandbox.desk.events().at(-1)?.delivery;
    expect(last).toMatchObject({ isDelivered: true });
  });

  it('holds events back, turns them round and repeats them on demand', async () => {
    const to = await recipientWith(stripe);
    await sandbox.desk.webhooksSettled();
    sandbox.desk.steerWebhooks({ hold: true });
    await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to));
    expect(paymentNotices()).toEqual([]);
    sandbox.desk.steerWebhooks({ reverse: true, duplicate: 1 });
    sandbox.desk.steerWebhooks({ hold: false });
    await sandbox.desk.webhooksSettled();
    expect(paymentNotices()).toEqual(['posted', 'posted', 'created']);
  });

  it('forges notices that the SDK refuses, and a future one that the SDK lets through', async () => {
    for (const kind of ['wrong_secret', 'stale', 'future', 'unsigned'] as const) {
      await sandbox.desk.forge(kind, 'v2.money_management.outbound_payment.posted', 'obp_1');
    }
    const isAccepted = ({ body, signature }: Notice): boolean => {
      try {
        stripe.parseEventNotification(body, signature, sandbox.webhookSecret);
        return true;
      } catch {
        return false;
      }
    };
    expect(hook.notices.map(isAccepted)).toEqual([false, false, true, false]);
  });
});
