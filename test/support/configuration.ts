import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '#platform';

/** The configuration of a service under test: demo mode, its own data folder, quiet. */
export function testConfig(
  databaseUrl: string,
  overrides: Readonly<Record<string, string>> = {},
): Config {
  return readConfig({
    MODE: 'demo',
    PORT: '0',
    DATA_DIR: mkdtempSync(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'data-')),
    DATABASE_URL: databaseUrl,
    STRIPE_API_URL: 'http://127.0.0.1:9',
    STRIPE_SECRET_KEY: 'sk_test_for_this_run_only',
    STRIPE_WEBHOOK_SECRETS: 'whsec_for_this_run_only',
    SMTP_URL: 'smtp://127.0.0.1:9',
    SMS_GATEWAY_URL: 'http://127.0.0.1:9/sms',
    SMS_GATEWAY_TOKEN: 'token-for-this-run-only',
    LOG_LEVEL: 'silent',
    ...overrides,
  });
}
