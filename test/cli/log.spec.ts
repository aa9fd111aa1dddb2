import { LogCheck } from '#audit';
import { Config } from '#platform';
import { AppModule } from '../../src/app.module.js';
import { logIn } from '../../src/cli/commands/log.js';
import { verifyIn } from '../../src/cli/commands/verify.js';
import { isUsage } from '../../src/cli/complaints.js';
import { anOrder, openLog, type LogHouse } from '../audit/log-house.js';
import { run, type Ended } from '../boot/processes.js';
import { environmentBeside } from '../support/configuration.js';
import { hear, type Told } from './hearing.js';

const VKEY = /^forms\.invalid\/log\+[0-9a-f]{8}\+\S{44}$/;

describe('the log on the command line', () => {
  let house: LogHouse;
  beforeEach(async () => {
    house = await openLog();
  });
  afterEach(() => house.stop());

  const fundLog = (...words: string[]): Promise<Told> => hear(() => logIn(house, words));
  const sealed = async (): Promise<void> => {
    await house.event();
    await house.sealer.seal();
  };

  describe('fund log key', () => {
    it('says how to make one when there is none', async () => {
      expect(await fundLog('key')).toEqual({
        status: 1,
        out: '',
        err: 'The log has no key before its first seal: fund log seal.\n',
      });
    });

    it('prints what others check signatures with', async () => {
      await sealed();
      const { status, out, err } = await fundLog('key');
      expect([status, err]).toEqual([0, '']);
      expect(out.trim()).toMatch(VKEY);
    });
  });

  describe('fund log rotate-key', () => {
    it('prints the new key, which signs from then on, and forgets none', async () => {
      await sealed();
      const [old] = lines((await fundLog('key')).out);
      const rotated = await fundLog('rotate-key');
      expect([rotated.status, rotated.err]).toEqual([0, '']);
      const fresh = rotated.out.trim();
      expect(fresh).toMatch(VKEY);
      expect(fresh).not.toBe(old);
      expect(lines((await fundLog('key')).out)).toEqual([old, fresh]);
      await sealed();
      expect((await house.log.head())?.keyId).toBe(fresh.split('+')[1]);
      expect((await house.get(LogCheck).check()).findings).toEqual([]);
    });
  });

  describe('fund log accept-restore', () => {
    it('accepts nothing when nothing was restored', async () => {
      await sealed();
      const before = await house.log.head();
      expect(await fundLog('accept-restore', '--reason', 'In passing.')).toEqual({
        status: 1,
        out: '',
        err: 'The database and the checkpoint outside agree: there is nothing to accept. (NOTHING_TO_ACCEPT)\n',
      });
      expect((await house.sealer.seal())?.size).toBe(before?.size);
    });

    it.each([[[]], [['--reason', '  ']]])('asks for a reason (%j)', async (words) => {
      await sealed();
      await expect(fundLog('accept-restore', ...words)).rejects.toMatchObject({
        code: 'REASON_MISSING',
      });
    });
  });

  it.each([
    ['an act that does not exist', ['open']],
    ['an option that does not exist', ['--all']],
    ['one word too many', ['key', 'please']],
    ['an option where none belongs', ['rotate-key', '--now']],
    ['a reason without its option', ['accept-restore', 'disk']],
  ])('calls %s wrong use, and does nothing', async (_, words) => {
    await sealed();
    const { size } = (await house.log.head()) ?? {};
    const refused = await fundLog(...words).catch((error: unknown) => error);
    expect(isUsage(refused)).toBe(true);
    expect((await house.sealer.seal())?.size).toBe(size);
  });
});

describe('fund verify', () => {
  let house: LogHouse;
  beforeAll(async () => {
    const built = await run(['scripts/build.mjs']);
    expect(`${built.stdout}${built.stderr}`).toMatch(/Built dist|up to date/);
    house = await openLog({}, AppModule);
    await house.must(anOrder('fund.received.unrestricted'), anOrder('fund.received.unrestricted'));
    await house.event();
    await house.sealer.seal();
  }, 240_000);
  afterAll(() => house.stop());

  const verify = (json = false): Promise<Told> => hear(() => verifyIn(house, { json }));

  /** As whoever owns the database: no trigger stops them. */
  const tamper = async (sql: string): Promise<void> => {
    await house.database.query(['set local session_replication_role = replica', sql].join('; '));
  };

  /** The process itself, with this database or another. */
  const fund = (
    words: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<Ended> =>
    run(['dist/src/cli/main.js', ...words], {
      ...environmentBeside(house.get(Config)),
      ...more,
    });

  it('says that everything is kept, with status 0', async () => {
    const { status, out, err } = await verify();
    expect([status, err]).toEqual([0, '']);
    expect(out).not.toMatch(/BROKEN|WRONG/);
    expect(out).toMatch(/^(\d+) of \1 promises are kept\.$/m);
    expect(out).toMatch(/^Log: \d+ leaves, \d+ checkpoints?, as signed\.$/m);
    expect(JSON.parse((await verify(true)).out)).toMatchObject({
      ok: true,
      broken: [],
      log: { checkpoints: 1, findings: [] },
    });
    expect(await fund(['verify'])).toEqual({ status, stdout: out, stderr: '' });
  });

  /** What somebody with every right does, how it is undone, and where the sentence says that it was. */
  const HANDS: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'an amount was changed',
      'update ledger.posting set amount = amount * 2 where entry_seq = 2',
      'update ledger.posting set amount = amount / 2 where entry_seq = 2',
      /^WRONG {3}Leaf \d+: entry 2 is not what was sealed\.$/m,
    ],
    [
      'another name was put under an act',
      `update audit_event set actor = 'per_other' where seq = 1`,
      `update audit_event set actor = 'per_admin' where seq = 1`,
      /^WRONG {3}Leaf \d+: event 1 is not what was sealed\.$/m,
    ],
    [
      'an event was removed',
      'create table away as select * from audit_event where seq = 1; delete from audit_event where seq = 1',
      'insert into audit_event overriding system value select * from away; drop table away',
      /^WRONG {3}Leaf \d+ stands for event 1, which is gone\.$/m,
    ],
  ];

  it.each(HANDS)('says that %s, and where, with status 1', async (_, doing, undoing, sentence) => {
    await tamper(doing);
    const told = await verify();
    const json = await verify(true);
    const { status, stdout } = await fund(['verify']);
    await tamper(undoing);
    expect(told).toMatchObject({ status: 1, err: '' });
    expect(told.out).toMatch(sentence);
    expect({ status, stdout }).toEqual({ status: 1, stdout: told.out });
    expect(json.status).toBe(1);
    const { ok, log } = JSON.parse(json.out) as { ok: boolean; log: { findings: string[] } };
    expect([ok, log.findings.length > 0]).toEqual([false, true]);
    expect(`WRONG   ${log.findings.join('\nWRONG   ')}`).toMatch(sentence);
    expect((await verify()).status).toBe(0);
  });

  it.each([
    ['in words', ['verify']],
    ['as JSON', ['verify', '--json']],
  ])('says that it cannot tell when nobody answers, with status 2 (%s)', async (_, words) => {
    const nobody = 'postgres://fund_service:secret@127.0.0.1:9/fund';
    expect(await fund(words, { DATABASE_URL: nobody })).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'The database cannot be reached (ECONNREFUSED): check that it runs and that DATABASE_URL is its address.\n',
    });
  });

  it.each([
    ['verify', ['verify', '--everything'], /^Unknown option '--everything'/],
    ['verify', ['verify', 'now'], /^Unexpected argument 'now'/],
    ['log', ['log', 'open'], /^fund log does not know open\.$/m],
  ])(
    'wrong use of fund %s ends with status 2 and the usage (%j)',
    async (name, words, sentence) => {
      const { status, stdout, stderr } = await fund(words);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(sentence);
      expect(stderr).toContain(`Usage: fund ${name} `);
    },
  );

  it('accept-restore without a reason ends with status 2 and a sentence', async () => {
    expect(await fund(['log', 'accept-restore'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'Say why: the reason stays in the log for ever. (REASON_MISSING)\n',
    });
  });
});

const lines = (text: string): string[] => text.split('\n').filter(Boolean);
