import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KeyRotation, LogCheck, LogKeys, makeKey, Restores } from '#audit';
import { Config } from '#platform';
import { expectWholeLog, openLog, type LogHouse } from './log-house.js';

const ORIGIN = 'forms.invalid/log';

describe('the key of the log', () => {
  let house: LogHouse;
  let file: string;
  beforeEach(async () => {
    house = await openLog();
    file = house.get(Config).logKeyFile;
    await house.event();
    await house.sealer.seal();
  });
  afterEach(() => house.stop());

  it('is made at the first seal, for the service alone', () => {
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { name: string }[] };
    expect(keys.map(({ name }) => name)).toEqual([ORIGIN]);
  });

  it('changes in the open: the leaf that names the new key is covered by both signatures', async () => {
    const vkey = await house.get(KeyRotation).rotate('per_admin');
    await house.sealer.seal();
    await house.event();
    await house.sealer.seal();
    const [latest, covering] = await house.log.checkpoints(10);
    expect(covering?.note.match(/^— /gm)).toHaveLength(2);
    expect(latest?.note.match(/^— /gm)).toHaveLength(1);
    const known = await house.get(LogKeys).known();
    expect(known.map(({ verifier }) => verifier.vkey).at(-1)).toBe(vkey);
    expect(latest?.keyId).toBe(known.at(-1)?.verifier.id);
    expect((await house.get(LogCheck).check()).findings).toEqual([]);
    await expectWholeLog(house);
  });

  it('stops the sealing with a sentence when the file holds another one, or is gone', async () => {
    const right = readFileSync(file);
    const { secret } = makeKey(ORIGIN, 'log');
    writeFileSync(file, JSON.stringify({ keys: [{ name: ORIGIN, secret }] }));
    await house.event();
    await expect(house.sealer.seal()).rejects.toMatchObject({ code: 'LOG_KEY_UNKNOWN' });
    rmSync(file);
    await expect(house.sealer.seal()).rejects.toMatchObject({ code: 'LOG_KEY_MISSING' });
    writeFileSync(file, right);
    await house.sealer.seal();
    await expectWholeLog(house);
  });
});

describe('an older copy of the database', () => {
  let house: LogHouse;
  let folder: string;
  beforeEach(async () => {
    house = await openLog();
    folder = house.get(Config).checkpointFolder;
    await house.event();
    await house.sealer.seal();
  });
  afterEach(() => house.stop());

  /** The state of the log now, brought back later: what a restore does to the tables. */
  async function backUp(): Promise<() => Promise<void>> {
    const size = (await house.log.head())?.size ?? 0;
    const [last] = await house.database.query<{ seq: string }>(
      'select max(seq) as seq from audit_event',
    );
    return async () => {
      const tables = ['leaf', 'checkpoint', 'audit_event'];
      for (const sql of tables.map((table) => `alter table ${table} disable trigger append_only`)) {
        await house.database.query(sql);
      }
      await house.database.query('delete from checkpoint where size > $1', [size]);
      await house.database.query('delete from leaf where idx >= $1', [size]);
      await house.database.query('delete from audit_event where seq > $1', [last?.seq]);
      for (const sql of tables.map((table) => `alter table ${table} enable trigger append_only`)) {
        await house.database.query(sql);
      }
    };
  }

  it('is not sealed until somebody accepts it with a reason, which stays in the log', async () => {
    const restore = await backUp();
    await house.event('lost');
    await house.event('lost too');
    await house.sealer.seal();
    const lost = await house.log.head();
    await restore();
    await house.event('after the restore');
    await expect(house.sealer.seal()).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
    expect((await house.get(LogCheck).check()).findings.join()).toMatch(/older copy was restored/);
    await expect(house.get(Restores).accept(' ', 'system')).rejects.toMatchObject({
      code: 'REASON_MISSING',
    });

    await house.get(Restores).accept('The disk died.', 'system');
    await expectWholeLog(house);
    const bodies = await house.bodies();
    expect(bodies.at(-1)).toContain(`"lost_root":"${lost?.root.toString('hex') ?? ''}"`);
    expect(bodies.at(-1)).toContain('"reason":"The disk died."');
    expect((await house.get(LogCheck).check()).findings).toEqual([]);
    await house.event();
    await house.sealer.seal();
    await expect(house.get(Restores).accept('Again.', 'system')).rejects.toMatchObject({
      code: 'NOTHING_TO_ACCEPT',
    });
  });

  it('is found out also when it grew to the same size: its root is another', async () => {
    const restore = await backUp();
    await house.event('one history');
    await house.sealer.seal();
    const before = `${folder}-before`;
    mkdirSync(dirname(before), { recursive: true });
    cpSync(folder, before, { recursive: true });
    await restore();
    rmSync(folder, { recursive: true });
    await house.event('another history');
    await house.sealer.seal();
    rmSync(folder, { recursive: true });
    cpSync(before, folder, { recursive: true });
    await house.event();
    await expect(house.sealer.seal()).rejects.toMatchObject({ code: 'LOG_FORKED' });
  });
});
