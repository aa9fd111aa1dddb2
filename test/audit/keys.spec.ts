import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { KeyRotation, LogCheck, LogKeys, makeKey } from '#audit';
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
