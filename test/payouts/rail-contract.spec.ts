import { ManualClock, newId } from '#kernel';
import type { Payout, PayoutRail, StatementEntry } from '#payouts';
import { RailRegistry } from '#payouts';
import { PayoutHouse, RAIL, details, hours, usd } from './payout-house.js';

/** What every rail promises, whichever provider stands behind it. */
describe.each([RAIL])('The rail %s', (id) => {
  let house: PayoutHouse;
  let rail: PayoutRail;
  let recipient: string;
  let method: string;

  beforeAll(async () => {
    house = await PayoutHouse.open();
    rail = house.get(RailRegistry).get(id);
    const key = newId('method');
    recipient = (await rail.ensureRecipient(details(), key)).ref;
    const saved = await rail.saveMethod(recipient, details(), key);
    if (saved.kind !== 'saved') throw new Error('The good account is saved.');
    method = saved.ref;
    house.sandbox.desk.forward(0);
  });
  afterAll(() => house.close());
  afterEach(() => {
    house.sandbox.desk.clearFaults();
  });

  const command = (reference: Payout['id'] = newId('payout'), minor = 12_345) => ({
    key: `po:${reference}:1`,
    reference,
    recipient,
    method,
    amount: usd(minor),
  });

  it('says what it can do as data', () => {
    expect(rail.capabilities.id).toBe(id);
    expect(rail.capabilities.currencies.length).toBeGreaterThan(0);
    expect(rail.capabilities.idempotency.lifetimeHours).toBeGreaterThan(24);
  });

  it('makes one recipient for one key', async () => {
    const key = newId('method');
    const first = await rail.ensureRecipient(details(), key);
    const second = await rail.ensureRecipient(details(), key);
    expect(second.ref).toBe(first.ref);
    expect((await rail.recipient(recipient)).status).toBe('ready');
  });

  it('hands back a name of the account and its last two digits, nothing more', async () => {
    const saved = await rail.saveMethod(recipient, details('000999888777'), newId('method'));
    expect(saved).toMatchObject({ kind: 'saved', lastDigits: '77' });
    expect(JSON.stringify(saved)).not.toContain('999888');
  });

  it('says no to an account the bank does not know', async () => {
    expect(await rail.saveMethod(recipient, details('000444444440'), newId('method'))).toEqual({
      kind: 'refused',
      code: 'bad_account',
    });
  });

  it('pays one key once, with the same answer', async () => {
    const order = command();
    const first = await rail.submit(order);
    const second = await rail.submit(order);
    expect(first).toMatchObject({ kind: 'accepted' });
    expect(second).toEqual(first);
    if (first.kind !== 'accepted') return;
    expect(first.observed).toMatchObject({ reference: order.reference, state: 'processing' });
    expect(first.observed.amount.equals(order.amount)).toBe(true);
  });

  it('refuses one key with two bodies as what it is: our mistake', async () => {
    const order = command();
    await rail.submit(order);
    expect(await rail.submit({ ...order, amount: usd(999) })).toMatchObject({ kind: 'mismatch' });
  });

  it('has another digest for another body, and the same for another key', () => {
    const order = command();
    const text = (changed: object): string =>
      Buffer.from(rail.bodyDigest({ ...order, ...changed })).toString('hex');
    expect(text({ key: 'other' })).toBe(text({}));
    expect(text({ amount: usd(1) })).not.toBe(text({}));
    expect(text({ method: 'other' })).not.toBe(text({}));
  });

  it.each([
    ['drop_before', 2, 'unknown'],
    ['drop_after', 2, 'unknown'],
    ['status_500', 1, 'unknown'],
    ['html_200', 1, 'unknown'],
    ['status_429', 1, 'busy'],
  ] as const)('takes %s for what it is', async (kind, times, expected) => {
    house.sandbox.desk.addFault({ kind, times, method: 'POST' });
    expect((await rail.submit(command())).kind).toBe(expected);
  });

  it('keeps the pause the provider asks for', async () => {
    house.sandbox.desk.addFault({ kind: 'status_429', method: 'POST', retryAfterSeconds: 7 });
    expect(await rail.submit(command())).toMatchObject({ kind: 'busy', retryAfterMs: 7_000 });
  });

  it('says when there is not enough money', async () => {
    expect((await rail.submit(command(newId('payout'), 99_999_999))).kind).toBe('no_funds');
  });

  it('refuses a method it does not know, in our words', async () => {
    const result = await rail.submit({ ...command(), method: 'usba_unknown' });
    expect(result.kind).toBe('rejected');
  });

  it('finds a payment by our reference, and says so when there is none', async () => {
    const order = command();
    const since = new Date(house.running.clock.now().getTime() - 60_000);
    expect(
      await rail.lookup({ reference: order.reference, key: order.key, recipient, since }),
    ).toBeNull();
    await rail.submit(order);
    const found = await rail.lookup({
      reference: order.reference,
      key: order.key,
      recipient,
      since,
    });
    expect(found).toMatchObject({ reference: order.reference, state: 'processing' });
    if (found) expect((await rail.fetch(found.providerRef)).providerRef).toBe(found.providerRef);
  });

  it('finds it behind more than a page of others', async () => {
    const order = command();
    await rail.submit(order);
    for (let count = 0; count < 105; count += 1) await rail.submit(command());
    const since = house.running.clock.now();
    const found = await rail.lookup({
      reference: order.reference,
      key: order.key,
      recipient,
      since,
    });
    expect(found?.reference).toBe(order.reference);
  });

  it('does not answer a question as "none" when the provider is silent', async () => {
    house.sandbox.desk.addFault({ kind: 'drop_before', method: 'GET', times: 4 });
    const since = house.running.clock.now();
    await expect(
      rail.lookup({ reference: newId('payout'), key: 'po:none:1', recipient, since }),
    ).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
  });

  it('has books whose lines add up to its balance', async () => {
    const order = command(newId('payout'), 1_515);
    await rail.submit(order);
    await house.pass(hours(3));
    const entries: StatementEntry[] = [];
    const until = new Date(house.running.clock.now().getTime() + 60_000);
    for await (const entry of rail.feed(new Date(0), until)) entries.push(entry);
    const sum = entries.reduce((total, { amount }) => total.plus(amount), usd(0));
    expect(sum.equals((await rail.balance()).available)).toBe(true);
    expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(entries.length);
    const own = entries.filter(({ amount }) => amount.minor === 1_515n);
    expect(own.map(({ kind }) => kind)).toEqual(['payout_reversal']);
    expect(house.running.clock).toBeInstanceOf(ManualClock);
  });
});
