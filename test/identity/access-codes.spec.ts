import { minutes, newId, type Id } from '#kernel';
import { AccessCodes, IdentityModule, showAccessCode } from '#identity';
import { startModules, type RunningModules } from '../support/modules.js';

const PIN = '482913';
const WRONG = '482914';

describe('access codes', () => {
  let house: RunningModules;
  let codes: AccessCodes;
  beforeAll(async () => {
    house = await startModules([IdentityModule]);
    codes = house.get(AccessCodes);
  });
  afterAll(async () => {
    await house.stop();
  });

  const refusal = async (attempt: Promise<unknown>): Promise<unknown> =>
    attempt.then(
      () => 'let in',
      (error: unknown) => error,
    );
  /** Well-formed, and nobody's. */
  const NOBODYS = '4111 1111 1111 1111';

  async function issued(): Promise<{ applicantId: Id<'applicant'>; code: string }> {
    const applicantId = newId('applicant');
    return { applicantId, code: await codes.issue(applicantId, PIN) };
  }

  it('open with the PIN, however they are typed', async () => {
    const { applicantId, code } = await issued();
    await expect(codes.enter(code, PIN)).resolves.toBe(applicantId);
    await expect(codes.enter(` ${showAccessCode(code)} `, ` ${PIN} `)).resolves.toBe(applicantId);
    const arabic = Array.from(PIN)
      .map((digit) => String.fromCodePoint(0x0660 + Number(digit)))
      .join('');
    await expect(codes.enter(code.replaceAll(/(....)/g, '$1-'), arabic)).resolves.toBe(applicantId);
  });

  it('are kept as a keyed digest and an argon2id hash, never as they are', async () => {
    const { applicantId, code } = await issued();
    const [row] = await house.database.query<{ code_lookup: Buffer; pin_hash: string }>(
      'select code_lookup, pin_hash from access_code where applicant_id = $1',
      [applicantId],
    );
    expect(row?.code_lookup).toHaveLength(32);
    expect(row?.pin_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const dump = JSON.stringify([
      await house.database.query('select * from access_code'),
      await house.database.query('select * from audit_event'),
    ]);
    expect(dump).not.toContain(code);
    expect(dump).not.toContain(PIN);
  });

  it('say the same for an unknown code, a wrong PIN and a slip of the hand', async () => {
    const { code } = await issued();
    const wrong = await refusal(codes.enter(code, WRONG));
    const unknown = await refusal(codes.enter(NOBODYS, PIN));
    const slip = await refusal(codes.enter('1234 5678 9012 3456', PIN));
    const nothing = await refusal(codes.enter('', ''));
    expect(wrong).toMatchObject({ kind: 'forbidden', code: 'CODE_REFUSED' });
    expect([unknown, slip, nothing].map(String)).toEqual(Array(3).fill(String(wrong)));
  });

  it('take as long for an unknown code as for a wrong PIN', async () => {
    const { code } = await issued();
    const median = async (typed: string): Promise<number> => {
      const times: number[] = [];
      for (let run = 0; run < 15; run += 1) {
        house.clock.advance(minutes(60 * 25));
        const start = performance.now();
        await refusal(codes.enter(typed, WRONG));
        times.push(performance.now() - start);
      }
      return times.sort((one, other) => one - other)[7] ?? 0;
    };
    const quotient = (await median(NOBODYS)) / (await median(code));
    expect(quotient).toBeGreaterThan(0.4);
    expect(quotient).toBeLessThan(2.5);
  });

  it('sleep 15 minutes after five wrong PINs, then longer, and never for good', async () => {
    const { applicantId, code } = await issued();
    for (const sleep of [15, 30, 60]) {
      for (let run = 0; run < 5; run += 1) {
        expect(await refusal(codes.enter(code, WRONG))).toMatchObject({ code: 'CODE_REFUSED' });
      }
      expect(await refusal(codes.enter(code, PIN))).toMatchObject({
        kind: 'forbidden',
        code: 'CODE_ASLEEP',
        minutes: sleep,
        message: expect.stringContaining(`${String(sleep)} minutes`) as string,
      });
      house.clock.advance(minutes(sleep) + 1);
    }
    await expect(codes.enter(code, PIN)).resolves.toBe(applicantId);
  });

  it('that are nobody’s fall asleep in the same way', async () => {
    const nobodys = '5500 0000 0000 0004';
    for (let run = 0; run < 5; run += 1) {
      expect(await refusal(codes.enter(nobodys, WRONG))).toMatchObject({ code: 'CODE_REFUSED' });
    }
    expect(await refusal(codes.enter(nobodys, WRONG))).toMatchObject({
      code: 'CODE_ASLEEP',
      minutes: 15,
    });
  });

  it('count tries that arrive at once', async () => {
    const { code } = await issued();
    const results = await Promise.all(
      Array.from({ length: 12 }, () => refusal(codes.enter(code, WRONG))),
    );
    const outcomes = results.map((error) => (error as { code: string }).code);
    expect(outcomes.filter((outcome) => outcome === 'CODE_REFUSED')).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === 'CODE_ASLEEP')).toHaveLength(7);
  });

  it('forget wrong tries after a right one', async () => {
    const { applicantId, code } = await issued();
    for (let round = 0; round < 2; round += 1) {
      for (let run = 0; run < 4; run += 1) await refusal(codes.enter(code, WRONG));
      await expect(codes.enter(code, PIN)).resolves.toBe(applicantId);
    }
  });

  it('replace the one before', async () => {
    const { applicantId, code } = await issued();
    const next = await codes.issue(applicantId, '739154');
    expect(next).not.toBe(code);
    expect(await refusal(codes.enter(code, PIN))).toMatchObject({ code: 'CODE_REFUSED' });
    await expect(codes.enter(next, '739154')).resolves.toBe(applicantId);
  });

  it('are not made with a PIN that everybody tries first', async () => {
    for (const pin of ['123456', '000000', '121212', '98765', 'secret']) {
      await expect(codes.issue(newId('applicant'), pin)).rejects.toMatchObject({
        kind: 'invalid',
        code: 'PIN_WEAK',
      });
    }
  });
});
