import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askForHelp } from '../../src/cli/story/applicant.js';
import { Visitor } from '../../src/cli/story/visitor.js';
import { exportWith } from '../cli/export-words.js';
import { Copy, isRunning, run, survivors } from './processes.js';

interface SandboxState {
  readonly balance: { readonly availableMinor: number; readonly outboundPendingMinor: number };
  readonly payments: Readonly<Record<string, number>>;
}

// Goal: one command brings everything up, a crash loses nothing, and an end leaves nothing running.
// Method: the real processes, in a data folder and on ports of their own. The steps build on each other.
describe('npm start', () => {
  let copy: Copy;
  /** Everything that ever ran for the copy. */
  const everyPid = new Set<number>();

  beforeAll(async () => {
    const built = await run(['scripts/build.mjs']);
    expect(`${built.stdout}${built.stderr}`).toMatch(/Built dist|up to date/);
    copy = await Copy.withFreePort();
    await start();
  }, 240_000);
  afterAll(() => copy.remove(), 120_000);

  const start = async (): Promise<void> => {
    await copy.start();
    for (const pid of Object.values(copy.pids())) everyPid.add(pid);
  };

  const atProvider = async (): Promise<SandboxState> => {
    const answer = await fetch(`${copy.settings['STRIPE_API_URL'] ?? ''}/control/state`);
    return (await answer.json()) as SandboxState;
  };

  /** How many payments the provider has ever made for us; states move by themselves. */
  const paymentsMade = async (): Promise<number> =>
    Object.values((await atProvider()).payments).reduce((sum, count) => sum + count, 0);

  it('says where everything is, and one sign-in for every role', async () => {
    expect(copy.printed).toContain(`Pages                     ${copy.url}`);
    for (const role of [
      'advocate',
      'reviewer',
      'approver',
      'finance_director',
      'finance_preparer',
      'finance_releaser',
      'auditor',
      'privacy_officer',
      'administrator',
    ]) {
      expect(copy.printed).toMatch(new RegExp(`^${role} +\\S+@demo\\.invalid +\\S+ +\\d{6}$`, 'm'));
    }
    expect((await fetch(`${copy.url}/health/ready`)).status).toBe(200);
    expect((await fetch(copy.url)).status).toBe(200);
  });

  it('keeps its secrets and logs to the owner', () => {
    expect(copy.settings['MODE']).toBe('demo');
    expect(Object.keys(copy.settings)).not.toContain('DATABASE_OWNER_URL');
    expect(readdirSync(join(copy.dataDir, 'logs')).sort()).toEqual(
      expect.arrayContaining(['sandbox.log', 'service.log']),
    );
  });

  it('is not started twice on the same data', async () => {
    const second = await copy.startToTheEnd();
    expect(second.status).toBe(2);
    expect(second.stderr).toContain('is in use');
    expect(second.stderr).toContain(copy.url);
    const samePort = await Copy.withFreePort();
    const taken = await samePort.startToTheEnd({ PORT: String(copy.port) });
    await samePort.remove();
    expect(taken.status).toBe(2);
    expect(taken.stderr).toContain(`Port ${String(copy.port)} is taken`);
    expect((await fetch(`${copy.url}/health/ready`)).status).toBe(200);
  }, 60_000);

  it('lets a grant be walked from the first page to the books', async () => {
    const { status, stdout, stderr } = await copy.fund('story', '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const told = JSON.parse(stdout) as { ok: boolean; steps: { step: string; facts: object }[] };
    expect(told.ok).toBe(true);
    expect(told.steps.length).toBeGreaterThanOrEqual(9);
    const facts = Object.fromEntries(told.steps.map(({ step, facts }) => [step, facts]));
    expect(facts['reads that the money was sent']).toEqual({
      status: expect.stringMatching(/^We sent you \$4/) as string,
    });
    expect(facts['compares with the provider']).toEqual({ openBreaks: '0' });
  }, 90_000);

  it('answers the commands beside it', async () => {
    const verify = await copy.fund('verify', '--json');
    expect(verify.status).toBe(0);
    expect(JSON.parse(verify.stdout)).toMatchObject({ ok: true, broken: [] });
    const people = await copy.fund('people', '--json');
    expect(people.status).toBe(0);
    expect((JSON.parse(people.stdout) as unknown[]).length).toBeGreaterThanOrEqual(13);
    const jobs = await copy.fund('jobs', '--json');
    expect(jobs.status).toBe(0);
    expect(JSON.parse(jobs.stdout)).toBeInstanceOf(Array);
  }, 60_000);

  it('exports the books', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fund-export-'));
    const { status } = await copy.fund(
      ...exportWith({ from: '2025-10-01', to: '2031-12-31', out: folder }),
    );
    const [ledger = '', balance = ''] = ['general-ledger.csv', 'trial-balance.csv'].map((name) =>
      readFileSync(join(folder, name), 'utf8'),
    );
    rmSync(folder, { recursive: true });
    expect(status).toBe(0);
    expect(ledger).toContain('payout.settled');
    expect(ledger.split('\n').length).toBeGreaterThan(100);
    expect(balance.split('\n').length).toBeGreaterThan(5);
  }, 60_000);

  // Every other wrong word: test/cli/words.spec.ts.
  it.each([
    [['verify', '--nope'], /Unknown option.*Usage: fund verify/s],
    [exportWith({ fund: 'NOPE' }), /no such fund.*FUND_UNKNOWN/i],
  ])('ends with status 2 and a sentence: fund %j', async (words, sentence) => {
    const { status, stdout, stderr } = await copy.fund(...words);
    expect(status).toBe(2);
    expect(`${stdout}${stderr}`).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync('unused')).toBe(false);
  });

  it('stops with its service, and the next start has the money as it was', async () => {
    const before = await paymentsMade();
    expect(before).toBeGreaterThan(0);
    const { service, sandbox } = copy.pids();
    process.kill(service, 'SIGKILL');
    const { status, stderr } = await copy.ended();
    expect(status).toBe(1);
    expect(stderr).toContain('The service ended by itself (SIGKILL).');
    expect(await survivors([service, sandbox])).toEqual([]);

    await start();
    expect(await paymentsMade()).toBe(before);
    expect((await copy.fund('verify')).status).toBe(0);
  }, 120_000);

  it('is started again after it was killed itself, and pays nobody twice', async () => {
    const before = await paymentsMade();
    await copy.signal('SIGKILL');
    await start();
    expect(copy.printed).toContain('Everything is ready');
    expect(await paymentsMade()).toBe(before);
    const { code } = await askForHelp(new Visitor(copy.url));
    expect(code).toMatch(/^\d{16}$/);
    const verify = await copy.fund('verify', '--json');
    expect(JSON.parse(verify.stdout)).toMatchObject({ ok: true, broken: [] });
  }, 120_000);

  it('ends with SIGTERM and leaves nothing running', async () => {
    expect([...everyPid].filter(isRunning)).toHaveLength(3);
    const { status, stderr } = await copy.signal('SIGTERM');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(await survivors(everyPid)).toEqual([]);
    await expect(fetch(copy.url)).rejects.toThrow();
    expect(readdirSync(copy.dataDir)).not.toContain('start.lock');
  }, 60_000);
});
