import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings, readConfig, UnusableConfiguration } from '#platform';

/** A production environment that is right in everything. */
const RIGHT: Readonly<Record<string, string>> = {
  MODE: 'production',
  PUBLIC_URL: 'https://forms.example.org',
  DATABASE_URL: 'postgres://fund_service:pw@db.example.org/fund',
  KEY_RING_LOCAL_ACKNOWLEDGED: 'yes',
  LOG_ORIGIN: 'example.org/log',
  STRIPE_SECRET_KEY: 'sk_live_0123456789',
  STRIPE_WEBHOOK_SECRETS: 'whsec_0123456789abcdef',
  STRIPE_FINANCIAL_ACCOUNT: 'fa_live_1',
  SMTP_URL: 'smtps://relay.example.org',
  MAIL_FROM: 'forms@example.org',
  SMS_GATEWAY_URL: 'https://sms.example.org/send',
  SMS_GATEWAY_TOKEN: '0123456789abcdef',
  HELP_PHONE: '1-800-123-4567',
};

const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof UnusableConfiguration) return error.problems;
    throw error;
  }
};

describe('the configuration', () => {
  it('accepts a production environment that is right', () => {
    expect(problemsOf(RIGHT)).toEqual([]);
  });

  it.each([
    ['PUBLIC_URL', 'http://forms.example.org', 'Set PUBLIC_URL to the https address'],
    ['DATABASE_OWNER_URL', 'postgres://owner:pw@db/fund', 'Unset DATABASE_OWNER_URL'],
    ['DATABASE_EMBEDDED', 'yes', 'Set DATABASE_URL to a PostgreSQL of your own'],
    ['KEY_RING_LOCAL_ACKNOWLEDGED', 'no', 'Set KEY_RING_LOCAL_ACKNOWLEDGED=yes'],
    ['LOG_ORIGIN', 'forms.invalid/log', 'Set LOG_ORIGIN'],
    ['STRIPE_API_URL', 'http://127.0.0.1:4000', 'the sandbox never pays anybody'],
    ['STRIPE_SECRET_KEY', 'sk_test_0123456789', 'Set STRIPE_SECRET_KEY to a live key'],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_demo_0123456789', 'Set STRIPE_WEBHOOK_SECRETS'],
    ['STRIPE_FINANCIAL_ACCOUNT', 'fa_sandbox_main', 'Set STRIPE_FINANCIAL_ACCOUNT'],
    ['STRIPE_PUBLISHABLE_KEY', 'pk_live_0123456789', 'accept its terms'],
    ['STRIPE_JS_URL', 'http://127.0.0.1:4000/stripe.js', 'only the script of Stripe'],
    ['TREMENDOUS_API_URL', 'http://127.0.0.1:4000', 'the sandbox never pays anybody'],
    ['TREMENDOUS_API_KEY', 'TEST_0123456789', 'Set TREMENDOUS_API_KEY to a live key'],
    ['SMTP_URL', 'smtp://127.0.0.1:2525', 'Set SMTP_URL to a mail relay'],
    ['MAIL_FROM', 'forms@forms.invalid', 'Set MAIL_FROM'],
    ['SMS_GATEWAY_URL', 'http://localhost:4000/sms', 'Set SMS_GATEWAY_URL'],
    ['SMS_GATEWAY_TOKEN', 'demo-demo-demo-demo', 'Set SMS_GATEWAY_TOKEN'],
    ['INBOX_URL', 'http://127.0.0.1:4000', 'Unset INBOX_URL'],
    ['HELP_PHONE', '1-555-0100', 'Set HELP_PHONE'],
  ])('refuses %s=%s in production and says what to set', (name, value, sentence) => {
    const problems = problemsOf({ ...RIGHT, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  it.each([
    ['STATEMENT_DESCRIPTOR', 'SURVIVOR FUND'],
    ['STATEMENT_DESCRIPTOR', 'SAFE SHELTER'],
    ['STATEMENT_DESCRIPTOR', 'CRISIS PAY'],
    ['STATEMENT_DESCRIPTOR', 'STOP VIOLENCE'],
    ['STATEMENT_DESCRIPTOR', 'CEDAR CHARITY'],
    ['STATEMENT_DESCRIPTOR', 'RELIEF PAYMENTS'],
    ['PUBLIC_NAME', 'Victim Support'],
    ['MAIL_FROM', 'trafficking@example.org'],
    ['MODE', 'staging'],
    ['PORT', '3e3'],
    ['TIME_ZONE', 'Mars/Olympus'],
    ['SAFE_EXIT_URL', 'javascript:alert(1)'],
    ['DATABASE_URL', 'mysql://x'],
    ['COOLING_OFF_HOURS', '-1'],
  ])('never accepts %s=%s', (name, value) => {
    const problems = problemsOf({ ...RIGHT, [name]: value });
    expect(problems.join(' ')).toContain(name);
  });

  it('says everything that is wrong at once, and no secret', () => {
    const problems = problemsOf({ DATABASE_URL: 'mysql://user:hunter2@host/db' });
    expect(problems.length).toBeGreaterThan(3);
    expect(problems.join(' ')).not.toContain('hunter2');
  });

  it('is documented by the table in docs/operating.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/operating.md'), 'utf8');
    const rows = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => /^\| `[A-Z_]+`/.test(line))
        .map((line) => line.replace(/\s+/g, ' '));
    expect(rows(page)).toEqual(rows(describeSettings()));
  });
});
