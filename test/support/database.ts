import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { provision, serviceUrl } from '#platform';

const TEMPLATE = 'fund_template';
const SERVICE_PASSWORD = 'for-this-test-run-only';

/** A migrated database of one's own, on a real server. */
export interface TestDatabase {
  /** Login that owns everything; for arranging and for looking behind the curtain. */
  readonly ownerUrl: string;
  /** Login of the service. */
  readonly serviceUrl: string;
  readonly name: string;
  /** Asks as the owner. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** A database that holds what this one holds now, as a backup does. Cuts every connection to this one first. */
  copy(): Promise<TestDatabase>;
  drop(): Promise<void>;
}

/** Cloned from a template that the first caller of the run migrates; on the run's own server or on another one. */
export async function freshDatabase(adminUrl = adminAddress()): Promise<TestDatabase> {
  const name = newName();
  await as(adminUrl, async (admin) => {
    await admin.query(`select pg_advisory_lock(hashtext('fund.test.template'))`);
    const found = await admin.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (found.rowCount === 0) await makeTemplate(admin, adminUrl);
    await run(admin, `create database ${name} template ${TEMPLATE} strategy file_copy`);
  });
  return databaseOn(adminUrl, name);
}

/** One that is there already. */
export function databaseOn(adminUrl: string, name: string): TestDatabase {
  const ownerUrl = on(adminUrl, name);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  owner.on('error', () => undefined);
  return {
    name,
    ownerUrl,
    serviceUrl: serviceUrl(ownerUrl, SERVICE_PASSWORD),
    query: async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
      (await owner.query(sql, [...parameters])).rows as Row[],
    copy: () => copyOf(adminUrl, name),
    drop: async (): Promise<void> => {
      await owner.end();
      await as(adminUrl, (admin) => run(admin, `drop database if exists ${name} with (force)`));
    },
  };
}

/** A template must have no visitors: they are sent away, and kept out until the copy is made. */
async function copyOf(adminUrl: string, name: string): Promise<TestDatabase> {
  const copy = newName();
  await as(adminUrl, async (admin) => {
    await run(admin, `alter database ${name} allow_connections false`);
    await admin.query(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1',
      [name],
    );
    await run(admin, `create database ${copy} template ${name} strategy file_copy`);
    await run(admin, `alter database ${name} allow_connections true`);
  });
  return databaseOn(adminUrl, copy);
}

const adminAddress = (): string => process.env['TEST_DATABASE_URL'] ?? '';

const newName = (): string => `fund_${randomBytes(6).toString('hex')}`;

async function makeTemplate(admin: pg.Client, adminUrl: string): Promise<void> {
  const draft = `${TEMPLATE}_draft`;
  await run(admin, `drop database if exists ${draft} with (force)`);
  await run(admin, `create database ${draft}`);
  await provision(on(adminUrl, draft), SERVICE_PASSWORD);
  await run(admin, `alter database ${draft} rename to ${TEMPLATE}`);
}

/** Names of databases cannot be parameters; these are made here from letters and digits. */
const run = (client: pg.Client, statement: string): Promise<unknown> => client.query(statement);

const on = (url: string, database: string): string => {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
};

async function as<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
