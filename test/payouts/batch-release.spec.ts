import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import { newId, type Id } from '#kernel';
import { BatchPauses, type Payout } from '#payouts';
import { SendingRecords } from '../../src/payouts/sending/sending-records.service.js';
import { PayoutHouse, usd } from './payout-house.js';

/** One person may release up to this much here; an award of more than $500 would ask for more approvals. */
const SMALL = 20_000n;
const LARGE = 20_001n;

// Goal: as many people let a batch go as its total asks for, and a stopped batch stands still.
// Method: the services and the login of the service on a real database, with the provider's sandbox.
describe('Letting a batch go', () => {
  let house: PayoutHouse;
  let service: pg.Client;
  let pauses: BatchPauses;
  let third: Id<'person'>;
  beforeAll(async () => {
    house = await PayoutHouse.open();
    await house.sql(
      `insert into release_policy values ('USD', 2, $1, '2026-01-02T00:00:00Z')`,
      String(SMALL),
    );
    pauses = house.get(BatchPauses);
    service = new pg.Client({ connectionString: house.running.database.serviceUrl });
    await service.connect();
    third = await somebody();
  });
  afterAll(async () => {
    await service.end();
    await house.close();
  });
  afterEach(async () => {
    expect(await house.brokenPromises()).toEqual([]);
    await house.sql(
      `update payout set state = 'cancelled', closed_at = now() where state in ('approved', 'released')`,
    );
  });

  const somebody = async (): Promise<Id<'person'>> => {
    const id = newId('person');
    await house.sql(
      `insert into person (id, email, name) values ($1, $2, 'Somebody')`,
      id,
      `${id}@example.org`,
    );
    return id;
  };

  const locked = async (
    minor: bigint,
  ): Promise<{ batch: Id<'batch'>; payout: Payout; seen: string }> => {
    const payout = await house.setUp(await house.aYes(usd(minor)));
    const batch = await house.lock();
    const { digest } = await house.batches.get(batch);
    return { batch, payout, seen: Buffer.from(digest ?? []).toString('hex') };
  };

  const refusal = (sql: string, ...values: unknown[]): Promise<string> =>
    service.query(sql, values).then(
      ({ rowCount }) => `done to ${String(rowCount)} rows`,
      (error: unknown) => (error instanceof pg.DatabaseError ? (error.code ?? '') : 'lost'),
    );

  it('takes one person up to the limit and two above it, and nobody twice', async () => {
    const small = await locked(SMALL);
    expect(await house.batches.get(small.batch)).toMatchObject({ releasesNeeded: 1 });
    await house.batches.cancel(small.batch, house.preparer);
    await house.sql(
      `update payout set state = 'cancelled', closed_at = now() where id = $1`,
      small.payout.id,
    );

    const { batch, payout, seen } = await locked(LARGE);
    await house.batches.release(batch, house.releaser, seen);
    await house.batches.release(batch, house.releaser, seen);
    expect(await house.batches.get(batch)).toMatchObject({ state: 'approved', releasedBy: null });
    await house.running.drain();
    expect(house.paymentsFor(payout)).toBe(0);
    house.running.clock.advance(1_000);
    await house.batches.release(batch, third, seen);
    const released = await house.batches.get(batch);
    expect(released).toMatchObject({ state: 'released', releasedBy: third });
    expect(released.releases.map(({ personId }) => personId)).toEqual([house.releaser, third]);
    await house.running.drain();
    expect(house.paymentsFor(payout)).toBe(1);
  });

  it('can be called off between the first and the second person', async () => {
    const { batch, payout, seen } = await locked(LARGE);
    await house.batches.release(batch, house.releaser, seen);
    await house.batches.cancel(batch, house.preparer);
    await expect(house.batches.release(batch, third, seen)).rejects.toMatchObject({
      code: 'PAYOUT_ALREADY_HANDLED',
    });
    expect(await house.stateOf(payout.id)).toBe('approved');
  });

  it('by the second person too is of exactly what was locked', async () => {
    const { batch, seen } = await locked(LARGE);
    await house.batches.release(batch, house.releaser, seen);
    await expect(house.batches.release(batch, third, '00'.repeat(32))).rejects.toMatchObject({
      code: 'BATCH_CHANGED',
    });
  });

  it('needs as many different people as its total asks for, whatever is tried in whatever order', async () => {
    const people = [house.preparer, house.releaser, third, house.approver];
    const act = fc.record({
      who: fc.nat(people.length - 1),
      sees: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(SMALL, LARGE),
        fc.array(act, { minLength: 1, maxLength: 6 }),
        async (minor, acts) => {
          const { batch, payout, seen } = await locked(minor);
          const counted = new Set<string>();
          for (const { who, sees } of acts) {
            const person = people[who] ?? house.preparer;
            // The approver of the case and the preparer of the batch count for nobody.
            const isReleaser = person === house.releaser || person === third;
            await house.batches
              .release(batch, person, sees ? seen : '00'.repeat(32))
              .then(() => isReleaser && counted.add(person))
              .catch(() => null);
            const isOut = (await house.stateOf(payout.id)) === 'released';
            expect(isOut).toBe(counted.size >= (minor === LARGE ? 2 : 1));
          }
          await house.sql(
            `update payout set state = 'cancelled', closed_at = now() where id = $1`,
            payout.id,
          );
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);

  it('is held by the database against the service itself', async () => {
    const { batch, payout, seen } = await locked(LARGE);
    await house.batches.release(batch, house.releaser, seen);
    for (const sql of [
      `update payout_batch set state = 'released', released_by = '${house.releaser}' where id = $1`,
      `update payout_batch set state = 'completed', released_by = '${third}' where id = $1`,
      `update payout_batch set state = 'closed' where id = $1`,
      `insert into batch_release select $1, prepared_by, digest, now() from payout_batch where id = $1`,
      `insert into batch_release values ($1, '${third}', decode(repeat('00', 32), 'hex'), now())`,
      `insert into payout_batch select (jsonb_populate_record(b, '{"id": "bat_copy", "state": "released"}')).*
       from payout_batch b where id = $1`,
    ]) {
      expect(await refusal(sql, batch)).toBe('23514');
    }
    expect(await refusal(`update payout set state = 'released' where id = $1`, payout.id)).toBe(
      '23514',
    );
    expect(
      await refusal(
        `insert into batch_release select $1, '${house.releaser}', digest, now() from payout_batch where id = $1`,
        batch,
      ),
    ).toBe('23505');
    for (const change of [
      'releases_needed = 1',
      'total_minor = 1',
      `digest = decode(repeat('00', 32), 'hex')`,
    ]) {
      expect(await refusal(`update payout_batch set ${change} where id = $1`, batch)).toBe('55000');
    }
    for (const sql of [
      `insert into release_policy values ('USD', 3, 99999999, now())`,
      `update release_policy set second_above_minor = 99999999`,
      'delete from batch_release',
      'update batch_release set given_at = now()',
    ]) {
      expect(await refusal(sql)).toBe('42501');
    }
  });

  it('can be stopped by one person; nothing more is sent until another one lets it go on', async () => {
    const payout = await house.released(usd(SMALL));
    const batch = payout.batchId ?? newId('batch');
    await pauses.pause(batch, house.preparer, 'The total looks wrong to me.');
    await pauses.pause(batch, house.releaser, 'The total looks wrong to me, too.');
    expect(await pauses.standing(batch)).toMatchObject({ pausedBy: house.preparer });
    await house.wakeUp();
    await house.sending.sweep();
    expect(house.paymentsFor(payout)).toBe(0);
    await expect(pauses.resume(batch, house.preparer)).rejects.toMatchObject({
      code: 'RESUMED_BY_ANOTHER',
    });
    await pauses.resume(batch, house.releaser);
    await house.running.drain();
    expect(house.paymentsFor(payout)).toBe(1);
    expect(await pauses.standing(batch)).toBeNull();
  });

  it('once stopped has no new mark, wherever a sender was when it stopped', async () => {
    const payout = await house.released(usd(SMALL));
    const batch = payout.batchId ?? newId('batch');
    // A sender has claimed it and stands right before its mark, which waits for the row that the pause holds.
    const records = house.get(SendingRecords);
    const works = await house.taken();
    expect(works).toHaveLength(1);
    await service.query('begin');
    await service.query(`update payout set is_paused = true where batch_id = $1`, [batch]);
    const marking = records.mark(works, 1_000);
    await setImmediate();
    await service.query('commit');
    expect(await marking).toEqual([]);
    await service.query(`update payout set is_paused = false where batch_id = $1`, [batch]);
    expect(await records.mark(works, 1_000)).toEqual(works);
    await house.sql(
      `update payout set state = 'cancelled', closed_at = now() where id = $1`,
      payout.id,
    );
  });

  it('is stopped only while it is on its way, with a reason that names nobody', async () => {
    const { batch } = await locked(SMALL);
    const reason = 'Something looks wrong here.';
    await expect(pauses.pause(batch, house.preparer, reason)).rejects.toMatchObject({
      code: 'BATCH_NOT_RUNNING',
    });
    await expect(
      pauses.pause(batch, house.preparer, 'Ask ana@example.org about it.'),
    ).rejects.toMatchObject({ code: 'TEXT_NOT_NEUTRAL' });
  });
});
