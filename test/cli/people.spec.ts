import { IdentityModule, identityInvariants, People, StaffSignIn, totpCode } from '#identity';
import { UsageError } from '../../src/cli/command.js';
import { peopleIn } from '../../src/cli/commands/people.js';
import { startModules, type RunningModules } from '../support/modules.js';
import { hear, type Told } from './hearing.js';

const FIRST = ['--name', 'First Person', '--email', 'First@forms.invalid'];
const AT_FIRST = ['--email', 'first@forms.invalid'];

describe('fund people', () => {
  let house: RunningModules;

  beforeAll(async () => {
    house = await startModules([IdentityModule]);
  });

  afterAll(async () => {
    await house.stop();
  });

  /** The command as it is typed, with what it prints. */
  const fund = (...words: string[]): Promise<Told> => hear(() => peopleIn(house, words));

  const everybody = async (): Promise<object[]> =>
    (await house.get(People).list()).map(({ email, roles, suspendedAt }) => ({
      email,
      roles,
      isSuspended: suspendedAt !== null,
    }));

  it('says how to begin when nobody is here', async () => {
    expect(await fund()).toEqual({
      status: 0,
      out: 'Nobody is here yet: fund people invite makes the first.\n',
      err: '',
    });
    expect(await fund('--json')).toMatchObject({ status: 0, out: '[]\n' });
  });

  it('makes the first administrator, who can sign in with what was printed', async () => {
    const { status, out, err } = await fund('invite', ...FIRST, '--role', 'administrator');
    expect([status, err]).toEqual([0, '']);
    const password = /one-time password +(\S+)/.exec(out)?.[1] ?? '';
    const secret = /authenticator secret +(\S+)/.exec(out)?.[1] ?? '';
    expect(out).toContain('otpauth://');
    expect(out).toContain('/sign-in');
    const staff = await house
      .get(StaffSignIn)
      .verify('first@forms.invalid', password, totpCode(secret, house.clock.now()));
    // No role opens before the person has chosen a sign-in of their own.
    expect(staff).toMatchObject({ name: 'First Person', roles: [] });
    expect(await everybody()).toMatchObject([{ roles: ['administrator'] }]);
    expect((await fund()).out).not.toContain(password);
    expect(
      await house.database.query(`select act, actor from audit_event where subject = $1`, [
        staff.id,
      ]),
    ).toEqual(
      expect.arrayContaining([
        { act: 'PersonInvited', actor: 'system' },
        { act: 'RoleGranted', actor: 'system' },
      ]),
    );
  });

  it('prints the same as JSON for a program', async () => {
    const words = ['--name', 'Second Person', '--email', 'second@forms.invalid'];
    const { status, out } = await fund('invite', ...words, '--role', 'reviewer', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      id: expect.stringMatching(/^per_/) as string,
      name: 'Second Person',
      email: 'second@forms.invalid',
      role: 'reviewer',
      password: expect.any(String) as string,
      totpSecret: expect.any(String) as string,
      totpUri: expect.stringContaining('otpauth://') as string,
    });
  });

  it('lists everybody with roles', async () => {
    expect(JSON.parse((await fund('--json')).out)).toEqual([
      { name: 'First Person', email: 'first@forms.invalid', roles: 'administrator', state: '' },
      { name: 'Second Person', email: 'second@forms.invalid', roles: 'reviewer', state: '' },
    ]);
    expect((await fund()).out.split('\n')[0]).toBe(
      'First Person   first@forms.invalid   administrator',
    );
  });

  it('gives and takes roles, and suspends', async () => {
    const at = ['--email', 'SECOND@forms.invalid'];
    expect(await fund('revoke', ...at, '--role', 'reviewer')).toEqual({
      status: 0,
      out: 'Second Person is no longer reviewer.\n',
      err: '',
    });
    expect(await fund('grant', ...at, '--role', 'finance_releaser')).toMatchObject({
      status: 0,
      out: 'Second Person is now finance releaser.\n',
    });
    expect((await fund('suspend', ...at)).status).toBe(0);
    expect((await fund()).out).toMatch(/second@forms\.invalid {3}finance_releaser {3}suspended/);
    expect(await everybody()).toEqual([
      { email: 'first@forms.invalid', roles: ['administrator'], isSuspended: false },
      { email: 'second@forms.invalid', roles: ['finance_releaser'], isSuspended: true },
    ]);
  });

  it.each([
    ['a role that conflicts', ['grant', ...AT_FIRST, '--role', 'approver'], 'ROLE_CONFLICT'],
    ['a role that is held', ['grant', ...AT_FIRST, '--role', 'administrator'], 'ROLE_HELD'],
    ['a role that is not held', ['revoke', ...AT_FIRST, '--role', 'auditor'], 'ROLE_NOT_HELD'],
    ['an address that is taken', ['invite', ...FIRST, '--role', 'auditor'], 'EMAIL_TAKEN'],
    ['somebody unknown', ['suspend', '--email', 'x@forms.invalid'], 'PERSON_UNKNOWN'],
    [
      'a role for nobody',
      ['grant', '--email', 'x@y.invalid', '--role', 'auditor'],
      'PERSON_UNKNOWN',
    ],
  ])('refuses %s with a sentence, exit status 1, and changes nothing', async (_, words, code) => {
    const before = await everybody();
    const { status, out, err } = await fund(...words);
    expect([status, out]).toEqual([1, '']);
    expect(err).toMatch(new RegExp(`^[A-Z].+[a-z]\\.? \\(${code}\\)\\n$`));
    expect(await everybody()).toEqual(before);
  });

  it.each([
    ['a role that does not exist', ['grant', ...AT_FIRST, '--role', 'boss'], 'There is no role'],
    ['no role', ['invite', ...FIRST], 'Say --role'],
    ['no address', ['suspend'], 'Say --email'],
    ['no name', ['invite', ...AT_FIRST, '--role', 'auditor'], 'Say --name'],
    ['another act', ['promote', ...AT_FIRST], 'does not know promote'],
  ])('calls %s wrong use', async (_, words, sentence) => {
    const before = await everybody();
    const typed = fund(...words);
    await expect(typed).rejects.toBeInstanceOf(UsageError);
    await expect(typed).rejects.toThrow(sentence);
    expect(await everybody()).toEqual(before);
  });

  it('takes an option it does not know, or an address that is none, for a mistake', async () => {
    await expect(fund('suspend', '--all')).rejects.toMatchObject({
      code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION',
    });
    await expect(
      fund('invite', '--name', 'Nobody', '--email', 'nobody', '--role', 'auditor'),
    ).rejects.toMatchObject({ code: 'EMAIL_UNCLEAR' });
  });

  it('leaves every promise of identity kept', async () => {
    for (const { sql } of identityInvariants) expect(await house.database.query(sql)).toEqual([]);
  });
});
