import { newId, type Id } from '#kernel';
import { Batches, Methods, ReadyToPay, type Payout } from '#payouts';
import { PayoutHouse, RAIL, details, hours, usd } from './payout-house.js';
import pg from 'pg';
import { BatchesStore } from '../../src/payouts/batches/batches.store.js';

describe('Batches', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterAll(() => house.close());
  afterEach(async () => {
    expect(await house.brokenPromises()).toEqual([]);
    // What is still ready would be part of the next test's batch.
    await house.sql(
      `update payout set state = 'cancelled', closed_at = now() where state in ('approved', 'released')`,
    );
  });

  const aPayout = async (minor = 45_000): Promise<Payout> =>
    house.setUp(await house.aYes(usd(minor)));

  async function digestOf(batch: Id<'batch'>): Promise<string> {
    return Buffer.from((await house.batches.get(batch)).digest ?? []).toString('hex');
  }

  it('is one batch however often its button is pressed', async () => {
    await aPayout();
    const { digest } = await house.get(ReadyToPay).select(house.preparer, RAIL, []);
    const choice = { rail: RAIL, leftOut: [], seen: digest };
    const first = await house.batches.prepare(house.preparer, choice);
    expect(await house.batches.prepare(house.preparer, choice)).toBe(first);
    expect(await house.batches.get(first)).toMatchObject({ state: 'in_approval', itemCount: 1 });
  });

  it('is made of exactly what the check page showed', async () => {
    await aPayout();
    const { digest } = await house.get(ReadyToPay).select(house.preparer, RAIL, []);
    await aPayout();
    await expect(
      house.batches.prepare(house.preparer, { rail: RAIL, leftOut: [], seen: digest }),
    ).rejects.toMatchObject({ code: 'READY_LIST_CHANGED' });
  });

  it('is made of what can be paid, however much is older and waits', async () => {
    const blocked = [await aPayout(), await aPayout()];
    house.running.clock.advance(1_000);
    await aPayout();
    await house.sql(
      `update payout_method set standing = 'needs_action'
       where id in (select method_id from payout where id = any($1))`,
      blocked.map(({ id }) => id),
    );
    const ready = async (limit: number): Promise<[string, boolean][]> =>
      (await house.get(BatchesStore).ready(limit, house.running.clock.now())).map(
        ({ standing, hasMore }) => [standing, hasMore],
      );
    expect(await ready(1)).toEqual([
      ['needs_action', true],
      ['ready', false],
    ]);
    expect(await ready(2)).toEqual([
      ['needs_action', false],
      ['needs_action', false],
      ['ready', false],
    ]);
  });

  it('leaves out what it was told to, and sums up the rest', async () => {
    const out = await aPayout(10_000);
    await aPayout(20_000);
    const chosen = await house.get(ReadyToPay).select(house.preparer, RAIL, [out.id]);
    expect(chosen.count).toBe(1);
    expect(chosen.total.minor).toBe(20_000n);
  });

  it('is not released by who prepared it', async () => {
    await aPayout();
    const batch = await house.lock();
    await expect(
      house.batches.release(batch, house.preparer, await digestOf(batch)),
    ).rejects.toMatchObject({ code: 'SAME_PERSON' });
  });

  it('is not prepared by who reviewed or approved a case in it', async () => {
    await aPayout();
    const [item] = await house.get(ReadyToPay).list(house.approver);
    expect(item?.obstacle).toBe('own_case');
    await expect(house.get(ReadyToPay).select(house.approver, RAIL, [])).rejects.toMatchObject({
      code: 'BATCH_EMPTY',
    });
  });

  it('is not released by who approved a case in it', async () => {
    await aPayout();
    const batch = await house.lock();
    await expect(
      house.batches.release(batch, house.approver, await digestOf(batch)),
    ).rejects.toMatchObject({ code: 'DUTY_CONFLICT' });
    expect((await house.batches.get(batch)).state).toBe('in_approval');
  });

  it('releases once when the button is pressed twice at the same time', async () => {
    const payout = await aPayout();
    const batch = await house.lock();
    const seen = await digestOf(batch);
    await Promise.all([1, 2, 3].map(() => house.batches.release(batch, house.releaser, seen)));
    await house.running.drain();
    expect(house.paymentsFor(payout)).toBe(1);
    await house.batches.release(batch, house.releaser, seen);
    await house.running.drain();
    expect(house.paymentsFor(payout)).toBe(1);
  });

  it('is not released by a second releaser after the first', async () => {
    await aPayout();
    const batch = await house.lock();
    const seen = await digestOf(batch);
    await house.batches.release(batch, house.releaser, seen);
    const other = newId('person');
    await house.sql(
      `insert into person (id, email, name) values ($1, $2, 'Other')`,
      other,
      `${other}@example.org`,
    );
    await expect(house.batches.release(batch, other, seen)).rejects.toMatchObject({
      code: 'PAYOUT_ALREADY_HANDLED',
    });
  });

  it('is void when an account in it changed after it was locked', async () => {
    const yes = await house.aYes();
    const payout = await house.setUp(yes);
    const batch = await house.lock();
    const seen = await digestOf(batch);
    const wish = { applicantId: yes.applicantId, awardId: yes.awardId, rail: RAIL, language: 'en' };
    await house.get(Methods).setUp(wish, details('000999999999'));
    expect(await house.stateOf(payout.id)).toBe('cancelled');
    await expect(house.batches.release(batch, house.releaser, seen)).rejects.toMatchObject({
      code: 'BATCH_CHANGED',
    });
    await house.batches.cancel(batch, house.preparer);
    expect((await house.get(Batches).get(batch)).state).toBe('cancelled');
  });

  it('gives its payouts back when it is cancelled', async () => {
    const payout = await aPayout();
    await house.batches.cancel(await house.lock(), house.preparer);
    const ready = await house.get(ReadyToPay).list(house.preparer);
    expect(ready.map(({ id }) => id)).toContain(payout.id);
  });

  it('does not pay a changed account before the wait is over', async () => {
    const yes = await house.aYes();
    await house.setUp(yes);
    await house.setUp(yes, '000999999999');
    const [item] = await house.get(ReadyToPay).list(house.preparer);
    expect(item).toMatchObject({ obstacle: 'cooling_off', methodVersion: 2 });
    await house.pass(hours(24));
    const [later] = await house.get(ReadyToPay).list(house.preparer);
    expect(later?.obstacle).toBeNull();
  });
});

describe('As the service’s login', () => {
  let house: PayoutHouse;
  let service: pg.Client;
  beforeAll(async () => {
    house = await PayoutHouse.open();
    service = new pg.Client({ connectionString: house.running.database.serviceUrl });
    await service.connect();
  });
  afterAll(async () => {
    await service.end();
    await house.close();
  });

  it('a payout is not released while fewer than three people stand behind it', async () => {
    const payout = await house.setUp(await house.aYes());
    await expect(
      service.query(`update payout set state = 'released' where id = $1`, [payout.id]),
    ).rejects.toMatchObject({ code: '23514' });
  });

  it('a payout does not begin released', async () => {
    const payout = await house.setUp(await house.aYes());
    await expect(
      service.query(
        `insert into payout select (jsonb_populate_record(p, '{"id": "pay_x", "state": "released"}')).*
         from payout p where id = $1`,
        [payout.id],
      ),
    ).rejects.toMatchObject({ code: '23514' });
  });

  it('an instalment has one live payout', async () => {
    const payout = await house.setUp(await house.aYes());
    await expect(
      service.query(
        `insert into payout select (jsonb_populate_record(p, '{"id": "pay_y"}')).* from payout p where id = $1`,
        [payout.id],
      ),
    ).rejects.toMatchObject({ code: '23505' });
  });

  it('the terms of a payout cannot be edited, and nothing is deleted', async () => {
    const payout = await house.setUp(await house.aYes());
    for (const change of [
      `update payout set instalment_id = 'ins_other' where id = $1`,
      `update payout set award_id = 'awd_other' where id = $1`,
      `update payout set application_id = 'app_other' where id = $1`,
      `update payout set applicant_id = 'apl_other' where id = $1`,
      'update payout set ledger_ref = gen_random_uuid() where id = $1',
      `update payout set fund = 'OTHER' where id = $1`,
      'update payout set amount_minor = 1 where id = $1',
      `update payout set currency = 'EUR' where id = $1`,
      `update payout set rail = 'manual' where id = $1`,
      `update payout set method_id = 'mth_other' where id = $1`,
      'update payout set method_version = method_version + 1 where id = $1',
      `update payout set approval_digest = sha256('other') where id = $1`,
      'update payout set reissue_of = id where id = $1',
    ]) {
      await expect(service.query(change, [payout.id])).rejects.toMatchObject({ code: '55000' });
    }
    for (const removal of [
      'delete from payout',
      'delete from payout_attempt',
      'delete from payout_batch',
      'delete from payout_method',
      'truncate payout cascade',
    ]) {
      await expect(service.query(removal)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('a batch is not released by who prepared it', async () => {
    await house.setUp(await house.aYes());
    const batch = await house.lock();
    await expect(
      service.query(`update payout_batch set released_by = prepared_by where id = $1`, [batch]),
    ).rejects.toMatchObject({ code: '23514' });
  });
});
