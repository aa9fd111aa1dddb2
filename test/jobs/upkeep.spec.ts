import { days, newId } from '#kernel';
import { ApplicantSessions, IdentityModule, People, StaffSessions } from '#identity';
import { JobsModule } from '#jobs';
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

describe('the nightly upkeep', () => {
  let house: RunningModules;

  beforeAll(async () => {
    house = await startModules([IdentityModule, JobsModule]);
  });

  afterAll(async () => {
    await house.stop();
  });

  const rows = async (): Promise<{ staff: number; applicants: number }> => {
    const [counts] = await house.database.query<{ staff: number; applicants: number }>(
      `select (select count(*)::int from staff_session) as staff,
              (select count(*)::int from applicant_session) as applicants`,
    );
    return counts ?? { staff: -1, applicants: -1 };
  };

  it('forgets visits that are long over, and none that runs', async () => {
    const { id } = await house
      .get(People)
      .invite('system', { email: 'one@demo.invalid', name: 'Some One' });
    const staff = house.get(StaffSessions);
    const applicants = house.get(ApplicantSessions);
    await staff.start(id);
    await applicants.start(newId('applicant'), 'status');
    const workers = {
      payouts: house.get(PayoutWork),
      grants: house.get(GrantWork),
      log: house.get(LogWork),
      upkeep: house.get(Upkeep),
      forgetting: house.get(Forgetting),
      notices: house.get(NoticeWork),
    };
    const job = timetable(workers, 'UTC').find(({ name }) => name === 'sessions.forget');
    const forget = async (): Promise<unknown> => job?.run();
    expect(job).toBeDefined();

    await forget();
    expect(await rows()).toEqual({ staff: 1, applicants: 1 });
    house.clock.advance(days(3));
    await forget();
    expect(await rows()).toEqual({ staff: 1, applicants: 0 });
    house.clock.advance(days(31));
    const token = await staff.start(id);
    await forget();
    expect(await rows()).toEqual({ staff: 1, applicants: 0 });
    expect(await staff.find(token)).not.toBeNull();
  });
});
