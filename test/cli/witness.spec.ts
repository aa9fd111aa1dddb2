import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogKeys, LogProofs, Witnessing } from '#audit';
import { witness } from '../../src/cli/commands/witness.js';
import { openLog, type LogHouse } from '../audit/log-house.js';
import { hear } from './hearing.js';

describe('fund witness, outside the house', () => {
  let house: LogHouse;
  let folder: string;
  beforeAll(async () => {
    house = await openLog();
    await house.event();
    await house.sealer.seal();
    folder = mkdtempSync(join(tmpdir(), 'witness-'));
  });
  afterAll(async () => {
    await house.stop();
  });

  const run = async (...words: string[]): Promise<[number, string]> => {
    const { status, out, err } = await hear(() => witness.run(words));
    return [status, `${out}${err}`];
  };

  it('makes a key, cosigns what grew, and refuses a fork with status 1', async () => {
    const state = join(folder, 'state');
    const [log] = await house.get(LogKeys).known();
    const vkey = log?.verifier.vkey ?? '';
    const named = ['--name', 'auditor.example/w1', '--log', vkey, '--state', state];
    const [made, printed] = await run('new', ...named);
    expect([made, printed]).toEqual([0, expect.stringMatching(/^auditor\.example\/w1\+/)]);
    expect(statSync(join(state, 'witness.json')).mode & 0o777).toBe(0o600);
    expect((await run('new', ...named))[0]).toBe(1);

    const request = join(folder, 'request.txt');
    const out = join(folder, 'cosigned.txt');
    writeFileSync(request, await house.get(LogProofs).request(0));
    expect((await run('cosign', request, '--state', state, '--out', out))[0]).toBe(0);
    await house.get(Witnessing).add(printed, 'system');
    const cosigned = readFileSync(out, 'utf8');
    expect(await house.get(Witnessing).handIn(cosigned, 'system')).toEqual(['auditor.example/w1']);

    const [again, sentence] = await run('cosign', request, '--state', state);
    expect([again, sentence]).toEqual([1, expect.stringContaining('PROOF_ELSEWHERE')]);
    const file = join(state, 'witness.json');
    const memory = JSON.parse(readFileSync(file, 'utf8')) as { last: string };
    const other = memory.last.replace(
      /\n[^\n]{44}\n$/,
      `\n${Buffer.alloc(32).toString('base64')}\n`,
    );
    writeFileSync(file, JSON.stringify({ ...memory, last: other }));
    const [forked, why] = await run('cosign', request, '--state', state);
    expect([forked, why]).toEqual([1, expect.stringContaining('LOG_FORKED')]);
  });

  it('says what is missing', async () => {
    await expect(run('new', '--state', folder)).rejects.toThrow(/--name/);
    await expect(run('cosign', '--state', folder)).rejects.toThrow(/file of the request/);
    expect(() => witness.run(['dance'])).toThrow(/does not know dance/);
  });
});
