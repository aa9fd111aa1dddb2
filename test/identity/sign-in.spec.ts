import { later, minutes } from '#kernel';
import {
  DEMO_PASSWORD,
  DemoPeople,
  IdentityModule,
  OwnSignIn,
  People,
  StaffSessions,
  StaffSignIn,
  currentDemoCode,
  totpCode,
  type Staff,
} from '#identity';
import { startModules, type RunningModules } from '../support/modules.js';

const REVIEWER = 'reviewer@demo.invalid';

describe('staff sign-in', () => {
  let house: RunningModules;
  let signIn: StaffSignIn;
  beforeAll(async () => {
    house = await startModules([IdentityModule]);
    signIn = house.get(StaffSignIn);
    await house.get(DemoPeople).seed();
  });
  afterAll(async () => {
    await house.stop();
  });
  // Every test starts in a half minute of its own, with no lock left over.
  beforeEach(() => {
    house.clock.advance(minutes(16));
  });

  const code = (email: string): string =>
    currentDemoCode(email.trim().toLowerCase(), house.clock.now());
  const enter = (email: string, password = DEMO_PASSWORD): Promise<Staff> =>
    signIn.verify(email, password, code(email));
  const refusal = async (attempt: Promise<Staff>): Promise<unknown> =>
    attempt.then(
      () => 'signed in',
      (error: unknown) => error,
    );

  it('opens for the right e-mail, password and code, and logs it without the e-mail', async () => {
    const person = await enter(` ${REVIEWER.toUpperCase()} `);
    expect(person).toMatchObject({ email: REVIEWER, roles: ['reviewer'] });
    const [event] = await house.database.query<{ act: string; actor: string; details: object }>(
      `select act, actor, details from audit_event where kind = 'sign_in' order by seq desc limit 1`,
    );
    expect(event).toEqual({ act: 'SignedIn', actor: person.id, details: {} });
  });

  it('takes a code once, and no earlier one after it', async () => {
    const used = code(REVIEWER);
    const before = currentDemoCode(REVIEWER, later(house.clock.now(), -30_000));
    const next = currentDemoCode(REVIEWER, later(house.clock.now(), 30_000));
    await signIn.verify(REVIEWER, DEMO_PASSWORD, used);
    await expect(signIn.verify(REVIEWER, DEMO_PASSWORD, used)).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
    });
    await expect(signIn.verify(REVIEWER, DEMO_PASSWORD, before)).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
    });
    await expect(signIn.verify(REVIEWER, DEMO_PASSWORD, next)).resolves.toMatchObject({
      email: REVIEWER,
    });
  });

  it('takes one code once even when it arrives four times at once', async () => {
    const used = code('approver@demo.invalid');
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => signIn.verify('approver@demo.invalid', DEMO_PASSWORD, used)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('says the same for an unknown e-mail, a wrong password and a wrong code', async () => {
    const unknown = await refusal(enter('nobody@demo.invalid'));
    const password = await refusal(enter(REVIEWER, 'wrong'));
    const digits = await refusal(signIn.verify(REVIEWER, DEMO_PASSWORD, '000000'));
    const shape = await refusal(signIn.verify(REVIEWER, DEMO_PASSWORD, 'not a code'));
    expect(unknown).toMatchObject({ kind: 'forbidden', code: 'SIGN_IN_REFUSED' });
    expect([password, digits, shape].map(String)).toEqual(Array(3).fill(String(unknown)));
  });

  it('takes as long for an unknown e-mail as for a wrong password', async () => {
    const times = { unknown: [] as number[], known: [] as number[] };
    const time = async (email: string): Promise<number> => {
      house.clock.advance(minutes(16));
      const start = performance.now();
      await refusal(enter(email, 'wrong'));
      return performance.now() - start;
    };
    // In turns, so that a machine that is busy for a moment slows both alike.
    for (let turn = 0; turn < 15; turn += 1) {
      times.unknown.push(await time('nobody@demo.invalid'));
      times.known.push(await time(REVIEWER));
    }
    const median = (of: number[]): number => of.sort((one, other) => one - other)[7] ?? 0;
    const [unknown, known] = [median(times.unknown), median(times.known)];
    // Without the same slow hash for nobody, the quotient is below a tenth.
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });

  it('locks an account for 15 minutes after five wrong tries, right password or not', async () => {
    const email = 'auditor@demo.invalid';
    for (let run = 0; run < 5; run += 1) await refusal(enter(email, 'wrong'));
    expect(await refusal(enter(email))).toMatchObject({ code: 'SIGN_IN_REFUSED' });
    house.clock.advance(minutes(14));
    expect(await refusal(enter(email))).toMatchObject({ code: 'SIGN_IN_REFUSED' });
    house.clock.advance(minutes(1) + 1);
    await expect(enter(email)).resolves.toMatchObject({ email });
  });

  it('counts tries that arrive at once', async () => {
    const email = 'privacy@demo.invalid';
    await Promise.all(Array.from({ length: 5 }, () => refusal(enter(email, 'wrong'))));
    expect(await refusal(enter(email))).toMatchObject({ code: 'SIGN_IN_REFUSED' });
  });

  it('forgets wrong tries after a right one', async () => {
    const email = 'releaser@demo.invalid';
    for (let round = 0; round < 2; round += 1) {
      for (let run = 0; run < 4; run += 1) await refusal(enter(email, 'wrong'));
      await expect(enter(email)).resolves.toMatchObject({ email });
      house.clock.advance(minutes(1));
    }
  });

  it('keeps passwords as argon2id of 19 MiB and seals authenticator secrets', async () => {
    const rows = await house.database.query<{ password_hash: string; totp_sealed: Buffer }>(
      'select password_hash, totp_sealed from credential',
    );
    for (const row of rows) {
      expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(row.totp_sealed.length).toBeGreaterThan(256);
    }
  });

  it('lets an invited person in with what was shown once, and a renewed one with the new only', async () => {
    const people = house.get(People);
    const email = 'new.person@demo.invalid';
    const made = await people.invite('system', { email: email.toUpperCase(), name: 'New Person' });
    const now = house.clock.now();
    await expect(
      signIn.verify(email, made.password, totpCode(made.totpSecret, now)),
    ).resolves.toMatchObject({ id: made.id, roles: [] });
    const session = await house.get(StaffSessions).start(made.id);
    const renewed = await people.renewSignIn('system', made.id);
    expect(await house.get(StaffSessions).find(session)).toBeNull();
    await expect(
      signIn.verify(email, made.password, totpCode(made.totpSecret, now)),
    ).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
    await expect(
      signIn.verify(email, renewed.password, totpCode(renewed.totpSecret, now)),
    ).resolves.toMatchObject({ id: made.id });
  });

  it('opens no role until the person has chosen a sign-in that nobody else has seen', async () => {
    const people = house.get(People);
    const own = house.get(OwnSignIn);
    const email = 'own.choice@demo.invalid';
    const made = await people.invite('system', { email, name: 'Own Choice' });
    await people.grantRole('system', made.id, 'approver');
    const now = (): Date => house.clock.now();
    const before = await signIn.verify(email, made.password, totpCode(made.totpSecret, now()));
    expect(before.roles).toEqual([]);
    const session = await house.get(StaffSessions).start(made.id);
    expect((await house.get(StaffSessions).find(session))?.person.roles).toEqual([]);

    const { totpSecret } = own.offer(before);
    const password = 'four words of my own';
    await expect(
      own.choose(made.id, { password, totpSecret, code: totpCode(made.totpSecret, now()) }),
    ).rejects.toMatchObject({ kind: 'invalid', code: 'AUTHENTICATOR_UNPROVEN' });
    const choice = { password, totpSecret, code: totpCode(totpSecret, now()) };
    await own.choose(made.id, choice);
    await expect(own.choose(made.id, choice)).rejects.toMatchObject({ code: 'SIGN_IN_SETTLED' });

    expect(await house.get(StaffSessions).find(session)).toBeNull();
    await expect(signIn.verify(email, password, choice.code)).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
    });
    house.clock.advance(minutes(1));
    expect(
      await refusal(signIn.verify(email, made.password, totpCode(totpSecret, now()))),
    ).toMatchObject({
      code: 'SIGN_IN_REFUSED',
    });
    await expect(
      signIn.verify(email, password, totpCode(totpSecret, now())),
    ).resolves.toMatchObject({
      roles: ['approver'],
    });
  });

  it('is refused to a suspended person, and opens again when reinstated', async () => {
    const person = await enter('reviewer3@demo.invalid');
    house.clock.advance(minutes(2));
    await house.get(People).suspend('system', person.id);
    expect(await refusal(enter('reviewer3@demo.invalid'))).toMatchObject({
      code: 'SIGN_IN_REFUSED',
    });
    await house.get(People).reinstate('system', person.id);
    await expect(enter('reviewer3@demo.invalid')).resolves.toMatchObject({ id: person.id });
  });

  it('adds the demo people once', async () => {
    const before = (await house.get(People).list()).length;
    await house.get(DemoPeople).seed();
    expect(await house.get(People).list()).toHaveLength(before);
  });
});

describe('the demo people', () => {
  it('are refused in production, because their passwords are published', async () => {
    const house = await startModules([IdentityModule], {
      MODE: 'production',
      PUBLIC_URL: 'https://forms.example',
      KEY_RING_LOCAL_ACKNOWLEDGED: 'yes',
      LOG_ORIGIN: 'example.org/log',
      STRIPE_API_URL: 'https://api.stripe.com',
      STRIPE_SECRET_KEY: 'sk_live_for_this_run_only',
      STRIPE_FINANCIAL_ACCOUNT: 'fa_for_this_run_only',
      SMTP_URL: 'smtp://mail.example',
      MAIL_FROM: 'forms@forms.example',
      SMS_GATEWAY_URL: 'https://texts.example/send',
      HELP_PHONE: '1-800-000-0000',
    });
    await expect(house.get(DemoPeople).seed()).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'DEMO_REFUSED',
    });
    expect(await house.get(People).list()).toEqual([]);
    await house.stop();
  });
});
