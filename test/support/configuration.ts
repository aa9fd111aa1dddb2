import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '#platform';

/** What nobody in a test talks to, and the rest that must be set. */
const SETTINGS = {
  MODE: 'demo',
  PORT: '0',
  STRIPE_API_URL: 'http://127.0.0.1:9',
  STRIPE_SECRET_KEY: 'sk_test_for_this_run_only',
  STRIPE_WEBHOOK_SECRETS: 'whsec_for_this_run_only',
  SMTP_URL: 'smtp://127.0.0.1:9',
  SMS_GATEWAY_URL: 'http://127.0.0.1:9/sms',
  SMS_GATEWAY_TOKEN: 'token-for-this-run-only',
  LOG_LEVEL: 'silent',
};

/** The configuration of a service under test: demo mode, its own data folder, quiet. */
export function testConfig(
  databaseUrl: string,
  overrides: Readonly<Record<string, string>> = {},
): Config {
  return readConfig({
    ...SETTINGS,
    DATA_DIR: mkdtempSync(join(tmpdir(), 'data-')),
    DATABASE_URL: databaseUrl,
    ...overrides,
  });
}

/** The environment of a process that works beside a service under test: the same database, the same files. */
export function environmentBeside({ databaseUrl, dataDir }: Config): Record<string, string> {
  return { ...SETTINGS, DATABASE_URL: databaseUrl, DATA_DIR: dataDir };
}
