import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { readMigrations } from './migrations.js';

/** The role that owns every table; nobody logs in as it. */
const OWNER = 'fund_owner';
/** The login of the running service: it can append to the books, not change them. */
export const SERVICE = 'fund_service';

/**
 * Brings a database up to date: roles, tables, the work queue. Runs under the owner login, as often as one
 * likes, and returns the names of the steps it took.
 */
export async function provision(ownerUrl: string, servicePassword: string): Promise<string[]> {
  await makeRoles(ownerUrl, servicePassword);
  const steps = await migrate(ownerUrl);
  await makeQueue(ownerUrl, servicePassword);
  return steps;
}

/** The service's own address of the same database. */
export function serviceUrl(ownerUrl: string, servicePassword: string): string {
  const url = new URL(ownerUrl);
  url.username = SERVICE;
  url.password = encodeURIComponent(servicePassword);
  return url.href;
}

async function makeRoles(ownerUrl: string, servicePassword: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    // Roles belong to the whole cluster: two databases being provisioned at once take turns.
    await client.query(`select pg_advisory_lock(hashtext('fund.provision'))`);
    const known = await client.query<{ name: string }>('select rolname as name from pg_roles');
    const missing = [OWNER, SERVICE].filter(
      (role) => !known.rows.some(({ name }) => name === role),
    );
    const database = await databaseName(client);
    const password = client.escapeLiteral(servicePassword);
    // Names of roles and databases cannot be parameters; these are constants and quoted names.
    const statements = [
      ...missing.map((role) => `create role ${role} nologin`),
      `alter role ${SERVICE} login password ${password}`,
      `grant ${OWNER} to current_user`,
      `grant create, connect on database ${database} to ${OWNER}`,
      `grant create, usage on schema public to ${OWNER}`,
      `revoke create on schema public from public`,
      `grant usage on schema public to ${SERVICE}`,
    ];
    for (const statement of statements) await client.query(statement);
  });
}

async function migrate(ownerUrl: string): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: readMigrations(),
    migrationsTableName: 'migration',
    extra: { options: `-c role=${OWNER}`, max: 1 },
  });
  await source.initialize();
  try {
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((step) => step.name);
  } finally {
    await source.destroy();
  }
}

/** The queue's tables belong to the service: it is the library's own house-keeping and holds ids only. */
async function makeQueue(ownerUrl: string, servicePassword: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const database = await databaseName(client);
    const allow = `grant create on database ${database} to ${SERVICE}`;
    const forbid = `revoke create on database ${database} from ${SERVICE}`;
    await client.query(allow);
    try {
      await runMigrations({ connectionString: serviceUrl(ownerUrl, servicePassword) });
    } finally {
      await client.query(forbid);
    }
  });
}

async function databaseName(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(`select current_database() as name`);
  return client.escapeIdentifier(rows[0]?.name ?? '');
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
