import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LogCheck } from '#audit';
import { Config } from '#platform';
import { anOrder, expectWholeLog, openLog, type LogHouse } from '../audit/log-house.js';
import { environmentBeside } from '../support/configuration.js';
import { run, Started } from './processes.js';

const SEALING_MS = 10_000;
/** A busy machine gets longer, until this many seals were finished. */
const MOST_SEALING_MS = 90_000;
const LEAST_SEALS = 10;
const KILLS_EACH = 10;
/** The first lives up to this long, each one later longer, then until it writes, then for a part of the time that takes. */
const LONGEST_LIFE_MS = 100;
const WRITING_MS = 12;

// Goal: no kill of a sealing process, at whatever moment, loses a row, doubles one, or stops those that come after.
// Method: two real processes seal as fast as they can while rows are posted; each is killed and started anew.
describe('Processes that seal', () => {
  let house: LogHouse;
  beforeAll(async () => {
    const built = await run(['scripts/build.mjs']);
    expect(`${built.stdout}${built.stderr}`).toMatch(/Built dist|up to date/);
    house = await openLog();
  }, 240_000);
  afterAll(() => house.stop());

  /** Whether a process of this name holds the lock under which a seal is written. */
  const isWriting = async (name: string): Promise<boolean> => {
    const found = await house.database.query(
      `select from pg_locks l join pg_stat_activity a using (pid)
       where l.locktype = 'advisory' and l.classid = 7314 and l.granted and a.application_name = $1`,
      [name],
    );
    return found.length > 0;
  };

  const seals = async (): Promise<number> => {
    const [row] = await house.database.query<{ count: number }>(
      'select count(*)::integer as count from checkpoint',
    );
    return row?.count ?? 0;
  };

  /** Starts one, lets it seal for a moment, kills it in the middle, again and again; returns how often. */
  const sealAndDie = async (name: string, begun: number): Promise<number> => {
    const isOver = async (kills: number): Promise<boolean> => {
      const ms = performance.now() - begun;
      const isLongEnough = kills >= KILLS_EACH || ms > SEALING_MS;
      return ms > MOST_SEALING_MS || (isLongEnough && (await seals()) > LEAST_SEALS);
    };
    const settings = environmentBeside(house.get(Config));
    const address = new URL(settings['DATABASE_URL'] ?? '');
    address.searchParams.set('application_name', name);
    let kills = 0;
    while (!(await isOver(kills))) {
      const one = new Started(['test/boot/sealing-process.mjs'], {
        ...settings,
        DATABASE_URL: address.href,
      });
      await one.until(() => one.printed.includes('sealing'));
      await setTimeout(randomInt(LONGEST_LIFE_MS * (kills + 1)));
      for (let looks = 0; looks < 500 && !(await isWriting(name)); looks += 1);
      await setTimeout(randomInt(WRITING_MS));
      // It ended by this signal and not before: nothing a kill left behind made it fail.
      expect(await one.signal('SIGKILL')).toMatchObject({ status: null, stderr: '' });
      kills += 1;
    }
    return kills;
  };

  it('may be killed at any moment: every row has one leaf afterwards', async () => {
    const end = new AbortController();
    const posting = (async () => {
      while (!end.signal.aborted) {
        const order = anOrder('fund.received.unrestricted');
        await Promise.all([house.must(order), house.event(), house.event(), setTimeout(5)]);
      }
    })();
    const begun = performance.now();
    const kills = await Promise.all([sealAndDie('one', begun), sealAndDie('two', begun)]).finally(
      () => {
        end.abort();
      },
    );
    await posting;
    expect(Math.min(...kills)).toBeGreaterThanOrEqual(2);
    expect(await seals()).toBeGreaterThan(LEAST_SEALS);

    await house.sealer.seal();
    await expectWholeLog(house);
    expect((await house.get(LogCheck).check()).findings).toEqual([]);
  }, 200_000);
});
