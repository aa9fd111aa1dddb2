import { cpSync, rmSync } from 'node:fs';
import { AuditTrail, LogStore, Publication, Sealer } from '#audit';
import { SealingLoop } from '#jobs';
import { Config, Readiness, UnitOfWork } from '#platform';
import { logIn } from '../../src/cli/commands/log.js';
import { verifyIn } from '../../src/cli/commands/verify.js';
import { hear, type Told } from '../cli/hearing.js';
import { startService, type RunningService } from '../support/service.js';

const record = async (service: RunningService, subject: string): Promise<void> => {
  const trail = service.get(AuditTrail);
  await service
    .get(UnitOfWork)
    .run(() => trail.record({ kind: 'act', act: 'Tested', actor: 'system', subject }));
};

const sealed = async (service: RunningService, ...subjects: string[]): Promise<number> => {
  for (const subject of subjects) await record(service, subject);
  return (await service.get(Sealer).seal())?.size ?? 0;
};

const verify = (service: RunningService): Promise<Told> => hear(() => verifyIn(service, {}));
const fundLog = (service: RunningService, ...words: string[]): Promise<Told> =>
  hear(() => logIn(service, words));

// Method: a real copy of the database, taken at an earlier moment, and a service on it with the files of the first.
describe('an older copy of the database', () => {
  let first: RunningService;
  let second: RunningService;
  let keptSize: number;

  beforeEach(async () => {
    first = await startService();
    keptSize = await sealed(first, 'kept', 'kept too');
  });
  afterEach(async () => {
    await second.stop();
    await first.stop();
  });

  /** A backup now; called later, it opens a service on it that has the key, and the checkpoints unless told otherwise. */
  const backUp = async (): Promise<(folder?: string) => Promise<RunningService>> => {
    const backup = await first.database.copy();
    const { dataDir, checkpointFolder } = first.get(Config);
    return (folder = checkpointFolder) =>
      startService({ DATA_DIR: dataDir, CHECKPOINT_FOLDER: folder }, backup);
  };

  it('is not sealed until somebody accepts it with a reason, which stays in the log', async () => {
    const restore = await backUp();
    const lostSize = await sealed(first, 'lost', 'lost too', 'and this');
    await first.get(Publication).publishNow();
    const lost = await first.get(LogStore).head();
    second = await restore();
    const sentence =
      `The checkpoint kept outside has ${String(lostSize)} leaves, the database only ${String(keptSize)}: an older ` +
      'copy was restored. The log is not sealed until somebody accepts this: fund log accept-restore --reason TEXT.';

    // It does not seal, says so to whoever watches, and otherwise works.
    const loop = second.get(SealingLoop);
    second.get(Readiness).watch({ name: 'log', check: () => loop.check() });
    await record(second, 'after the restore');
    await loop.turnOnce();
    await expect(loop.check()).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
    const anybody = second.visitor();
    const health = await anybody.open('/health/ready');
    expect(health.status).toBe(200);
    expect(JSON.parse(health.html)).toMatchObject({ ready: true, troubles: ['log'] });
    expect((await anybody.open('/sign-in')).status).toBe(200);
    expect((await second.get(LogStore).head())?.size).toBe(keptSize);
    const verified = await verify(second);
    expect(verified.status).toBe(1);
    expect(verified.out).toContain(`WRONG   ${sentence}\n`);
    expect(await fundLog(second)).toMatchObject({
      status: 1,
      out: expect.stringContaining(`${sentence} (LOG_ROLLED_BACK)\n`) as string,
    });

    // Without a reason nothing is accepted.
    await expect(fundLog(second, 'accept-restore')).rejects.toMatchObject({
      code: 'REASON_MISSING',
    });
    expect((await verify(second)).status).toBe(1);

    expect(await fundLog(second, 'accept-restore', '--reason', 'The disk died.')).toEqual({
      status: 0,
      out:
        `Accepted: the history of ${String(lostSize)} leaves is given up, the one of ${String(keptSize)} goes on. ` +
        `The log says so in its ${String(keptSize + 2)} leaves.\n`,
      err: '',
    });
    const [leaf] = await second.database.query<{ body: string; idx: string }>(
      `select v.body, l.idx from leaf l join event_leaf v using (seq) where l.source = 'event' order by l.idx desc limit 1`,
    );
    expect(Number(leaf?.idx)).toBe(keptSize + 1);
    expect(JSON.parse(leaf?.body ?? '')).toMatchObject({
      t: 'restore',
      act: 'RestoreAccepted',
      facts: {
        lost_size: String(lostSize),
        lost_root: lost?.root.toString('hex'),
        kept_size: String(keptSize),
        reason: 'The disk died.',
      },
    });
    const { status, out } = await verify(second);
    // How many seals that took is the business of the transactions that ran meanwhile.
    expect(out).toMatch(
      new RegExp(`Log: ${String(keptSize + 2)} leaves, \\d+ checkpoints, as signed\\.`),
    );
    expect(status).toBe(0);
    await loop.turnOnce();
    expect(JSON.parse((await anybody.open('/health/ready')).html)).toMatchObject({ troubles: [] });

    // Beyond the size of what was lost, too, the log goes on and stays clean.
    await sealed(second, 'one', 'two', 'three', 'four');
    expect((await verify(second)).status).toBe(0);
    expect(await fundLog(second, 'accept-restore', '--reason', 'Again.')).toMatchObject({
      status: 1,
      err: expect.stringContaining('NOTHING_TO_ACCEPT') as string,
    });
  });

  it('is found out also when it grew to the same size: its root is another', async () => {
    const restore = await backUp();
    const size = await sealed(first, 'one history');
    const { checkpointFolder } = first.get(Config);
    const aside = `${checkpointFolder}-aside`;
    second = await restore(aside);
    expect(await sealed(second, 'another history')).toBe(size);
    expect((await verify(second)).status).toBe(0);

    rmSync(aside, { recursive: true });
    cpSync(checkpointFolder, aside, { recursive: true });
    await record(second, 'one more');
    await expect(second.get(Sealer).seal()).rejects.toMatchObject({ code: 'LOG_FORKED' });
    const { status, out } = await verify(second);
    expect(status).toBe(1);
    expect(out).toContain(
      `The checkpoint kept outside for ${String(size)} leaves is not the one of this database: their histories differ.`,
    );
  });
});
