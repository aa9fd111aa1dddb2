import { createHmac } from 'node:crypto';
import { newId } from '#kernel';
import { RailRegistry, type PayoutRail, type StatementEntry } from '#payouts';
import { isRead } from '../../src/payouts/rails/amounts.js';
import { sandboxCampaign } from '../../src/sandbox/tremendous/tremendous.js';
import { PayoutHouse, days, hours, usd } from './payout-house.js';

describe('The rail tremendous', () => {
  let house: PayoutHouse;
  let rail: PayoutRail;

  beforeAll(async () => {
    house = await PayoutHouse.open({}, 100_000_000);
    rail = house.get(RailRegistry).get('tremendous');
  });
  afterAll(() => house.close());
  afterEach(() => {
    house.sandbox.desk.clearFaults();
  });

  const command = (minor = 12_345, reference = newId('payout')) => ({
    key: `po:${reference}:1`,
    reference,
    recipient: 'mth_1',
    method: 'mth_1',
    amount: usd(minor),
  });
  const sent = async (minor?: number): Promise<{ ref: string; claim: string }> => {
    const result = await rail.submit(command(minor));
    if (result.kind !== 'accepted') throw new Error(`It was not accepted: ${result.kind}.`);
    return { ref: result.observed.providerRef, claim: result.claim ?? '' };
  };
  const stateOf = async (ref: string): Promise<string> => (await rail.fetch(ref)).state;
  const rewards = () => house.sandbox.desk.rewards;
  const use = (link: string, way = 'card') =>
    fetch(link, { method: 'POST', body: new URLSearchParams({ way }) });

  it('sends nothing about the person: our name, an amount, a campaign', async () => {
    const order = command();
    await rail.submit(order);
    const [request] = house.sandbox.desk
      .requests('/api/v2/orders')
      .filter(({ body }) => body.includes(order.reference));
    expect(JSON.parse(request?.body ?? '')).toEqual({
      external_id: order.reference,
      payment: { funding_source_id: 'balance' },
      reward: {
        campaign_id: sandboxCampaign,
        value: { denomination: 123.45, currency_code: 'USD' },
        delivery: { method: 'LINK' },
      },
    });
  });

  it('pays one payout once, also with the key of another attempt, and hands the link over once', async () => {
    const order = command();
    const first = await rail.submit(order);
    const second = await rail.submit({ ...order, key: `po:${order.reference}:2` });
    expect(first).toMatchObject({ kind: 'accepted', observed: { state: 'processing' } });
    expect(second).toMatchObject({ kind: 'accepted' });
    if (first.kind !== 'accepted' || second.kind !== 'accepted') return;
    expect(second.observed).toEqual(first.observed);
    expect(first.claim).toContain('/rewards/');
    expect(second.claim).toBeUndefined();
    expect(await rail.submit({ ...order, amount: usd(1) })).toMatchObject({ kind: 'mismatch' });
  });

  it.each([
    ['drop_before', 'unknown'],
    ['drop_after', 'unknown'],
    ['status_500', 'unknown'],
    ['html_200', 'unknown'],
    ['status_429', 'busy'],
  ] as const)('takes %s for what it is', async (kind, expected) => {
    await sent();
    house.sandbox.desk.addFault({ kind, method: 'POST', path: '/api/v2' });
    expect((await rail.submit(command())).kind).toBe(expected);
  });

  it('says when there is not enough money, and what waited may be sent under its name later', async () => {
    const order = command(999_999_999);
    expect((await rail.submit(order)).kind).toBe('no_funds');
    rewards().deposit(1_000_000_000);
    expect((await rail.submit(order)).kind).toBe('accepted');
  });

  it('does not send at all by a campaign that takes its fees from her', async () => {
    const fresh = await PayoutHouse.open({ TREMENDOUS_CAMPAIGN: 'none' });
    const other = fresh.get(RailRegistry).get('tremendous');
    expect((await other.submit(command())).kind).toBe('stopped');
    expect(fresh.sandbox.desk.rewards.orders()).toEqual([]);
    await fresh.close();
  });

  it('notices within the hour that a campaign has come to take its fees from her, and that it does no more', async () => {
    const fresh = await PayoutHouse.open();
    const other = fresh.get(RailRegistry).get('tremendous');
    const { desk } = fresh.sandbox;
    const asked = (): number => desk.requests('/api/v2/campaigns').length;
    expect((await other.submit(command())).kind).toBe('accepted');
    fresh.running.clock.advance(hours(1) - 1);
    expect((await other.submit(command())).kind).toBe('accepted');
    expect(asked()).toBe(1);
    desk.rewards.charge(sandboxCampaign, 'RECIPIENT');
    fresh.running.clock.advance(1);
    const stopped = { kind: 'stopped', code: 'campaign_fees' };
    expect(await other.submit(command())).toEqual(stopped);
    expect(await other.submit(command())).toEqual(stopped);
    expect(desk.rewards.orders()).toHaveLength(2);
    desk.rewards.charge(sandboxCampaign, 'SENDER');
    expect((await other.submit(command())).kind).toBe('accepted');
    expect(asked()).toBe(4);
    await fresh.close();
  });

  it('waits when nobody can say who pays the fees, and stops nothing for it', async () => {
    const fresh = await PayoutHouse.open();
    const other = fresh.get(RailRegistry).get('tremendous');
    fresh.sandbox.desk.addFault({ kind: 'html_404', path: '/api/v2/campaigns' });
    fresh.sandbox.desk.addFault({ kind: 'html_200', path: '/api/v2/campaigns' });
    const unasked = { kind: 'busy', code: 'campaign', isSilent: true };
    expect(await other.submit(command())).toMatchObject(unasked);
    expect(await other.submit(command())).toMatchObject(unasked);
    expect((await other.submit(command())).kind).toBe('accepted');
    await fresh.close();
  });

  it('takes a page of somebody in between for no look at the reward', async () => {
    const { ref } = await sent();
    house.sandbox.desk.addFault({ kind: 'html_404', path: '/api/v2/fraud_reviews' });
    await expect(rail.fetch(ref)).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
    expect(await stateOf(ref)).toBe('processing');
  });

  it('finds a payment by our reference, and does not take silence for none', async () => {
    const order = command();
    const query = { ...order, since: house.running.clock.now() };
    expect(await rail.lookup(query)).toBeNull();
    await rail.submit(order);
    expect(await rail.lookup(query)).toMatchObject({ reference: order.reference });
    house.sandbox.desk.addFault({ kind: 'html_200', method: 'GET', path: '/api/v2/orders' });
    await expect(rail.lookup(query)).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
  });

  it('finds every payment under our reference, over many pages', async () => {
    const order = command(100);
    await rail.submit(order);
    const [first] = rewards().orders();
    const ids = [first?.id ?? ''];
    for (let count = 0; count < 105; count += 1) ids.push(rewards().orderAgain(ids[0] ?? '').id);
    const found = await rail.lookup({ ...order, since: house.running.clock.now() });
    expect(found?.others).toHaveLength(105);
    expect([found?.providerRef, ...(found?.others ?? [])].sort()).toEqual(ids.sort());
  });

  it('is on its way until she used the link, whose end it knows', async () => {
    const { ref, claim } = await sent();
    const observed = await rail.fetch(ref);
    expect(observed.state).toBe('processing');
    expect(observed.usableUntil?.getTime()).toBeGreaterThan(house.running.clock.now().getTime());
    await use(claim);
    expect(await stateOf(ref)).toBe('posted');
    expect(await rail.cancel(ref, 'key')).toBe('too_late');
  });

  it('is called back while it was not used, once, and the money is there again', async () => {
    const before = (await rail.balance()).available;
    const { ref } = await sent();
    expect(await rail.cancel(ref, 'key')).toBe('cancelled');
    expect(await rail.cancel(ref, 'key')).toBe('cancelled');
    expect(await rail.fetch(ref)).toMatchObject({
      state: 'cancelled',
      reason: 'cancelled_at_provider',
    });
    expect((await rail.balance()).available.equals(before)).toBe(true);
  });

  it('cannot call every payment back', async () => {
    const { ref } = await sent(1_818);
    expect(await rail.cancel(ref, 'key')).toBe('too_late');
    expect(await stateOf(ref)).toBe('processing');
  });

  it('makes a new link that ends the old one', async () => {
    const { ref, claim } = await sent();
    const fresh = await rail.newClaim?.(ref);
    expect((await fetch(claim)).status).toBe(404);
    expect((await use(fresh ?? '')).status).toBe(200);
    await expect(rail.newClaim?.(ref)).rejects.toMatchObject({ code: 'RAIL_REFUSED' });
  });

  it('expires, fails and waits for approval as the provider says', async () => {
    const { ref } = await sent(1_515);
    expect(await rail.submit(command(1_616))).toMatchObject({ kind: 'rejected' });
    const waiting = await sent(1_717);
    expect(await stateOf(waiting.ref)).toBe('under_review');
    await house.pass(hours(1));
    expect(await rail.fetch(ref)).toMatchObject({ state: 'expired', reason: 'expired' });
    expect(await stateOf(waiting.ref)).toBe('processing');
  });

  it('lists what the fraud rules hold, and lets it go', async () => {
    const { ref, claim } = await sent();
    await use(claim, 'vpn');
    expect(await stateOf(ref)).toBe('under_review');
    const held = (await rail.flagged?.()) ?? [];
    expect(held).toContainEqual(
      expect.objectContaining({ providerRef: ref, reasons: ['VPN detected'] }),
    );
    await rail.release?.(ref);
    expect(await stateOf(ref)).toBe('posted');
    await expect(rail.release?.(ref)).rejects.toMatchObject({ code: 'RAIL_REFUSED' });
  });

  it('lists all that is held, over many pages', async () => {
    const refs: string[] = [];
    for (let count = 0; count < 105; count += 1) {
      const { ref, claim } = await sent(100);
      await use(claim, 'vpn');
      refs.push(ref);
    }
    const held = (await rail.flagged?.()) ?? [];
    const found = held.map(({ providerRef }) => providerRef).filter((ref) => refs.includes(ref));
    expect(new Set(found).size).toBe(105);
  });

  it('says why a held payment came back', async () => {
    const { ref, claim } = await sent();
    await use(claim, 'vpn');
    rewards().pull(ref, 'block');
    expect(await rail.fetch(ref)).toMatchObject({ state: 'cancelled', reason: 'review' });
  });

  it('has books whose lines add up to its balance, over many pages, with the same ids each time', async () => {
    for (let count = 0; count < 120; count += 1) await rail.submit(command(100));
    const read = async (since: Date): Promise<StatementEntry[]> => {
      const entries: StatementEntry[] = [];
      const until = new Date(house.running.clock.now().getTime() + days(30));
      for await (const entry of rail.feed(since, until)) entries.push(entry);
      return entries;
    };
    const all = await read(new Date(0));
    const sum = all.reduce(
      (total, { amount }) => total.plus(isRead(amount) ? amount : usd(0)),
      usd(0),
    );
    expect(sum.equals((await rail.balance()).available)).toBe(true);
    const ids = all.map(({ entryId }) => entryId);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await read(new Date(0))).map(({ entryId }) => entryId)).toEqual(ids);
  });

  const signed = (body: string, secret = house.sandbox.rewardsWebhookSecret): string =>
    `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

  it('believes a notice by its signature only, and asks what it is about', async () => {
    const { ref } = await sent();
    const notice = rewards()
      .noticesSent()
      .find(({ about, event }) => event.startsWith('REWARDS') && about.slice(1) === ref.slice(1));
    const body = notice?.body ?? '';
    const raw = Buffer.from(body);
    const verified = rail.parseWebhook(raw, signed(body));
    expect(verified).toMatchObject({ eventId: notice?.uuid, relatedObject: notice?.about });
    expect(await rail.resolve(verified)).toMatchObject({
      kind: 'payment',
      observed: { providerRef: ref },
    });
    for (const bad of [undefined, '', signed(body, 'another'), signed(`${body} `), 'sha256=00']) {
      expect(() => rail.parseWebhook(raw, bad)).toThrow('The signature does not fit');
    }
    const other = JSON.stringify({ event: 'INVOICES.PAID', uuid: 'u', payload: {} });
    expect(await rail.resolve(rail.parseWebhook(Buffer.from(other), signed(other)))).toEqual({
      kind: 'nothing',
    });
    expect(() => rail.parseWebhook(Buffer.from('{'), signed('{'))).toThrow();
  });
});
