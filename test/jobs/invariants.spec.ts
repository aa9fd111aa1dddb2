import { allInvariants, InvariantCheck, JobsModule } from '#jobs';
import { SendingHalts } from '#payouts';
import { timetable } from '../../src/jobs/timetable.js';
import {
  Forgetting,
  GrantWork,
  LogWork,
  NoticeWork,
  PayoutWork,
  Upkeep,
} from '../../src/jobs/work.js';
import { startModules, type RunningModules } from '../support/modules.js';

describe('the watch over promises', () => {
  let house: RunningModules;

  beforeAll(async () => {
    house = await startModules([JobsModule]);
  });

  afterAll(async () => {
    await house.stop();
  });

  it('asks every promise of every module, as the service’s own login', async () => {
    const verdicts = await house.get(InvariantCheck).check();
    expect(verdicts.map(({ promise }) => promise)).toEqual(
      allInvariants.map(({ promise }) => promise),
    );
    expect(verdicts.filter(({ offences }) => offences.length > 0)).toEqual([]);
  });

  it('says each promise once, as a sentence', () => {
    const promises = allInvariants.map(({ promise }) => promise);
    expect(new Set(promises).size).toBe(promises.length);
    expect(promises.filter((promise) => !/^[A-Z].*\.$/.test(promise))).toEqual([]);
  });

  it('lets sending go on while every promise is kept', async () => {
    await house.get(InvariantCheck).watch();
    expect(await house.get(SendingHalts).standing()).toEqual([]);
  });

  it('halts sending once when a promise is broken, and names it', async () => {
    await house.database.query(
      `insert into audit_event (kind, act, actor, subject, details)
       values ('act', 'Planted', 'system', 'test', '{"note": "someone@example.org"}')`,
    );
    const watch = (): Promise<void> => house.get(InvariantCheck).watch();
    await expect(watch()).rejects.toMatchObject({ code: 'INVARIANTS_BROKEN' });
    await expect(watch()).rejects.toMatchObject({ code: 'INVARIANTS_BROKEN' });
    const halts = await house.get(SendingHalts).standing();
    expect(halts.map(({ reason }) => reason)).toEqual([
      'A promise is broken: The audit log holds no e-mail address and no telephone number.',
    ]);
  });

  it('has work behind every line of the timetable', async () => {
    const workers = {
      payouts: house.get(PayoutWork),
      grants: house.get(GrantWork),
      log: house.get(LogWork),
      upkeep: house.get(Upkeep),
      forgetting: house.get(Forgetting),
      notices: house.get(NoticeWork),
    };
    const jobs = timetable(workers, 'UTC');
    const others = [
      'reconciliation.nightly',
      'reconciliation.recent',
      'invariants.check',
      'notices.fill_gaps',
    ];
    const alone = jobs.filter(({ name }) => !others.includes(name));
    expect(alone).toHaveLength(jobs.length - others.length);
    for (const job of alone) await expect(job.run()).resolves.toBeUndefined();
  });
});
