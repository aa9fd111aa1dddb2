import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { Wire } from '../../prove/proxy.js';
import { startPostgres } from '../../scripts/embedded-postgres.mjs';
import { preparePlace } from '../../scripts/postgres/place.mjs';
import { whenThisProcessEnds } from '../../scripts/process.mjs';
import { databaseOn, freshDatabase, type TestDatabase } from './database.js';

type Server = Awaited<ReturnType<typeof startPostgres>>;

/** Neither needs files that the other one writes: a lock, its log of starts, and what a restart would begin with. */
const NOT_COPIED = /\/(postmaster\.(pid|opts)|pg_replslot\/.+|pg_dynshmem\/.+|server\.log)$/;

/**
 * A server that keeps every commit, with one database of the service, and a standby that follows it over a wire by
 * PostgreSQL's own streaming: it has what the primary has a moment later, until the wire is cut.
 */
export class FollowedServer {
  private constructor(
    /** The database on the primary. */
    readonly database: TestDatabase,
    private readonly primary: Server,
    private readonly standby: Server,
    private readonly wire: Wire,
  ) {}

  static async start(): Promise<FollowedServer> {
    const home = await mkdtemp(join(tmpdir(), 'followed-'));
    const [dir, second] = [join(home, 'primary'), join(home, 'standby')];
    const primary = await startAt(dir);
    const database = kept(await freshDatabase(primary.adminUrl));
    const wire = await Wire.open(primary.port);
    await copyBase(primary.adminUrl, dir, second);
    const { cluster } = preparePlace(second);
    const source = new URL(primary.adminUrl);
    await writeFile(
      join(cluster, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=127.0.0.1 port=${String(wire.port)} user=${source.username} password=${source.password}'\n`,
    );
    await writeFile(join(cluster, 'standby.signal'), '');
    return new FollowedServer(database, primary, await startAt(second), wire);
  }

  /** Until the standby has shown everything that was committed up to now. */
  async untilFollowed(): Promise<void> {
    const [now] = await ask<{ at: string }>(
      this.primary.adminUrl,
      'select pg_current_wal_lsn()::text as at',
    );
    await until(
      this.standby.adminUrl,
      `select pg_last_wal_replay_lsn() >= '${now?.at ?? ''}' as done`,
    );
  }

  /** The standby hears nothing of what is committed from now on. */
  async cutWire(): Promise<void> {
    await this.wire.close();
    await until(
      this.standby.adminUrl,
      'select not exists (select from pg_stat_wal_receiver) as done',
    );
  }

  /** As when its machine loses power. */
  async primaryDies(): Promise<void> {
    process.kill(this.primary.pid, 'SIGQUIT');
    await this.primary.exited;
  }

  /** The standby is the server from now on. Returns the database as it knew it. */
  async promote(): Promise<TestDatabase> {
    const [answer] = await ask<{ done: boolean }>(
      this.standby.adminUrl,
      'select pg_promote() as done',
    );
    if (answer?.done !== true) throw new Error('The standby was not promoted.');
    return kept(databaseOn(this.standby.adminUrl, this.database.name));
  }

  /** Its files go with the folder of the run. */
  async stop(): Promise<void> {
    await this.wire.close();
    await Promise.all([this.standby.stop(), this.primary.stop()]);
  }
}

/** It goes with its server, which may be dead when its service ends. */
const kept = (database: TestDatabase): TestDatabase => ({
  ...database,
  drop: () => Promise.resolve(),
});

/** Ends with this process, however that ends. */
async function startAt(dir: string): Promise<Server> {
  const server = await startPostgres({ dir });
  const guard = whenThisProcessEnds('kill -QUIT "$1" 2>/dev/null', String(server.pid));
  void server.exited.then(() => guard?.kill());
  return server;
}

/** A copy of the running server's folder from which another one can begin, made as PostgreSQL's manual describes it. */
async function copyBase(adminUrl: string, from: string, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`select pg_backup_start('standby', true)`);
    await cp(from, to, { recursive: true, filter: (path) => !NOT_COPIED.test(path) });
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    );
    const { cluster } = preparePlace(to);
    await writeFile(join(cluster, 'backup_label'), rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
}

async function until(url: string, question: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const [answer] = await ask<{ done: boolean | null }>(url, question);
    if (answer?.done === true) return;
    await setTimeout(25);
  }
  throw new Error(`Ten seconds went by without: ${question}`);
}

async function ask<Row extends pg.QueryResultRow>(url: string, question: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(question)).rows;
  } finally {
    await client.end();
  }
}
