import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoPeople, IdentityModule } from '#identity';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { startModules, type RunningModules } from '../support/modules.js';
import { freePort, run, Started, type Ended } from './processes.js';

const SERVICE = 'dist/src/main.js';
const COMMAND = 'dist/src/cli/main.js';

// Goal: what is unsafe never starts in production, and the person who starts it reads what to set.
// Method: the real processes; one setting is wrong at a time. The whole table, without processes:
// test/architecture/configuration.spec.ts.
describe('In production', () => {
  let database: TestDatabase;
  let right: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const built = await run(['scripts/build.mjs']);
    expect(`${built.stdout}${built.stderr}`).toMatch(/Built dist|up to date/);
    database = await freshDatabase();
    right = {
      PORT: String(await freePort()),
      DATA_DIR: mkdtempSync(join(tmpdir(), 'fund-production-')),
      PUBLIC_URL: 'https://forms.example.org',
      DATABASE_URL: database.serviceUrl,
      KEY_RING_LOCAL_ACKNOWLEDGED: 'yes',
      LOG_ORIGIN: 'example.org/log',
      STRIPE_SECRET_KEY: 'sk_live_for_this_run_only',
      STRIPE_WEBHOOK_SECRETS: 'whsec_for_this_run_only',
      STRIPE_FINANCIAL_ACCOUNT: 'fa_for_this_run_only',
      SMTP_URL: 'smtps://relay.invalid',
      MAIL_FROM: 'forms@example.org',
      SMS_GATEWAY_URL: 'https://sms.invalid/send',
      SMS_GATEWAY_TOKEN: 'token-for-this-run-only',
      HELP_PHONE: '1-800-123-4567',
    };
  }, 240_000);
  afterAll(async () => {
    rmSync(right['DATA_DIR'] ?? '', { recursive: true, force: true });
    await database.drop();
  });

  const refusalOf = async (more: Readonly<Record<string, string>>): Promise<Ended> =>
    run([SERVICE, '--web'], { ...right, ...more });

  it('the service starts when everything is right, without being told that it is production', async () => {
    const service = new Started([SERVICE, '--web'], right);
    const url = `http://127.0.0.1:${right['PORT'] ?? ''}`;
    await service.until(() =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain('demo');
    const { status, stderr } = await service.signal('SIGTERM');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, 60_000);

  it.each([
    ['PUBLIC_URL', 'http://forms.example.org', /^Set PUBLIC_URL to the https address/],
    ['STRIPE_API_URL', 'http://127.0.0.1:9', /^Unset STRIPE_API_URL: the sandbox never pays/],
  ])('the service refuses %s=%s', async (name, value, sentence) => {
    const { status, stdout, stderr } = await refusalOf({ [name]: value });
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(sentence)]);
    expect(stdout).toBe('');
  });

  it('the service refuses whatever is not demo mode, and says everything that is missing at once', async () => {
    const { status, stderr } = await run([SERVICE], {});
    expect(status).toBe(2);
    expect(stderr).toMatch(/^DATABASE_URL: set it\./m);
    expect(stderr).toMatch(/^STRIPE_SECRET_KEY: set it\./m);
    const odd = await refusalOf({ MODE: 'staging' });
    expect(odd.status).toBe(2);
    expect(odd.stderr).toContain('MODE: choose one of production, demo');
  });

  it('the service refuses the owner login of the database, and prints no password', async () => {
    const { status, stderr } = await refusalOf({ DATABASE_URL: database.ownerUrl });
    expect(status).toBe(2);
    expect(stderr.trim()).toBe(
      'Set DATABASE_URL to the login fund_service: this one could rewrite the books.',
    );
  });

  it('the service refuses a database that is not there with a sentence', async () => {
    const nowhere = 'postgres://fund_service:hidden-word@127.0.0.1:9/fund';
    const { status, stderr } = await refusalOf({ DATABASE_URL: nowhere });
    expect(status).toBe(2);
    expect(stderr).not.toContain('hidden-word');
    expect(stderr).not.toMatch(/^\s+at /m);
  }, 60_000);

  it('nothing starts that belongs to trying out', async () => {
    const sandbox = await run(['dist/src/sandbox/main.js'], { NODE_ENV: 'production' });
    expect(sandbox.status).toBe(1);
    expect(sandbox.stderr).toContain('does not run with NODE_ENV=production');
    for (const more of [{ NODE_ENV: 'production' }, { MODE: 'production' }]) {
      const start = await run(['scripts/start.mjs'], { ...right, ...more });
      expect(start.status).toBe(2);
      expect(start.stderr).toContain('npm start is for trying out');
    }
    const seed = await run([COMMAND, 'seed'], right);
    expect(seed.status).toBe(2);
    expect(seed.stderr).toContain('never in production');
    const people = await run([COMMAND, 'people', '--demo'], right);
    expect(people.status).toBe(2);
  }, 60_000);

  describe('on a database with demo people', () => {
    let demo: RunningModules;
    beforeAll(async () => {
      demo = await startModules([IdentityModule]);
      await demo.get(DemoPeople).seed();
    });
    afterAll(() => demo.stop());

    it('the service refuses to start', async () => {
      const { status, stderr } = await refusalOf({ DATABASE_URL: demo.database.serviceUrl });
      expect(status).toBe(2);
      expect(stderr.trim()).toBe(
        'Use a fresh database: this one holds demo data with published passwords.',
      );
    });
  });
});
