import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { Config, provision, readConfig, serviceUrl } from '#platform';

const SERVICE_PASSWORD = 'for-this-benchmark-only';

/** The PostgreSQL of this run. */
export interface Server {
  readonly adminUrl: string;
  readonly pid: number;
  readonly version: string;
  stop(): Promise<void>;
}

/** Modules of the service on the stage's database. */
export interface House {
  get<Service>(token: Type<Service> | (abstract new () => Service)): Service;
  close(): Promise<void>;
}

/** What one benchmark works on: a migrated database of its own. Whatever it opens ends with it. */
export interface Stage {
  readonly rounds: number;
  readonly server: Server;
  /** The login that owns everything, as an address and as a pool. */
  readonly ownerUrl: string;
  readonly owner: pg.Pool;
  /** The address with which the service itself signs in. */
  readonly serviceUrl: string;
  /** Starts modules of the service, without web and jobs. */
  open(modules: readonly Type[], settings?: Readonly<Record<string, string>>): Promise<House>;
  /** A line for the person who waits. */
  say(line: string): void;
}

/** Makes a database, lets `work` use it and removes it. */
export async function onStage<Result>(
  server: Server,
  choice: { readonly rounds: number; say(line: string): void },
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const ownerUrl = await createDatabase(server.adminUrl);
  const dataFolder = mkdtempSync(join(tmpdir(), 'fund-bench-data-'));
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 12 });
  // Dropping the database ends connections that are just being closed: nothing is lost with them.
  owner.on('error', () => undefined);
  const houses: House[] = [];
  const url = serviceUrl(ownerUrl, SERVICE_PASSWORD);
  try {
    await provision(ownerUrl, SERVICE_PASSWORD);
    return await work({
      ...choice,
      server,
      ownerUrl,
      owner,
      serviceUrl: url,
      open: async (modules, settings = {}) => {
        const house = await openHouse(modules, {
          ...settings,
          DATABASE_URL: url,
          DATA_DIR: dataFolder,
        });
        houses.push(house);
        return house;
      },
    });
  } finally {
    for (const house of houses) await house.close();
    await owner.end();
    await dropDatabase(server.adminUrl, ownerUrl);
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function openHouse(
  modules: readonly Type[],
  settings: Readonly<Record<string, string>>,
): Promise<House> {
  const config = readConfig({
    MODE: 'demo',
    PORT: '0',
    STRIPE_API_URL: 'http://127.0.0.1:9',
    STRIPE_SECRET_KEY: 'sk_test_for_this_run_only',
    STRIPE_WEBHOOK_SECRETS: 'whsec_for_this_run_only',
    SMTP_URL: 'smtp://127.0.0.1:9',
    SMS_GATEWAY_URL: 'http://127.0.0.1:9/sms',
    SMS_GATEWAY_TOKEN: 'token-for-this-run-only',
    LOG_LEVEL: 'silent',
    ...settings,
  });
  const app = await Test.createTestingModule({ imports: [...modules] })
    .overrideProvider(Config)
    .useValue(config)
    .compile();
  app.useLogger(false);
  await app.init();
  return { get: (token) => app.get(token, { strict: false }), close: () => app.close() };
}

let made = 0;

async function createDatabase(adminUrl: string): Promise<string> {
  made += 1;
  const name = `bench_${String(made)}`;
  await asAdmin(adminUrl, `create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function dropDatabase(adminUrl: string, ownerUrl: string): Promise<void> {
  const name = new URL(ownerUrl).pathname.slice(1);
  await asAdmin(adminUrl, `drop database ${name} with (force)`);
}

/** Names of databases cannot be parameters; these are made here from letters and digits. */
async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
