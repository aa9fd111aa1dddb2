import { Methods, PayoutExceptions, Payouts } from '#payouts';
import { UnitOfWork } from '#platform';
import { PayoutHouse, RAIL, days, details, hours, usd } from './payout-house.js';

const CLOSED_ACCOUNT = '000111111116';
const UNKNOWN_ACCOUNT = '000111111113';
const REFUSED_ACCOUNT = '000444444440';

describe('The life of a payout', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterAll(() => house.close());
  afterEach(async () => {
    expect(await house.brokenPromises()).toEqual([]);
  });

  it('goes from the account to settled, with every step in the books', async () => {
    const payout = await house.released();
    expect(payout.state).toBe('released');
    await house.running.drain();
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    await house.pass(hours(2));
    await house.settlement.poll();
    expect(await house.stateOf(payout.id)).toBe('paid');
    expect(await house.settlement.settleDue()).toBe(0);
    await house.pass(days(5));
    expect(await house.settlement.settleDue()).toBe(1);
    expect(await house.stateOf(payout.id)).toBe('settled');
    expect(house.paymentsFor(payout)).toBe(1);
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.settled']);
    await house.running.drain();
    const { batchId } = await house.get(Payouts).get(payout.id);
    expect(batchId).not.toBeNull();
    if (batchId) expect((await house.batches.get(batchId)).state).toBe('closed');
  });

  it('names both people of the release in the entry that lets money leave', async () => {
    const payout = await house.released();
    await house.running.drain();
    const rows = await house.running.database.query(
      `select actor, approver from ledger.entry where source_ref = $1 and kind = 'payout.initiated'`,
      [payout.id],
    );
    expect(rows).toEqual([{ actor: house.preparer, approver: house.releaser }]);
  });

  it('comes back and goes out again once she has chosen another way and the wait is over', async () => {
    const yes = await house.aYes();
    const first = await house.setUp(yes, CLOSED_ACCOUNT);
    await house.release();
    await house.running.drain();
    await house.pass(hours(2));
    await house.settlement.poll();
    await house.pass(days(2));
    await house.settlement.poll();
    expect(await house.stateOf(first.id)).toBe('returned');
    expect((await house.get(Payouts).get(first.id)).reason).toBe('closed_account');
    expect(await house.entriesOf(first)).toEqual([
      'payout.initiated',
      'payout.settled',
      'payout.returned',
    ]);
    const [view] = await house.get(Payouts).forApplicant(yes.applicantId);
    expect(view?.label).toBe('needs_another_way');

    const second = await house.setUp(yes);
    expect(second.reissueOf).toBe(first.id);
    expect(second.state).toBe('approved');
    await expect(house.lock()).rejects.toMatchObject({ code: 'BATCH_EMPTY' });
    await house.pass(hours(24));
    await house.release();
    await house.running.drain();
    await house.pass(hours(2));
    await house.settlement.poll();
    expect(await house.stateOf(second.id)).toBe('paid');
  });

  it('fails with a reason, and goes out again to the same account only when finance says so', async () => {
    const yes = await house.aYes();
    const first = await house.setUp(yes, UNKNOWN_ACCOUNT);
    await house.release();
    await house.running.drain();
    await house.pass(hours(2));
    await house.settlement.poll();
    expect(await house.get(Payouts).get(first.id)).toMatchObject({
      state: 'failed',
      reason: 'bad_account',
      rawReason: 'payout_method_does_not_exist',
    });
    expect(await house.entriesOf(first)).toEqual(['payout.initiated', 'payout.failed']);
    const exceptions = house.get(PayoutExceptions);
    expect((await house.get(Payouts).exceptions()).map(({ id }) => id)).toContain(first.id);
    await exceptions.retry(first.id, house.preparer);
    await expect(exceptions.retry(first.id, house.preparer)).rejects.toMatchObject({
      code: 'PAYOUT_ALREADY_HANDLED',
    });
    expect((await house.get(Payouts).exceptions()).map(({ id }) => id)).not.toContain(first.id);
    const second = await house.newestOf(yes.applicantId);
    expect(second).toMatchObject({ reissueOf: first.id, state: 'approved' });
  });

  it('asks the person for another way: the old account is used no more', async () => {
    const yes = await house.aYes();
    const first = await house.setUp(yes, UNKNOWN_ACCOUNT);
    await house.release();
    await house.running.drain();
    await house.pass(hours(2));
    await house.settlement.poll();
    const exceptions = house.get(PayoutExceptions);
    await exceptions.askForAnotherWay(first.id, house.preparer);
    expect(await house.get(Methods).current(yes.applicantId)).toBeNull();
    expect(await house.get(Payouts).setUpNeed(yes.applicantId)).toBe('choose');
    await expect(exceptions.retry(first.id, house.preparer)).rejects.toMatchObject({
      code: 'METHOD_NOT_USABLE',
    });
  });

  it('is void when she changes the account before it was sent, and made anew', async () => {
    const yes = await house.aYes();
    const first = await house.setUp(yes);
    await house.release();
    expect(await house.stateOf(first.id)).toBe('released');
    const second = await house.setUp(yes, '000999999999');
    expect(await house.stateOf(first.id)).toBe('cancelled');
    expect(house.paymentsFor(first)).toBe(0);
    expect(second).toMatchObject({ reissueOf: first.id, state: 'approved', methodVersion: 2 });
  });

  it('a refused account changes nothing about the one she has', async () => {
    const yes = await house.aYes();
    const payout = await house.setUp(yes);
    const before = await house.get(Methods).current(yes.applicantId);
    const wish = { applicantId: yes.applicantId, awardId: yes.awardId, rail: RAIL, language: 'en' };
    await expect(house.get(Methods).setUp(wish, details(REFUSED_ACCOUNT))).rejects.toMatchObject({
      code: 'METHOD_REFUSED',
    });
    expect(await house.get(Methods).current(yes.applicantId)).toEqual(before);
    expect(await house.stateOf(payout.id)).toBe('approved');
  });

  it('keeps neither name nor numbers, and tells the provider nothing but what it must', async () => {
    await house.setUp(await house.aYes(), '000998877665');
    for (const everything of [
      'select t::text as text from payout_method t',
      'select t::text as text from payout t',
      'select t::text as text from payout_attempt t',
      'select t::text as text from audit_event t',
      'select t::text as text from release t',
    ]) {
      const rows = await house.running.database.query<{ text: string }>(everything);
      const text = rows.map((row) => row.text).join('\n');
      expect(text).not.toMatch(/998877665|Surname|110000000/);
      expect(text).not.toContain(Buffer.from('998877665').toString('hex'));
    }
    const bodies = house.sandbox.desk
      .requests('/v2/money_management/outbound_payments')
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) {
      expect(Object.keys(body).sort()).toEqual([
        'amount',
        'from',
        'metadata',
        'recipient_notification',
        'statement_descriptor',
        'to',
      ]);
      expect(Object.keys(body['metadata'] as object)).toEqual(['payout']);
      expect(body['recipient_notification']).toEqual({ setting: 'none' });
    }
  });

  it('does not pay out what an open hold covers', async () => {
    const yes = await house.aYes(usd(7_700));
    const payout = await house.setUp(yes);
    const batch = await house.lock();
    await house.sql(
      `insert into hold (id, application_id, kind, reason_code, due_on, opened_by, opened_at)
       values ('hld_test0000000000000001', $1, 'safety', 'test', current_date, 'system', now())`,
      yes.applicationId,
    );
    const digest = Buffer.from((await house.batches.get(batch)).digest ?? []).toString('hex');
    await expect(house.batches.release(batch, house.releaser, digest)).rejects.toMatchObject({
      code: 'PAYOUT_ON_HOLD',
    });
    expect(await house.stateOf(payout.id)).toBe('approved');
    await house.batches.cancel(batch, house.preparer);
    expect(house.get(UnitOfWork).isRunning).toBe(false);
  });
});
