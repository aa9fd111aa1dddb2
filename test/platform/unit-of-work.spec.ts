import { Database, HttpClient, PlatformModule, UnitOfWork } from '#platform';
import { startModules, type RunningModules } from '../support/modules.js';

describe('a unit of work', () => {
  let house: RunningModules;
  let database: Database;
  let unitOfWork: UnitOfWork;
  beforeAll(async () => {
    house = await startModules([PlatformModule]);
    database = house.get(Database);
    unitOfWork = house.get(UnitOfWork);
  });
  afterAll(() => house.stop());

  const write = (event: string): Promise<unknown> =>
    database.write(
      `insert into inbox (provider, event_id, event_type, body_digest) values ('test', $1, 't', '\\x00')`,
      [event],
    );
  const count = async (event: string): Promise<number> =>
    (await house.database.query('select 1 from inbox where event_id = $1', [event])).length;

  it('keeps everything or nothing', async () => {
    const act = unitOfWork.run(async () => {
      await write('lost');
      throw new Error('halfway');
    });
    await expect(act).rejects.toThrow('halfway');
    expect(await count('lost')).toBe(0);
    await unitOfWork.run(() => write('kept'));
    expect(await count('kept')).toBe(1);
  });

  it('is joined by the acts inside it', async () => {
    const act = unitOfWork.run(async () => {
      await unitOfWork.run(() => write('inner'));
      throw new Error('after the inner one');
    });
    await expect(act).rejects.toThrow();
    expect(await count('inner')).toBe(0);
  });

  it('is needed for every write', async () => {
    await expect(async () => write('outside')).rejects.toThrow(
      'Every write belongs to a unit of work.',
    );
  });

  it('never waits for somebody else’s server', async () => {
    const call = unitOfWork.run(() =>
      house.get(HttpClient).send({ method: 'GET', url: 'http://127.0.0.1:9/', timeoutMs: 100 }),
    );
    await expect(call).rejects.toThrow('Calls to the outside stand between units of work.');
  });

  it('returns the rows that an update touched', async () => {
    await unitOfWork.run(() => write('touched'));
    const rows = await unitOfWork.run(() =>
      database.write<{ event_id: string }>(
        `update inbox set event_type = 'u' where event_id = 'touched' returning event_id`,
      ),
    );
    expect(rows).toEqual([{ event_id: 'touched' }]);
  });
});
