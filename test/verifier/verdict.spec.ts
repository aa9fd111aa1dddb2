import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  VERIFIER,
  checkpointOf,
  filesOf,
  relisted,
  rootOf,
  signer,
  writeBundle,
  type Files,
} from '../../bench/bundle/bundle.js';
import { Dice, HistoryMaker, leafText, type MadeEvent } from '../../bench/bundle/history.js';
import { verifyBundle } from '../../src/exports/bundle/verify.mjs';
import { Desk } from './desk.js';
import { TAMPERINGS } from './tamperings.js';
import { worldOf, type Crime, type Tampering, type World } from './world.js';

/** The first that has something of everything that can be tampered with. */
const world = Array.from({ length: 50 }, (_, seed) => worldOf(seed)).find((each) =>
  TAMPERINGS.every((tampering) => committed(tampering, each) !== null),
);
if (!world) throw new Error('No bundle is large enough.');

function committed(tampering: Tampering, on: World): Crime | null {
  const dice = new Dice(11);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const crime = tampering.commit(on, dice);
    if (crime !== null) return crime;
  }
  return null;
}

/** What a shell sees. */
function run(...words: string[]): { status: number | null; out: string } {
  const { status, stdout } = spawnSync(process.execPath, [VERIFIER, ...words], {
    encoding: 'utf8',
  });
  return { status, out: stdout };
}

async function judge(files: Files, options = {}): ReturnType<typeof verifyBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'fund-bundle-'));
  try {
    writeBundle(folder, files);
    return await verifyBundle(folder, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the command an auditor types', () => {
  const desk = new Desk(world);
  afterAll(() => {
    desk.remove();
  });
  const words = (brings: readonly string[]): string[] =>
    Object.entries(desk.options(brings as never)).flatMap(([name, value]) => [`--${name}`, value]);

  it('says in one sentence that all is well, and ends with 0', () => {
    const { status, out } = run(desk.bundle, ...words(['last', 'vkey', 'witnesses']));
    expect(out).toMatch(
      /^ALL IS WELL: \d+ leaves, unchanged since your checkpoint of \d+, witnessed up to \d+, .* agree\.\n$/,
    );
    expect(status).toBe(0);
  });

  it('says when it had to trust the bundle for the key', () => {
    expect(run(desk.bundle).out).toContain('\nThe key was taken from the bundle itself');
  });

  it.each(TAMPERINGS.map((tampering) => [tampering.name, tampering] as const))(
    'ends with 1 or 2 and names the place: %s',
    async (_, tampering) => {
      const crime = committed(tampering, world);
      if (crime === null) throw new Error('It was possible before.');
      const { status, out } = await desk.with(crime, () =>
        Promise.resolve(run(desk.bundle, ...words(crime.brings))),
      );
      const [sentence = ''] = out.split('\n');
      expect(sentence).toMatch(tampering.place);
      expect([status, sentence.split(':')[0]]).toEqual(
        status === 1 ? [1, 'TAMPERED'] : [2, 'CANNOT TELL'],
      );
    },
  );

  it('lists everything it found as JSON', async () => {
    const crime = { files: new Map(world.files).set('surplus.csv', 'a\n'), brings: [] };
    const { out } = await desk.with(crime, () => Promise.resolve(run(desk.bundle, '--json')));
    expect(JSON.parse(out)).toMatchObject({
      status: 1,
      findings: [{ check: 'files', sentence: expect.stringContaining('surplus.csv') }],
      counts: { leaves: world.plan.history.length },
    });
  });

  it.each([
    ['an option it does not know', ['--fast']],
    ['two folders', ['a', 'b']],
    ['a folder that is not there', ['/nowhere/at/all']],
    ['a key that is none', [desk.bundle, '--vkey', 'abc']],
    ['a checkpoint that is none', [desk.bundle, '--last', VERIFIER]],
    ['a checkpoint that is not there', [desk.bundle, '--last', '/nowhere']],
    ['a list of witnesses that is none', [desk.bundle, '--witnesses', VERIFIER]],
  ])('cannot tell, and ends with 2, for %s', (_, given) => {
    const { status, out } = run(...given);
    expect(out).toMatch(/^CANNOT TELL: .+\n$/);
    expect(status).toBe(2);
  });
});

it('cannot tell about a version it does not know', async () => {
  const manifest = world.files.get('manifest.json') ?? '';
  const newer = manifest.replace('"version": "1"', '"version": "2"');
  const report = await judge(new Map(world.files).set('manifest.json', newer));
  expect(report).toMatchObject({ status: 2, sentence: expect.stringContaining('version 1') });
});

describe('after the log has changed its key', () => {
  const dice = new Dice(3);
  const [before, after] = ['before', 'after'].map((seed) => signer('books.example/log', 1, seed));
  if (!before || !after) throw new Error('There are two keys.');
  const rotation: MadeEvent = {
    ...new HistoryMaker(dice).event(),
    seq: 900,
    kind: 'key_rotation',
    act: 'LogKeyRotated',
    details: { new_key: after.vkey, old_key: before.vkey },
  };
  const history = [...world.plan.history, rotation, new HistoryMaker(dice).entry('2026-03')];
  (history.at(-1) ?? rotation).seq = 901;
  const length = history.length;
  const plan = { ...world.plan, history, checkpoints: [8, length - 1, length], log: after };
  const leaves = history.map(leafText);
  const note = (log: typeof after, also: (typeof after)[], size: number): string => {
    const cosigners = [...also, ...plan.witnesses];
    return checkpointOf({ ...plan, log, cosigners }, size, rootOf(leaves.slice(0, size)));
  };
  const signedBy = (covering: (typeof after)[]): Files => {
    const notes = [note(before, [], 8), note(after, covering, length - 1), note(after, [], length)];
    const files = filesOf(plan);
    files.set('checkpoints.txt', notes.join('\n')).set('checkpoint', notes[2] ?? '');
    return relisted(plan, files);
  };

  it('follows from the key that was handed out to the one that signs now', async () => {
    const report = await judge(signedBy([before]), { vkey: before.vkey });
    expect(report.sentence).toMatch(/^ALL IS WELL/);
  });

  it('believes whoever was handed the newer key, and does not judge what was signed before', async () => {
    const report = await judge(signedBy([before]), { vkey: after.vkey });
    expect(report.sentence).toMatch(/^ALL IS WELL/);
  });

  it('does not follow to a key that the one before never vouched for', async () => {
    const report = await judge(signedBy([]), { vkey: before.vkey });
    expect(report).toMatchObject({
      status: 1,
      sentence: expect.stringContaining('is not signed by'),
    });
  });
});
