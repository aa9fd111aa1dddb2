import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createHash } from 'node:crypto';
import { ExportJobs } from '#exports';
import { days, type Id } from '#kernel';
import { Config } from '#platform';
import { wholeLife } from '../ledger/whole-life.js';
import { EVERYTHING, openWorkshop, type Workshop } from './workshop.js';

describe('an export that was asked for on the page', () => {
  let shop: Workshop;
  let jobs: ExportJobs;

  beforeAll(async () => {
    shop = await openWorkshop();
    jobs = shop.get(ExportJobs);
    await shop.must(...wholeLife());
  });
  afterAll(() => shop.stop());
  afterEach(() => shop.database.query('delete from export_job'));

  const folder = (): string => join(shop.get(Config).dataDir, 'exports');
  const ask = (actor = 'per_auditor'): Promise<Id<'export'>> =>
    jobs.ask({ ...EVERYTHING, format: 'csv', actor });
  const stateOf = async (id: string): Promise<unknown> =>
    (await jobs.latest()).find((job) => job.id === id)?.state;
  const filesOf = (id: string): string[] =>
    readdirSync(folder()).filter((name) => name.startsWith(id));
  /** As it looks when the process that had it in hand died. */
  const die = (id: string): Promise<unknown> =>
    shop.database.query(
      `update export_job set state = 'running', attempts = attempts + 1,
         lease_until = clock_timestamp() - interval '1 second' where id = $1`,
      [id],
    );

  it('is made by the queue, kept as one file of its owner, and read back as it was', async () => {
    const id = await ask();
    expect(await stateOf(id)).toBe('asked');
    await expect(jobs.open(id)).rejects.toMatchObject({ code: 'EXPORT_NOT_READY' });
    await shop.drain();
    const { job, stream } = await jobs.open(id);
    const bytes = await buffer(stream);
    expect(job.state).toBe('ready');
    expect(BigInt(bytes.length)).toBe(job.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(job.sha256);
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    expect(job.done).toBe(job.total);
    expect(filesOf(id)).toEqual([`${id}.1.zip`]);
  });

  it('is in the log before anybody can have it', async () => {
    const id = await ask('per_watched');
    await shop.drain();
    expect(
      await shop.database.query(`select kind, actor from audit_event where subject = $1`, [id]),
    ).toEqual([{ kind: 'export', actor: 'per_watched' }]);
  });

  it('is deleted after seven days, and says so', async () => {
    const id = await ask();
    await shop.drain();
    shop.clock.advance(days(7) - 1000);
    await jobs.tend();
    expect(await stateOf(id)).toBe('ready');
    shop.clock.advance(2000);
    await jobs.tend();
    expect(await stateOf(id)).toBe('expired');
    expect(filesOf(id)).toEqual([]);
    await expect(jobs.open(id)).rejects.toMatchObject({ code: 'EXPORT_NOT_READY' });
  });

  it('is taken up again when its process died in the middle, and leaves nothing of the first try', async () => {
    const id = await ask();
    await die(id);
    mkdirSync(join(folder(), `${id}.1`), { recursive: true });
    writeFileSync(join(folder(), `${id}.1`, 'general-ledger.csv'), 'half a l');
    await shop.drain();
    expect(await stateOf(id)).toBe('running');
    await jobs.tend();
    await shop.drain();
    expect(await stateOf(id)).toBe('ready');
    expect(filesOf(id)).toEqual([`${id}.2.zip`]);
  });

  it('is given up when three processes died of it', async () => {
    const id = await ask();
    for (let n = 0; n < 3; n += 1) {
      await die(id);
      await jobs.tend();
    }
    const [job] = await jobs.latest();
    expect([job?.state, job?.errorCode]).toEqual(['failed', 'EXPORT_INTERRUPTED']);
  });

  it('waits while another one is made, and comes next', async () => {
    const first = await ask();
    await die(first);
    await shop.database.query(`update export_job set lease_until = 'infinity'`);
    const second = await ask();
    await shop.drain();
    expect(await stateOf(second)).toBe('asked');
    await shop.database.query(`update export_job set lease_until = '-infinity' where id = $1`, [
      first,
    ]);
    await jobs.tend();
    await shop.drain();
    expect([await stateOf(first), await stateOf(second)]).toEqual(['ready', 'ready']);
  });

  it('does not fill the queue: a sixth one of the same person is refused, of another is not', async () => {
    for (let n = 0; n < 5; n += 1) await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'EXPORTS_WAITING' });
    await ask('per_other');
  });

  it('fails with a code when the files cannot be written, and keeps nothing', async () => {
    rmSync(folder(), { recursive: true, force: true });
    writeFileSync(folder(), 'in the way');
    const id = await ask();
    await shop.drain();
    const [job] = await jobs.latest();
    expect([job?.id, job?.state, job?.errorCode]).toEqual([id, 'failed', 'EXPORT_FAILED']);
    rmSync(folder());
  });

  it('is refused at once when it cannot be made', async () => {
    await expect(
      jobs.ask({ ...EVERYTHING, format: 'csv', from: '2026-02-30' }),
    ).rejects.toMatchObject({ code: 'EXPORT_DATE_INVALID' });
    expect(await jobs.latest()).toEqual([]);
  });
});
