import { newId } from '#kernel';
import { NoticeGaps, Payouts, ProviderAlerts, ProviderNotices, RailRegistry } from '#payouts';
import { hours, RAIL, usd, type PayoutHouse } from './payout-house.js';
import { CardHouse, CARDS } from './card-house.js';
import { CONNECT, openConnectHouse, sentByConnect } from './connect-house.js';
import { sign, thin } from './signed-notices.js';

const EVENTS = '/v2/core/events';

/** No notice comes in this house: the sandbox has no address to send them to. */
describe('Notices that never came', () => {
  let house: PayoutHouse;
  let cards: CardHouse;
  let gaps: NoticeGaps;
  beforeAll(async () => {
    house = await openConnectHouse({ STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox' });
    cards = await CardHouse.within(house);
    gaps = house.get(NoticeGaps);
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    await gaps.fill();
    await house.running.drain();
  });
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    expect(await house.brokenPromises()).toEqual([]);
  });

  const listOf = async (rail: string) =>
    (await gaps.state()).lists.find((list) => list.rail === rail);
  const keptAbout = async (related: string): Promise<string[]> => {
    const rows = await house.running.database.query<{ type: string }>(
      `select event_type as type from inbox where related_object = $1 and provider = 'stripe'
       order by event_type`,
      [related],
    );
    return rows.map(({ type }) => type.split('.').at(-1) ?? '');
  };

  it('are found in the provider’s list, once, and worked off like the others', async () => {
    const payout = await house.released();
    await house.running.drain();
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    const ref = attempt?.providerRef ?? '';
    await house.pass(hours(2));
    expect(await gaps.fill()).toBeGreaterThanOrEqual(2);
    expect(await keptAbout(ref)).toEqual(['created', 'posted']);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('paid');
    expect(await gaps.fill()).toBe(0);
    expect(await listOf(RAIL)).toMatchObject({ foundLast: 0, isBehind: false });
  });

  it('are not missing when they came: the list adds nothing to what a notice brought', async () => {
    const payout = await house.released();
    await house.running.drain();
    await gaps.fill();
    const before = await listOf(RAIL);
    await house.pass(hours(2));
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    const rail = house.get(RailRegistry).get(RAIL);
    const now = house.running.clock.now();
    for await (const { eventId, type, relatedObject } of rail.events?.(new Date(0)) ?? []) {
      if (relatedObject !== attempt?.providerRef) continue;
      const event = thin(type, relatedObject ?? '', now, { id: eventId });
      const notice = sign(JSON.stringify(event), house.sandbox.webhookSecret, now);
      const { body, signature } = notice;
      await house.get(ProviderNotices).receive('stripe', Buffer.from(body), signature);
    }
    expect(await gaps.fill()).toBe(0);
    expect((await listOf(RAIL))?.found).toBe(before?.found);
  });

  it('of a card are found in our own list: what a shop took is known an hour later', async () => {
    const { yes, payout } = await cards.open(10_000);
    await gaps.fill();
    await house.running.drain();
    const till = house.sandbox.desk.cards;
    const card = till.cards().find(({ metadata }) => metadata['payout'] === payout.id)?.id ?? '';
    const spent = async (): Promise<number> =>
      Number((await cards.desk.get(payout.id)).spent.minor);
    till.spend(card, 2_500);
    await house.running.drain();
    expect(await spent()).toBe(0);
    house.running.clock.advance(hours(1));
    // It was asked for, taken, and is a movement of its own.
    expect(await gaps.fill()).toBe(3);
    expect(await listOf(CARDS)).toMatchObject({ foundLast: 3, isBehind: false });
    await house.running.drain();
    expect(await spent()).toBe(2_500);
    expect(await gaps.fill()).toBe(0);
    expect(await cards.parts(yes)).toEqual(['10000 paid']);
  });

  it('are found behind more than a page of others, in both lists', async () => {
    const rail = house.get(RailRegistry).get(RAIL);
    const { account } = await sentByConnect(house);
    const owner = await house.running.database.query<{ recipient: string; method: string }>(
      `select provider_recipient as recipient, provider_method as method from payout_method
       where rail = $1 and provider_method is not null limit 1`,
      [RAIL],
    );
    await gaps.fill();
    const order = (): Parameters<typeof rail.submit>[0] => {
      const reference = newId('payout');
      const payee = owner[0] ?? { recipient: '', method: '' };
      return { key: `po:${reference}:1`, reference, ...payee, amount: usd(100) };
    };
    for (let count = 0; count < 105; count += 1) await rail.submit(order());
    const connect = house.get(RailRegistry).get(CONNECT);
    const payee = { recipient: account, method: account };
    for (let count = 0; count < 105; count += 1) await connect.submit({ ...order(), ...payee });
    // 105 payments here; 105 transfers in our list and as many payouts in hers.
    expect(await gaps.fill()).toBe(105 + 210);
    expect((await listOf(CONNECT))?.foundLast).toBe(210);
  });

  it('of an account of hers are found in the list of that account', async () => {
    const { payout } = await sentByConnect(house);
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    await house.pass(hours(2));
    await gaps.fill();
    expect(await keptAbout(payout.id)).toEqual(['created', 'paid', 'updated']);
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('paid');
  });

  it('are read from the same place again when the provider did not show its list, and others are read meanwhile', async () => {
    const payout = await house.released();
    await house.running.drain();
    const before = await listOf(RAIL);
    house.running.clock.advance(hours(1));
    house.sandbox.desk.addFault({ kind: 'drop_before', method: 'GET', path: EVENTS, times: 2 });
    await expect(gaps.fill()).rejects.toMatchObject({ code: 'EVENTS_UNREAD' });
    expect(await listOf(RAIL)).toEqual(before);
    expect((await listOf(CONNECT))?.readUntil).toEqual(house.running.clock.now());
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    expect(await keptAbout(attempt?.providerRef ?? '')).toEqual([]);
    expect(await gaps.fill()).toBeGreaterThan(0);
    expect(await keptAbout(attempt?.providerRef ?? '')).toContain('created');
  });

  it('of an account whose list the company refuses keep no other from being read, and are told once', async () => {
    const shut = await sentByConnect(house);
    const other = await sentByConnect(house);
    house.sandbox.desk.recipients.pull(shut.account, 'close');
    await house.pass(hours(2));
    await gaps.fill();
    expect((await listOf(CONNECT))?.readUntil).toEqual(house.running.clock.now());
    expect(await keptAbout(other.payout.id)).toEqual(['created', 'paid', 'updated']);
    expect(await keptAbout(shut.payout.id)).toEqual([]);
    const alerts = house.get(ProviderAlerts);
    const told = async () => (await alerts.open()).filter(({ value }) => value === shut.account);
    const [alert] = await told();
    expect(alert).toMatchObject({ rail: CONNECT, kind: 'events_refused', times: 1 });
    house.running.clock.advance(hours(1));
    await gaps.fill();
    expect(await told()).toMatchObject([{ times: 1 }]);
    await alerts.acknowledge(alert?.seq ?? '', house.preparer);
    house.running.clock.advance(hours(1));
    await gaps.fill();
    expect(await told()).toEqual([]);
    expect((await listOf(CONNECT))?.readUntil).toEqual(house.running.clock.now());
  });

  it('of an account that does not answer are read from the same place again', async () => {
    const { payout, account } = await sentByConnect(house);
    await house.pass(hours(2));
    const before = await listOf(CONNECT);
    // Our own lists are read, those of accounts are not, in whatever order they come.
    const broken = { kind: 'status_500', method: 'GET', path: '/v1/events' } as const;
    house.sandbox.desk.addFault({ ...broken, skip: 2, times: 100 });
    await expect(gaps.fill()).rejects.toMatchObject({ code: 'EVENTS_UNREAD' });
    expect((await listOf(CONNECT))?.readUntil).toEqual(before?.readUntil);
    house.sandbox.desk.clearFaults();
    await gaps.fill();
    expect([account, await keptAbout(payout.id)]).toEqual([
      account,
      ['created', 'paid', 'updated'],
    ]);
  });

  it('show in the lag when nobody reads the lists', async () => {
    house.running.clock.advance(hours(4));
    const { lists, backlog } = await gaps.state();
    expect(lists.map(({ rail, isBehind }) => [rail, isBehind])).toEqual([
      [CARDS, true],
      [CONNECT, true],
      [RAIL, true],
    ]);
    expect(backlog).toEqual({ waiting: 0, oldest: null });
  });
});
