import { JobRuns, PlatformModule } from '#platform';
import { startModules, type RunningModules } from '../support/modules.js';

const JOB = 'test.work';
const PERIOD = 'one period';

describe('a run of a job', () => {
  let house: RunningModules;
  let runs: JobRuns;

  beforeAll(async () => {
    house = await startModules([PlatformModule]);
    runs = house.get(JobRuns);
  });

  afterAll(async () => {
    await house.stop();
  });

  beforeEach(async () => {
    await house.database.query('truncate job_run');
  });

  /** A run that is in hand until the test lets it end, well or badly. */
  async function begin(): Promise<{
    readonly outcome: Promise<string>;
    readonly end: () => void;
    readonly fail: () => void;
  }> {
    const work = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    const outcome = runs.once(JOB, PERIOD, () => {
      begun.resolve(undefined);
      return work.promise;
    });
    await begun.promise;
    return {
      outcome,
      end: () => {
        work.resolve(undefined);
      },
      fail: () => {
        work.reject(new Error('The provider is away.'));
      },
    };
  }

  /** The lease of the run in hand is over, as if its process had slept too long. */
  const oversleep = (): Promise<unknown> =>
    house.database.query(
      `update job_run set lease_until = clock_timestamp() - interval '1 second'`,
    );

  const row = async (): Promise<object | undefined> =>
    (
      await house.database.query<object>(
        `select state, attempts, error_code as "errorCode", finished_at is not null as "hasFinished"
         from job_run`,
      )
    )[0];

  it('writes its end into its own row', async () => {
    const run = await begin();
    run.end();
    expect(await run.outcome).toBe('succeeded');
    expect(await row()).toEqual({
      state: 'succeeded',
      attempts: 1,
      errorCode: null,
      hasFinished: true,
    });
  });

  it.each(['end', 'fail'] as const)(
    'that was taken over says nothing about its successor in hand (%s)',
    async (how) => {
      const first = await begin();
      await oversleep();
      const second = await begin();
      first[how]();
      expect(await first.outcome).toBe('someone_else');
      expect(await row()).toEqual({
        state: 'running',
        attempts: 2,
        errorCode: null,
        hasFinished: false,
      });
      second.end();
      expect(await second.outcome).toBe('succeeded');
      expect(await row()).toMatchObject({ state: 'succeeded', attempts: 2 });
    },
  );

  it('that was taken over and fails leaves the success of its successor alone', async () => {
    const first = await begin();
    await oversleep();
    const second = await begin();
    second.end();
    await second.outcome;
    first.fail();
    expect(await first.outcome).toBe('someone_else');
    expect(await row()).toEqual({
      state: 'succeeded',
      attempts: 2,
      errorCode: null,
      hasFinished: true,
    });
  });

  it('whose lease is over but which nobody took over still counts', async () => {
    const run = await begin();
    await oversleep();
    run.end();
    expect(await run.outcome).toBe('succeeded');
    expect(await row()).toMatchObject({ state: 'succeeded', attempts: 1 });
  });
});
