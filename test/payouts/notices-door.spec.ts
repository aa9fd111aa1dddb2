import { days, hours, later, minutes } from '#kernel';
import { NoticeGaps, PayoutCards, ProviderAlerts, ProviderNotices } from '#payouts';
import { OWN_ACCOUNT } from '../../src/sandbox/stripe/shapes.js';
import { startService, type RunningService } from '../support/service.js';
import { CardHouse } from './card-house.js';
import { putMoneyIn, sentByConnect } from './connect-house.js';
import { PayoutHouse } from './payout-house.js';
import { sign, snapshot, thin, type SignedNotice } from './signed-notices.js';

const POSTED = 'v2.money_management.outbound_payment.posted';

/** Everything bad that may come in at the door for Stripe's notices, of both APIs, over HTTP. */
describe('The door for notices', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService(
      { STRIPE_CONNECT: 'yes', STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox' },
      undefined,
      { processingDelayMs: hours(1), capabilityDelayMs: 0 },
    );
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
      'of API v2 and in the account of somebody else',
      () => signed(thin(POSTED, 'obp_1', now(), { context: 'acct_elsewhere' })),
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

  it('takes a notice of API v2 that names our own account, by itself or at the end of a way', async () => {
    const rows = await kept();
    for (const context of [OWN_ACCOUNT, `org_1/${OWN_ACCOUNT}`]) {
      expect((await post(signed(thin(POSTED, 'obp_1', now(), { context })))).status).toBe(200);
    }
    expect(await kept()).toBe(rows + 2);
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

  describe('of something the company does not have', () => {
    async function standingOf(event: object): Promise<{ alerts: number; isOpen: boolean }> {
      const { id } = event as { id: string };
      const [row] = await service.database.query<{ isOpen: boolean }>(
        `select handled_at is null as "isOpen" from inbox where event_id = $1`,
        [id],
      );
      const alerts = await service.get(ProviderAlerts).open();
      const told = alerts.filter(({ kind, subject }) => kind === 'notice_closed' && subject === id);
      return { alerts: told.length, isOpen: row?.isOpen === true };
    }

    it.each([
      ['a payment', () => thin(POSTED, 'obp_elsewhere', now())],
      ['a person', () => thin('v2.core.account.updated', 'acct_elsewhere', now())],
      ['a transfer', () => snapshot('transfer.created', { id: 'tr_elsewhere' }, now())],
      ['a card', () => snapshot('issuing_card.updated', { id: 'ic_elsewhere' }, now())],
    ])('closes a notice about %s, and tells a person', async (_, make) => {
      await service.drain();
      const event = make();
      expect((await post(signed(event))).status).toBe(200);
      await service.drain();
      expect(await standingOf(event)).toEqual({ alerts: 1, isOpen: false });
      expect((await service.get(NoticeGaps).state()).backlog.waiting).toBe(0);
    });

    it('keeps asking while the company does not answer, and closes it at the first clear no', async () => {
      const path = '/v2/money_management/outbound_payments/obp_nowhere';
      const event = thin(POSTED, 'obp_nowhere', now());
      const tryAgain = async (): Promise<void> => {
        await service.database.query(
          `update inbox set next_try_at = clock_timestamp() where handled_at is null`,
        );
        await service.database.query(`update rail_state set rests_until = null`);
        await service.get(ProviderNotices).handleWaiting();
      };
      // The library asks once more by itself when a connection is closed under it.
      for (const [kind, times] of [['status_500'], ['status_429'], ['drop_after', 2]] as const) {
        service.sandbox.desk.addFault({ kind, method: 'GET', path, times });
      }
      await post(signed(event));
      await service.drain();
      expect(await standingOf(event)).toEqual({ alerts: 0, isOpen: true });
      await tryAgain();
      await tryAgain();
      expect(service.sandbox.desk.state().faults).toEqual([]);
      expect(await standingOf(event)).toEqual({ alerts: 0, isOpen: true });
      await tryAgain();
      expect(await standingOf(event)).toEqual({ alerts: 1, isOpen: false });
    });
  });

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

  it('refuses nothing for its account while the company does not say which is ours', async () => {
    const starting = await startService();
    try {
      const path = '/v1/account';
      starting.sandbox.desk.addFault({ kind: 'status_500', method: 'GET', path });
      const arrives = async (context: string): Promise<number> => {
        const at = starting.clock.now();
        const event = JSON.stringify(thin(POSTED, 'obp_elsewhere', at, { context }));
        const { body, signature } = sign(event, starting.sandbox.webhookSecret, at);
        const answer = await fetch(`${starting.url}/webhooks/stripe`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'stripe-signature': signature },
          body,
        });
        return answer.status;
      };
      expect(await arrives('acct_elsewhere')).toBe(200);
      expect(await arrives('acct_elsewhere')).toBe(200);
      await starting.drain();
      expect(await starting.get(ProviderAlerts).open()).toMatchObject([
        { kind: 'notice_closed', value: POSTED, times: 2 },
      ]);
      starting.clock.advance(minutes(1));
      expect(await arrives('acct_elsewhere')).toBe(400);
      expect(await arrives(OWN_ACCOUNT)).toBe(200);
    } finally {
      await starting.stop();
    }
  });

  /** Nobody calls anything here: the provider posts what happened, and the service works it off. */
  describe('lets in what the provider posts itself', () => {
    let house: PayoutHouse;
    let cards: CardHouse;
    beforeAll(async () => {
      house = await PayoutHouse.within(service);
      await putMoneyIn(house);
      cards = await CardHouse.within(house);
      await toldOf();
    });
    afterEach(async () => {
      expect(await house.brokenPromises()).toEqual([]);
    });

    /** What was posted since is here and worked off. */
    async function toldOf(): Promise<void> {
      await service.sandbox.desk.webhooksSettled();
      await service.drain();
    }
    const holdBack = (hold: boolean): void => {
      service.sandbox.desk.notices.steer('payouts', { hold });
    };
    const typesKept = async (related: string): Promise<string[]> => {
      const rows = await service.database.query<{ type: string }>(
        `select distinct event_type as type from inbox
         where related_object = $1 and handled_at is not null order by 1`,
        [related],
      );
      return rows.map(({ type }) => type);
    };
    /** Until then nothing is known of it; then it is. */
    async function onlyWhenTold(work: () => Promise<void> | void, known: () => Promise<unknown>) {
      const before = await known();
      holdBack(true);
      await work();
      await service.drain();
      expect(await known()).toEqual(before);
      holdBack(false);
      await toldOf();
      return known();
    }

    it('of a payout from an account of hers: it is paid', async () => {
      const { payout } = await sentByConnect(house);
      const [hers] = await service.database.query<{ ref: string }>(
        `select m.provider_recipient as ref from payout p
         join payout_method m on m.id = p.method_id where p.id = $1`,
        [payout.id],
      );
      const context = hers?.ref;
      const told = thin('v2.core.account.updated', context ?? '', now(), { context });
      expect((await post(signed(told))).status).toBe(200);
      const state = (): Promise<string> => house.stateOf(payout.id);
      expect(await state()).toBe('in_transit');
      expect(await onlyWhenTold(() => house.pass(hours(1)), state)).toBe('paid');
      expect(await typesKept(payout.id)).toContain('payout.paid');
      expect(await house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.settled']);
    });

    it('of one that failed after it was paid: it came back, and no money rests in her account', async () => {
      const { payout } = await sentByConnect(house, 1_313);
      const state = (): Promise<string> => house.stateOf(payout.id);
      await house.pass(hours(1));
      await toldOf();
      expect(await state()).toBe('paid');
      expect(await onlyWhenTold(() => house.pass(days(7)), state)).toBe('returned');
      expect(await typesKept(payout.id)).toContain('payout.failed');
      expect(service.sandbox.desk.connect.resting()).toBe(0);
    });

    it('of a card: what a shop took, and that it was ended over there', async () => {
      const { yes, payout } = await cards.open(10_000);
      await toldOf();
      const look = async (): Promise<unknown> => {
        const [row] = await service.database.query<object>(
          `select state, spent_minor::integer as spent from payout_card where payout_id = $1`,
          [payout.id],
        );
        return row;
      };
      const till = service.sandbox.desk.cards;
      const card = till.cards().find(({ metadata }) => metadata['payout'] === payout.id)?.id ?? '';
      const spend = (): void => void till.spend(card, 2_500);
      expect(await onlyWhenTold(spend, look)).toEqual({ state: 'active', spent: 2_500 });
      expect(await typesKept(card)).toEqual(
        expect.arrayContaining(['issuing_authorization.created', 'issuing_transaction.created']),
      );
      const asked = till.authorize(card, 1_000);
      await toldOf();
      await service.get(PayoutCards).giveBack(yes.applicantId, payout.id);
      await toldOf();
      expect(await look()).toEqual({ state: 'ending', spent: 2_500 });
      const letGo = (): void => void till.reverse(asked.id);
      expect(await onlyWhenTold(letGo, look)).toEqual({ state: 'ended', spent: 2_500 });
      expect(await cards.parts(yes)).toEqual(['2500 paid', '7500 due']);
    });
  });
});
