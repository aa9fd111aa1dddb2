// @ts-check
import pg from 'pg';
import { startPostgres, stopPostgres } from '../embedded-postgres.mjs';
import { Refusal } from './plan.mjs';

/** @typedef {import('./plan.mjs').Plan} Plan */

const EMBEDDED_DATABASE = 'fund';
const OLDEST_VERSION = 15;

/**
 * A database that exists and answers. `exited` resolves when its server ends; never for an external one.
 * @typedef {object} DatabaseServer
 * @property {string} title
 * @property {string} ownerUrl
 * @property {boolean} embedded
 * @property {Promise<string>} exited
 * @property {() => Promise<unknown>} stop
 */

/**
 * @param {Plan} plan
 * @returns {Promise<DatabaseServer>}
 */
export async function openDatabase(plan) {
  return plan.externalUrl === undefined ? embedded(plan.dataDir) : external(plan.externalUrl);
}

/**
 * The address of the same database for the service's own login.
 * @param {string} ownerUrl
 * @param {string} password
 */
export function serviceUrl(ownerUrl, password) {
  const url = new URL(ownerUrl);
  url.username = 'fund_service';
  url.password = password;
  return url.href;
}

/**
 * This start holds the lock of the data folder, so a server that runs already is an orphan of a killed
 * start: it is ours to stop.
 * @param {string} dataDir
 * @returns {Promise<DatabaseServer>}
 */
async function embedded(dataDir) {
  const server = await startPostgres({ dir: dataDir });
  await createIfMissing(server.adminUrl, EMBEDDED_DATABASE);
  return {
    title: `PostgreSQL ${server.version} ${server.adopted ? 'was still running' : 'ready'}`,
    ownerUrl: withDatabase(server.adminUrl, EMBEDDED_DATABASE),
    embedded: true,
    exited: server.exited,
    stop: () => stopPostgres(dataDir),
  };
}

/**
 * @param {string} ownerUrl
 * @returns {Promise<DatabaseServer>}
 */
async function external(ownerUrl) {
  const name = databaseName(ownerUrl);
  const version = await askExternal(ownerUrl).catch(async (error) => {
    if (error.code !== '3D000') throw unusable(error);
    await createIfMissing(withDatabase(ownerUrl, 'postgres'), name).catch((reason) => {
      throw unusable(reason);
    });
    return askExternal(ownerUrl);
  });
  if (Number.parseInt(version, 10) < OLDEST_VERSION) {
    throw new Refusal(
      `DATABASE_URL leads to PostgreSQL ${version}; version ${OLDEST_VERSION} or later is needed.`,
    );
  }
  return {
    title: `PostgreSQL ${version} at DATABASE_URL answers`,
    ownerUrl,
    embedded: false,
    exited: new Promise(() => undefined),
    stop: () => Promise.resolve(),
  };
}

/** @param {string} url */
function databaseName(url) {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const name = decodeURIComponent(parsed?.pathname.slice(1) ?? '');
  if (parsed !== null && /^postgres(ql)?:$/.test(parsed.protocol) && parsed.host && name)
    return name;
  throw new Refusal('Set DATABASE_URL in the form postgres://owner:password@host:port/database.');
}

/** @param {Error & { code?: string }} error */
function unusable(error) {
  return new Refusal(
    `The database of DATABASE_URL cannot be used (${error.code ?? error.message}). Check that it runs, and that the login may create roles and tables.`,
  );
}

/** @param {string} url */
async function askExternal(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query("select current_setting('server_version') as version");
    return String(rows[0]?.version);
  });
}

/**
 * @param {string} adminUrl
 * @param {string} name
 */
async function createIfMissing(adminUrl, name) {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0)
      await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

/**
 * @param {string} url
 * @param {string} name
 */
function withDatabase(url, name) {
  const parsed = new URL(url);
  parsed.pathname = `/${encodeURIComponent(name)}`;
  return parsed.href;
}

/**
 * @template Result
 * @param {string} url
 * @param {(client: pg.Client) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
