import { createHmac, randomBytes } from 'node:crypto';
import { Payouts, ProviderAlerts, ProviderNotices, type Payout } from '#payouts';
import { PayoutHouse, hours } from './payout-house.js';

const TYPE = 'v2.money_management.outbound_payment';

describe('Notices from the provider', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterAll(() => house.close());
  afterEach(async () => {
    expect(await house.brokenPromises()).toEqual([]);
  });

  interface Wish {
    readonly id?: string;
    readonly type?: string;
    readonly livemode?: boolean;
    readonly at?: Date;
    readonly secret?: string;
  }

  /** A notice as the provider writes and signs it. */
  function aNotice(objectId: string, wish: Wish = {}): { body: Buffer; signature: string } {
    const at = wish.at ?? house.running.clock.now();
    const body = JSON.stringify({
      id: wish.id ?? `evt_${randomBytes(8).toString('hex')}`,
      object: 'v2.core.event',
      type: wish.type ?? `${TYPE}.posted`,
      created: at.toISOString(),
      livemode: wish.livemode ?? false,
      related_object: { id: objectId, type: TYPE, url: `/v2/x/${objectId}` },
    });
    const seconds = String(Math.trunc(at.getTime() / 1_000));
    const hmac = createHmac('sha256', wish.secret ?? house.sandbox.webhookSecret);
    const v1 = hmac.update(`${seconds}.${body}`).digest('hex');
    return { body: Buffer.from(body), signature: `t=${seconds},v1=${v1}` };
  }

  function send(objectId: string, wish: Wish = {}): Promise<void> {
    const { body, signature } = aNotice(objectId, wish);
    return house.get(ProviderNotices).receive('stripe', body, signature);
  }

  async function onItsWay(): Promise<{ payout: Payout; ref: string }> {
    const payout = await house.released();
    await house.running.drain();
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    return { payout, ref: attempt?.providerRef ?? '' };
  }

  it('make us look, and what is seen is applied', async () => {
    const { payout, ref } = await onItsWay();
    await house.pass(hours(2));
    await send(ref);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('paid');
  });

  it('are believed about nothing: a notice of a payment that is not made changes nothing', async () => {
    const { payout, ref } = await onItsWay();
    await send(ref, { type: `${TYPE}.posted` });
    await send(ref, { type: `${TYPE}.returned` });
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
  });

  it('may come twice, late, and in any order', async () => {
    const { payout, ref } = await onItsWay();
    await house.pass(hours(2));
    const types = ['returned', 'posted', 'created', 'posted', 'updated', 'posted'];
    for (const [index, type] of types.entries()) {
      const id = `evt_same_${payout.id}_${String(index % 3)}`;
      await send(ref, { id, type: `${TYPE}.${type}` });
    }
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('paid');
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.settled']);
    const [row] = await house.running.database.query<{ count: string; open: string }>(
      `select count(*) as count, count(*) filter (where handled_at is null) as open from inbox
       where event_id like $1`,
      [`evt_same_${payout.id}%`],
    );
    expect(row).toEqual({ count: '3', open: '0' });
  });

  it('of a type nobody knows are kept, looked into where the thing is known, and shown to a person', async () => {
    const { payout, ref } = await onItsWay();
    await house.pass(hours(2));
    const type = `${TYPE}.teleported`;
    await send(ref, { id: `evt_new_${payout.id}`, type });
    await send(ref, { id: `evt_new_${payout.id}`, type });
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('paid');
    const [row] = await house.running.database.query(
      `select is_known, handled_at is not null as handled from inbox where event_id = $1`,
      [`evt_new_${payout.id}`],
    );
    expect(row).toEqual({ is_known: false, handled: true });
    const open = await house.get(ProviderAlerts).open();
    expect(open.filter(({ value }) => value === type)).toMatchObject([
      { rail: 'stripe', kind: 'event_type', times: 1, subject: `evt_new_${payout.id}` },
    ]);
  });

  it('of a failure for a reason nobody knows end the payout, and a person is told the word', async () => {
    const { payout, ref } = await onItsWay();
    house.sandbox.desk.decide(ref, 'fail', 'payout_method_bewitched');
    await send(ref, { type: `${TYPE}.failed` });
    await house.running.drain();
    expect(await house.get(Payouts).get(payout.id)).toMatchObject({
      state: 'failed',
      reason: 'unknown',
      rawReason: 'payout_method_bewitched',
    });
    expect(await house.get(ProviderAlerts).open()).toContainEqual(
      expect.objectContaining({
        rail: 'stripe-outbound',
        kind: 'reason',
        value: 'payout_method_bewitched',
        subject: ref,
      }),
    );
  });

  it('are refused without signature, with half of one, and when a byte changed', async () => {
    const notices = house.get(ProviderNotices);
    const { body, signature } = aNotice('obp_1');
    const changed = Buffer.from(body);
    changed[20] = (changed[20] ?? 0) ^ 1;
    for (const [raw, header] of [
      [body, undefined],
      [body, 'nonsense'],
      [body, signature.replace(/v1=.*/, 'v1=')],
      [changed, signature],
      [Buffer.alloc(0), signature],
    ] as const) {
      await expect(notices.receive('stripe', raw, header)).rejects.toMatchObject({
        code: 'NOTICE_REFUSED',
      });
    }
  });

  it('about things we do not know are kept and change nothing', async () => {
    await send('evt_elsewhere', { id: 'evt_unknown_type', type: 'v2.core.something.new' });
    await house.running.drain();
    const [row] = await house.running.database.query<{ handled: boolean }>(
      `select handled_at is not null as handled from inbox where event_id = 'evt_unknown_type'`,
    );
    expect(row?.handled).toBe(true);
  });

  it('that arrive before our own record settle the same payout once', async () => {
    const payout = await house.released();
    house.sandbox.desk.addFault({
      kind: 'drop_after',
      method: 'POST',
      path: '/v2/money_management/outbound_payments',
      times: 2,
    });
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    const ref = house.sandbox.desk
      .payments()
      .find(({ metadata }) => metadata['payout'] === payout.id)?.id;
    await send(ref ?? '', { type: `${TYPE}.created` });
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(house.paymentsFor(payout)).toBe(1);
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated']);
  });
});
