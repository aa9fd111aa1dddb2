import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stripe } from 'stripe';
import type { Channel as ChannelId } from '../../src/sandbox/control/notice-desk.js';
import type { Steering } from '../../src/sandbox/http/courier.js';
import {
  startSandbox,
  type RunningSandbox,
  type SandboxOptions,
} from '../../src/sandbox/sandbox.js';
import { sandboxCampaign } from '../../src/sandbox/tremendous/tremendous.js';
import {
  aCardholder,
  paymentTo,
  receiver,
  recipientWith,
  sdkFor,
  until,
  type Notice,
} from './support.js';

/** What the notices of one provider are about, how they are made, and how a receiver tells a true one. */
interface Channel {
  readonly id: ChannelId;
  readonly name: string;
  make(sandbox: RunningSandbox): Promise<void>;
  /** What `make` leads to, in order. */
  readonly made: readonly string[];
  typeOf(notice: Notice): string;
  isTrue(notice: Notice, sandbox: RunningSandbox): boolean;
  /** What a forged one is about. */
  readonly lie: { readonly about: string; readonly type?: string };
}

const jsonOf = ({ body }: Notice): Record<string, string> =>
  JSON.parse(body) as Record<string, string>;
const sdk = new Stripe('sk_test_receiver');
const hasGoodSignature = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

const payouts = {
  id: 'payouts',
  typeOf: (notice: Notice) => jsonOf(notice)['type'] ?? '',
} as const;

const CHANNELS: readonly Channel[] = [
  {
    ...payouts,
    name: 'thin events of API v2',
    async make(sandbox) {
      const stripe = sdkFor(sandbox);
      const to = await recipientWith(stripe);
      await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to));
    },
    made: [
      'v2.money_management.outbound_payment.created',
      'v2.money_management.outbound_payment.posted',
    ],
    isTrue: ({ body, signature }, { webhookSecret }) =>
      hasGoodSignature(() => sdk.parseEventNotification(body, signature, webhookSecret)),
    lie: { about: 'obp_1', type: 'v2.money_management.outbound_payment.posted' },
  },
  {
    ...payouts,
    name: 'snapshots of API v1',
    async make(sandbox) {
      const stripe = sdkFor(sandbox);
      await stripe.topups.create({ amount: 5_000, currency: 'usd' });
    },
    made: ['topup.created', 'topup.succeeded'],
    isTrue: ({ body, signature }, { webhookSecret }) =>
      hasGoodSignature(() => sdk.webhooks.constructEvent(body, signature, webhookSecret)),
    lie: { about: 'po_1', type: 'payout.paid' },
  },
  {
    ...payouts,
    name: 'snapshots of cards',
    async make(sandbox) {
      const stripe = sdkFor(sandbox);
      sandbox.desk.cards.topUp(5_000);
      const { id: cardholder } = await stripe.issuing.cardholders.create(aCardholder());
      const { id } = await stripe.issuing.cards.create({
        cardholder,
        currency: 'usd',
        type: 'virtual',
        status: 'active',
      });
      sandbox.desk.cards.spend(id, 1_000);
    },
    made: [
      'issuing_cardholder.created',
      'issuing_card.created',
      'issuing_authorization.created',
      'issuing_transaction.created',
    ],
    isTrue: ({ body, signature }, { webhookSecret }) =>
      hasGoodSignature(() => sdk.webhooks.constructEvent(body, signature, webhookSecret)),
    lie: { about: 'ic_1', type: 'issuing_card.updated' },
  },
  {
    id: 'rewards',
    name: 'notices of the rewards provider',
    async make({ url, rewardsKey }) {
      await fetch(`${url}/api/v2/orders`, {
        method: 'POST',
        headers: { authorization: `Bearer ${rewardsKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          payment: { funding_source_id: 'balance' },
          reward: {
            campaign_id: sandboxCampaign,
            value: { denomination: 5, currency_code: 'USD' },
            delivery: { method: 'LINK' },
          },
        }),
      });
    },
    made: ['ORDERS.CREATED', 'REWARDS.DELIVERY.SUCCEEDED'],
    typeOf: (notice) => jsonOf(notice)['event'] ?? '',
    isTrue: ({ body, rewardSignature }, { rewardsWebhookSecret }) =>
      rewardSignature ===
      `sha256=${createHmac('sha256', rewardsWebhookSecret).update(body).digest('hex')}`,
    lie: { about: 'R1' },
  },
];

describe.each(CHANNELS.map((channel) => [channel.name, channel] as const))('%s', (_, channel) => {
  let sandbox: RunningSandbox;
  let hook: Awaited<ReturnType<typeof receiver>>;
  let answers: number[];

  const options = (): SandboxOptions => ({
    webhookUrl: hook.url,
    rewardsWebhookUrl: hook.url,
    processingDelayMs: 0,
    capabilityDelayMs: 0,
    startingRewardsMinor: 100_000,
  });
  beforeEach(async () => {
    answers = [];
    hook = await receiver(answers);
    sandbox = await startSandbox(options());
  });
  afterEach(async () => {
    await sandbox.stop();
    await hook.close();
  });

  const ours = (notices: readonly Notice[] = hook.notices): string[] =>
    notices.map((notice) => channel.typeOf(notice)).filter((type) => channel.made.includes(type));
  const steer = (wish: Steering): void => {
    sandbox.desk.notices.steer(channel.id, wish);
  };
  const settled = (): Promise<void> => sandbox.desk.webhooksSettled();

  it('arrive in order, signed so that the receiver can tell', async () => {
    await channel.make(sandbox);
    await until(() => ours().length === channel.made.length);
    expect(ours()).toEqual(channel.made);
    expect(hook.notices.every((notice) => channel.isTrue(notice, sandbox))).toBe(true);
    const other = { ...sandbox, webhookSecret: 'whsec_other', rewardsWebhookSecret: 'other' };
    expect(hook.notices.some((notice) => channel.isTrue(notice, other))).toBe(false);
  });

  it('come late when they are held back', async () => {
    steer({ hold: true });
    await channel.make(sandbox);
    await settled();
    expect(ours()).toEqual([]);
    steer({ hold: false });
    await settled();
    expect(ours()).toEqual(channel.made);
  });

  it('come out of order and twice', async () => {
    steer({ hold: true });
    await channel.make(sandbox);
    steer({ reverse: true, duplicate: 1, hold: false });
    await settled();
    const [latest, ...earlier] = [...channel.made].reverse();
    expect(ours()).toEqual([latest, latest, ...earlier]);
  });

  it('come again until the receiver says yes, word for word the same', async () => {
    steer({ hold: true });
    await channel.make(sandbox);
    answers.push(...Array.from({ length: 12 }, () => 500));
    steer({ hold: false });
    await settled();
    answers.length = 0;
    await until(() => ours().length >= 2 * channel.made.length);
    const bodies = hook.notices.map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length / 2);
  });

  it('are sent once more on demand', async () => {
    await channel.make(sandbox);
    await settled();
    const count = hook.notices.length;
    const [first] = sandbox.desk.notices.sent(channel.id);
    sandbox.desk.notices.resend(channel.id, first?.id ?? '');
    await settled();
    const bodies = hook.notices.map(({ body }) => body);
    expect(bodies.indexOf(bodies.at(-1) ?? '')).toBeLessThan(count);
    expect(bodies).toHaveLength(count + 1);
  });

  it('are forged: a wrong secret, no signature, more than a receiver should read', async () => {
    for (const kind of ['wrong_secret', 'unsigned', 'large'] as const) {
      expect(await sandbox.desk.notices.forge(channel.id, { ...channel.lie, kind })).toBe('200');
    }
    expect(hook.notices.map((notice) => channel.isTrue(notice, sandbox))).toEqual([
      false,
      false,
      true,
    ]);
    expect(hook.notices.at(-1)?.body.length).toBeGreaterThan(1024 * 1024);
  });

  it('that nobody took wait for the next start', async () => {
    const kept = {
      ...options(),
      dataDir: mkdtempSync(join(tmpdir(), 'notices-')),
      secretKey: 'sk_test_same',
      rewardsKey: 'TEST_same',
    };
    const first = await startSandbox(kept);
    first.desk.notices.steer(channel.id, { hold: true });
    await channel.make(first);
    await first.stop();
    expect(ours()).toEqual([]);
    const second = await startSandbox(kept);
    await second.desk.webhooksSettled();
    expect(ours()).toEqual(channel.made);
    await second.stop();
  });
});

describe('events of API v2 and of API v1', () => {
  it('are forged stale, of the future, of real money and of somebody else: all but the first look true', async () => {
    const hook = await receiver();
    const sandbox = await startSandbox({ webhookUrl: hook.url });
    const isBelieved = ({ body, signature }: Notice): boolean =>
      hasGoodSignature(() => {
        const isThin = body.includes('"v2.core.event"');
        if (isThin) sdk.parseEventNotification(body, signature, sandbox.webhookSecret);
        else sdk.webhooks.constructEvent(body, signature, sandbox.webhookSecret);
      });
    for (const type of ['v2.money_management.outbound_payment.posted', 'payout.paid']) {
      hook.notices.length = 0;
      for (const kind of ['stale', 'future', 'live', 'other_account'] as const) {
        await sandbox.desk.forge(kind, type, 'obp_1');
      }
      expect(hook.notices.map(isBelieved)).toEqual([false, true, true, true]);
      const told = hook.notices.map((notice) => jsonOf(notice));
      expect(told.map(({ livemode }) => livemode)).toEqual([false, false, true, false]);
      expect(told.at(-1)).toMatchObject({ account: 'acct_of_somebody_else' });
    }
    await sandbox.stop();
    await hook.close();
  });
});
