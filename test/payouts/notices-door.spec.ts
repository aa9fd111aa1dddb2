import { later, minutes } from '#kernel';
import { ProviderAlerts } from '#payouts';
import { startService, type RunningService } from '../support/service.js';
import { sign, snapshot, thin, type SignedNotice } from './signed-notices.js';

const POSTED = 'v2.money_management.outbound_payment.posted';

/** Everything bad that may come in at the door for Stripe's notices, of both APIs, over HTTP. */
describe('The door for notices', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService({ STRIPE_CONNECT: 'yes' });
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    // Refusals of what is not signed are written once in ten seconds.
    service.clock.advance(11_000);
  });

  const now = (): Date => service.clock.now();
  const signed = (event: object, at = now()): SignedNotice =>
    sign(JSON.stringify(event), service.sandbox.webhookSecret, at);

  async function post(
    { body, signature }: Partial<SignedNotice>,
    type = 'application/json',
  ): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${service.url}/webhooks/stripe`, {
      method: 'POST',
      headers: {
        'content-type': type,
        ...(signature === undefined ? {} : { 'stripe-signature': signature }),
      },
      body: body ?? '',
    });
    return { status: answer.status, text: await answer.text() };
  }

  async function kept(): Promise<number> {
    const [row] = await service.database.query<{ count: number }>(
      `select count(*)::integer as count from inbox`,
    );
    return row?.count ?? 0;
  }

  /** How often a refusal was counted. */
  async function counted(code: string): Promise<number> {
    const alerts = await service.get(ProviderAlerts).open();
    return alerts.find(({ value }) => value === code)?.times ?? 0;
  }

  type Making = () => Partial<SignedNotice>;
  const payout = { id: 'po_1', object: 'payout', metadata: { payout: 'pay_1' } };

  const REFUSED: readonly (readonly [string, Making, string, string])[] = [
    ['without a signature', () => ({ body: '{}' }), 'NOTICE_REFUSED', 'does not fit'],
    [
      'forged with another secret',
      () => sign(JSON.stringify(thin(POSTED, 'obp_1', now())), 'whsec_of_somebody_else', now()),
      'NOTICE_REFUSED',
      'does not fit',
    ],
    [
      'with a byte changed after signing',
      () => ({ ...signed(thin(POSTED, 'obp_1', now())), body: '{"id":"evt_1"}' }),
      'NOTICE_REFUSED',
      'does not fit',
    ],
    [
      'stale',
      () => signed(thin(POSTED, 'obp_1', now()), later(now(), -minutes(6))),
      'NOTICE_NOT_NOW',
      'older than five minutes',
    ],
    [
      'from the future',
      () => signed(snapshot('payout.paid', payout, now()), later(now(), minutes(6))),
      'NOTICE_NOT_NOW',
      'from the future',
    ],
    [
      'about an account of somebody else',
      () => signed(snapshot('payout.paid', payout, now(), { account: 'acct_elsewhere' })),
      'NOTICE_OTHER_ACCOUNT',
      'not known here',
    ],
    [
      'live in test mode, API v2',
      () => signed(thin(POSTED, 'obp_1', now(), { livemode: true })),
      'NOTICE_OTHER_MODE',
      'never mixed',
    ],
    [
      'live in test mode, API v1',
      () => signed(snapshot('payout.paid', payout, now(), { livemode: true })),
      'NOTICE_OTHER_MODE',
      'never mixed',
    ],
    [
      'not JSON',
      () => sign('<html>', service.sandbox.webhookSecret, now()),
      'NOTICE_UNREADABLE',
      'cannot be read',
    ],
    ['JSON and no event', () => signed([1, 2]), 'NOTICE_UNREADABLE', 'cannot be read'],
    [
      'without a type',
      () => signed(thin(POSTED, 'obp_1', now(), { type: 7 })),
      'NOTICE_UNREADABLE',
      'cannot be read',
    ],
    [
      'with an id as long as a letter',
      () => signed(thin(POSTED, 'obp_1', now(), { id: 'x'.repeat(5_000) })),
      'NOTICE_UNREADABLE',
      'cannot be read',
    ],
  ];

  it.each(REFUSED)('refuses what is %s, says why, and counts it', async (_, make, code, words) => {
    const [before, rows] = [await counted(code), await kept()];
    const { status, text } = await post(make());
    expect(status).toBe(400);
    expect(text).toContain(words);
    expect(await counted(code)).toBe(before + 1);
    expect(await kept()).toBe(rows);
  });

  it('refuses more than 1 MB before it reads it, and says so in plain words', async () => {
    const large = sign('x'.repeat(1_048_577), service.sandbox.webhookSecret, now());
    const { status, text } = await post(large);
    expect(status).toBe(413);
    expect(text).toBe('The notice is larger than 1 MB. Nothing was kept.\n');
    const filling = { id: 'obp_1', more: 'x'.repeat(900_000) };
    expect((await post(signed(snapshot('transfer.created', filling, now())))).status).toBe(200);
  });

  it('takes JSON only, and is not there for a provider that is off', async () => {
    const notice = signed(thin(POSTED, 'obp_1', now()));
    const plain = await post(notice, 'text/plain');
    expect(plain.status).toBe(415);
    expect(plain.text).toContain('application/json');
    const other = await fetch(`${service.url}/webhooks/tremendous`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(other.status).toBe(404);
  });

  it('counts a flood of forgeries without writing each down', async () => {
    const before = await counted('NOTICE_REFUSED');
    for (let count = 0; count < 20; count += 1) await post({ body: '{}' });
    expect(await counted('NOTICE_REFUSED')).toBe(before + 1);
    service.clock.advance(11_000);
    await post({ body: '{}' });
    expect(await counted('NOTICE_REFUSED')).toBe(before + 21);
  });

  it.each([
    ['thin', () => thin('v2.money_management.outbound_payment.teleported', 'obp_1', now())],
    ['snapshot', () => snapshot('teapot.boiled', { id: 'tea_1' }, now())],
  ] as const)(
    'keeps a %s of a type nobody knows, marks it, and tells a person',
    async (_, make) => {
      const event = make() as { id: string; type: string };
      expect(await post(signed(event))).toEqual({ status: 200, text: '' });
      expect(await post(signed(event))).toEqual({ status: 200, text: '' });
      const rows = await service.database.query(
        `select provider, event_type, is_known from inbox where event_id = $1`,
        [event.id],
      );
      expect(rows).toEqual([{ provider: 'stripe', event_type: event.type, is_known: false }]);
      const [alert] = (await service.get(ProviderAlerts).open()).filter(
        ({ value }) => value === event.type,
      );
      expect(alert).toMatchObject({ kind: 'event_type', times: 1, subject: event.id });
    },
  );

  it('takes each secret during a rotation', async () => {
    const rotating = await startService({
      STRIPE_WEBHOOK_SECRETS: 'whsec_first_of_two_secrets,whsec_second_of_two_secrets',
    });
    try {
      for (const secret of ['whsec_first_of_two_secrets', 'whsec_second_of_two_secrets']) {
        const event = JSON.stringify(thin(POSTED, 'obp_1', rotating.clock.now()));
        const { body, signature } = sign(event, secret, rotating.clock.now());
        const answer = await fetch(`${rotating.url}/webhooks/stripe`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'stripe-signature': signature },
          body,
        });
        expect(answer.status).toBe(200);
      }
    } finally {
      await rotating.stop();
    }
  });
});
