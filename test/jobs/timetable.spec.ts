import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock, minutes } from '#kernel';
import { JobRuns, Log, PlatformModule } from '#platform';
import { everyMinutes, type Job } from '../../src/jobs/rhythm.js';
import { Timetable } from '../../src/jobs/timetable.service.js';
import { startModules, type RunningModules } from '../support/modules.js';

describe('the timetable', () => {
  let house: RunningModules;

  beforeAll(async () => {
    house = await startModules([PlatformModule]);
  });

  afterAll(async () => {
    await house.stop();
  });

  beforeEach(async () => {
    await house.database.query('truncate job_run');
  });

  /** One process with the jobs role and a memory of its own. */
  const process = (...jobs: Job[]): Timetable =>
    new Timetable(
      jobs,
      house.get(JobRuns),
      house.get(Clock),
      house.get(Log),
      new SchedulerRegistry(),
    );

  const job = (run: () => Promise<unknown>): Job => ({
    name: 'test.work',
    ...everyMinutes(5),
    run,
  });
  const rows = (): Promise<{ state: string; attempts: number }[]> =>
    house.database.query('select state, attempts from job_run order by period');
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('works off a period once, however many processes look at the clock at once', async () => {
    let runs = 0;
    const work = job(async () => {
      runs += 1;
      await pause();
    });
    await Promise.all(Array.from({ length: 50 }, () => process(work).tick()));
    expect(runs).toBe(1);
    expect(await rows()).toEqual([{ state: 'succeeded', attempts: 1 }]);
  });

  it('works again in the next period', async () => {
    let runs = 0;
    const one = process(job(() => Promise.resolve((runs += 1))));
    await one.tick();
    await one.tick();
    house.clock.advance(minutes(5));
    await one.tick();
    expect(runs).toBe(2);
  });

  it('takes up a run whose process died, when its lease is over and not before', async () => {
    let runs = 0;
    const work = job(() => Promise.resolve((runs += 1)));
    const period = work.period(house.clock.now());
    const died = (lease: string): Promise<unknown> =>
      house.database.query(
        `insert into job_run (job, period, state, lease_until)
         values ('test.work', $1, 'running', clock_timestamp() + $2::interval)
         on conflict (job, period) do update set state = 'running', lease_until = excluded.lease_until`,
        [period, lease],
      );
    await died('10 minutes');
    await process(work).tick();
    expect(runs).toBe(0);
    await died('-1 second');
    await Promise.all([process(work).tick(), process(work).tick()]);
    expect(runs).toBe(1);
    expect(await rows()).toEqual([{ state: 'succeeded', attempts: 2 }]);
  });

  it('tries a failed run again after a minute, and five times in all', async () => {
    let runs = 0;
    const failing: Job = {
      ...job(() => {
        runs += 1;
        return Promise.reject(new Error('the provider is away'));
      }),
      period: () => 'one long period',
    };
    const one = process(failing);
    await one.tick();
    await one.tick();
    expect(runs).toBe(1);
    for (let minute = 0; minute < 10; minute += 1) {
      house.clock.advance(minutes(1));
      await one.tick();
    }
    expect(runs).toBe(5);
    expect(await rows()).toEqual([{ state: 'failed', attempts: 5 }]);
  });

  it('lets one job fail without keeping the others from their work', async () => {
    let runs = 0;
    const failing = { ...job(() => Promise.reject(new Error('no'))), name: 'test.failing' };
    await process(
      failing,
      job(() => Promise.resolve((runs += 1))),
    ).tick();
    expect(runs).toBe(1);
  });

  it('finishes the work in hand before it stops', async () => {
    let finish: (() => void) | undefined;
    let hasEnded = false;
    const one = process(
      job(() => new Promise<void>((resolve) => (finish = resolve)).then(() => (hasEnded = true))),
    );
    const tick = one.tick();
    while (finish === undefined) await pause();
    const stopped = one.beforeApplicationShutdown();
    finish();
    await stopped;
    expect(hasEnded).toBe(true);
    await tick;
  });
});
