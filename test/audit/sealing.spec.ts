import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { anOrder, expectWholeLog, openLog, type LogHouse } from './log-house.js';

describe('sealing', () => {
  let house: LogHouse;
  beforeEach(async () => {
    house = await openLog();
  });
  afterEach(() => house.stop());

  /** The log waits for every transaction of the server, and other databases have some of their own. */
  const isSealedSoon = async (): Promise<boolean> => {
    for (let look = 0; look < 100; look += 1) {
      if (await house.sealer.sealClosed()) return true;
      await wait(100);
    }
    return false;
  };

  it('numbers every committed row once, in the order of transactions, and signs the root', async () => {
    await house.must(anOrder('fund.received.unrestricted'), anOrder('fund.received.unrestricted'));
    await house.event();
    await house.sealer.seal();
    await expectWholeLog(house);
    await house.event();
    expect(await isSealedSoon()).toBe(true);
    expect(await house.sealer.sealClosed()).toBe(false);
    await expectWholeLog(house);
    const checkpoints = await house.log.checkpoints(10);
    expect(checkpoints[0]?.note).toMatch(
      /^forms\.invalid\/log\n\d+\n\S{44}\n\n— forms\.invalid\/log \S+\n$/,
    );
  });

  it('waits for a transaction that began earlier, and takes it when it has ended', async () => {
    const late = new pg.Client({ connectionString: house.database.serviceUrl });
    await late.connect();
    try {
      await late.query('begin');
      await late.query(
        `insert into audit_event (kind, act, actor, subject) values ('act', 'Late', 'system', 'late')`,
      );
      await house.event('early');
      await house.sealer.sealClosed();
      const sealed = (await house.log.head())?.size ?? 0;
      const [waiting] = await house.database.query<{ count: number }>(
        `select count(*)::integer as count from audit_event e
         where not exists (select from leaf where source = 'event' and seq = e.seq)`,
      );
      expect(waiting?.count).toBeGreaterThanOrEqual(1);
      await late.query('commit');
      await house.sealer.seal();
      expect((await house.log.head())?.size).toBeGreaterThan(sealed);
      await expectWholeLog(house);
    } finally {
      await late.end();
    }
  });

  it('makes one log when several seal at once while others post', async () => {
    const posting = Array.from({ length: 60 }, () =>
      house.must(anOrder('fund.received.unrestricted')),
    );
    const events = Array.from({ length: 60 }, () => house.event());
    const sealing = Array.from({ length: 8 }, () => house.sealer.sealClosed());
    await Promise.all([...posting, ...events, ...sealing]);
    await house.sealer.seal();
    await expectWholeLog(house);
  });

  it('loses nothing and doubles nothing when its connection is cut at any moment', async () => {
    for (let round = 0; round < 25; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => house.event(`round ${String(round)}`)));
      const sealing = house.sealer.sealClosed().catch(() => false);
      const killing = (async () => {
        for (let look = 0; look < round; look += 1) await house.database.query('select 1');
        await house.database.query(
          `select pg_terminate_backend(pid) from pg_locks
           where locktype = 'advisory' and classid = 7314
             and database = (select oid from pg_database where datname = current_database())`,
        );
      })();
      await Promise.all([sealing, killing]);
    }
    await house.sealer.seal();
    await expectWholeLog(house);
  });

  it('takes a transaction of more rows than one seal holds', async () => {
    await house.database.query(
      `insert into audit_event (kind, act, actor, subject)
       select 'act', 'Many', 'system', 'row:' || n from generate_series(1, 23456) n`,
    );
    await house.sealer.seal();
    await expectWholeLog(house);
    expect((await house.log.checkpoints(10)).length).toBe(3);
  });

  it('finds every row after a move to another cluster, where transaction numbers mean nothing', async () => {
    await house.event();
    await house.sealer.seal();
    // As a dump from a cluster far ahead would leave it: numbers beyond every one of this cluster.
    await house.database.query(
      `insert into audit_event (kind, act, actor, subject, txid) values
         ('act', 'Moved', 'system', 'ahead', '900000000000'), ('act', 'Moved', 'system', 'behind', '3')`,
    );
    await house.database.query('alter table checkpoint disable trigger append_only');
    await house.database.query(`update checkpoint set system_identifier = 'another cluster'`);
    await house.event();
    await house.sealer.seal();
    await expectWholeLog(house);
    await house.event();
    await house.sealer.seal();
    await expectWholeLog(house);
  });

  it('looks at every row of a restored database once, not each second until something happens', async () => {
    await house.event();
    await house.sealer.seal();
    await house.database.query('alter table checkpoint disable trigger append_only');
    await house.database.query(`update checkpoint set system_identifier = 'another cluster'`);
    const looks: string[] = [];
    const look = house.log.nextBatch.bind(house.log);
    house.log.nextBatch = (bounds, limit) => {
      looks.push(bounds.reach);
      return look(bounds, limit);
    };
    for (let second = 0; second < 3; second += 1) await house.sealer.sealClosed();
    expect(looks).toEqual(['moved', 'closed', 'closed']);

    await house.event('the first event after the restore');
    await house.sealer.seal();
    await house.event();
    await house.sealer.seal();
    expect(looks.slice(3)).not.toContain('moved');
    await expectWholeLog(house);
  });

  it('keeps leaves, subtree roots, checkpoints and keys as they are, whoever asks', async () => {
    await house.event();
    await house.sealer.seal();
    for (const deletion of ['leaf', 'checkpoint', 'log_key'].map((t) => `delete from ${t}`)) {
      await expect(house.database.query(deletion)).rejects.toMatchObject({
        code: '55000',
      });
    }
    await expect(
      house.database.query('truncate leaf, log_node, checkpoint cascade'),
    ).rejects.toMatchObject({ code: '55000' });
    await expect(house.database.query(`update leaf set seq = 9`)).rejects.toMatchObject({
      code: '55000',
    });
  });
});
