import { hours, minutes, newId, type Id } from '#kernel';
import {
  ApplicantSessions,
  IdentityModule,
  OwnSignIn,
  People,
  StaffSessions,
  demoTotpSecret,
  totpCode,
} from '#identity';
import { startModules, type RunningModules } from '../support/modules.js';

describe('sessions', () => {
  let house: RunningModules;
  let staff: StaffSessions;
  let applicants: ApplicantSessions;
  let personId: Id<'person'>;
  beforeAll(async () => {
    house = await startModules([IdentityModule]);
    staff = house.get(StaffSessions);
    applicants = house.get(ApplicantSessions);
    const invitation = { email: 'someone@demo.invalid', name: 'Some One' };
    personId = (await house.get(People).invite('system', invitation)).id;
    const totpSecret = demoTotpSecret(invitation.email);
    const code = totpCode(totpSecret, house.clock.now());
    await house
      .get(OwnSignIn)
      .choose(personId, { password: 'four words of my own', totpSecret, code });
  });
  afterAll(async () => {
    await house.stop();
  });

  it('are tokens of 256 bits of which only a hash is kept', async () => {
    const token = await staff.start(personId);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const rows = await house.database.query<{ token_hash: Buffer }>(
      'select token_hash from staff_session',
    );
    expect(rows.map((row) => row.token_hash.toString('base64url'))).not.toContain(token);
    expect(await staff.find(token)).toMatchObject({ person: { id: personId } });
    expect(await staff.find(`${token}x`)).toBeNull();
  });

  it('of staff end after half an hour of nothing', async () => {
    const token = await staff.start(personId);
    for (let run = 0; run < 4; run += 1) {
      house.clock.advance(minutes(28));
      expect(await staff.find(token)).not.toBeNull();
    }
    house.clock.advance(minutes(30));
    expect(await staff.find(token)).toBeNull();
  });

  it('of staff end after eight hours, however busy', async () => {
    const token = await staff.start(personId);
    for (let passed = 20; passed < 8 * 60; passed += 20) {
      house.clock.advance(minutes(20));
      expect(await staff.find(token)).not.toBeNull();
    }
    house.clock.advance(minutes(20));
    expect(await staff.find(token)).toBeNull();
  });

  it('of staff end at once by signing out, and all of them by suspension', async () => {
    const [one, two, three] = [
      await staff.start(personId),
      await staff.start(personId),
      await staff.start(personId),
    ];
    await staff.end(one);
    expect(await staff.find(one)).toBeNull();
    expect(await staff.find(two)).not.toBeNull();
    await house.get(People).suspend('system', personId);
    expect(await staff.find(two)).toBeNull();
    await house.get(People).reinstate('system', personId);
    expect(await staff.find(three)).toBeNull();
  });

  it('of staff show the roles of this moment', async () => {
    const token = await staff.start(personId);
    await house.get(People).grantRole('system', personId, 'auditor');
    expect((await staff.find(token))?.person.roles).toEqual(['auditor']);
    await house.get(People).revokeRole('system', personId, 'auditor');
    expect((await staff.find(token))?.person.roles).toEqual([]);
  });

  it('carry a form token each', async () => {
    const [one, two] = [await staff.start(personId), await staff.start(personId)];
    expect((await staff.find(one))?.formToken).not.toBe((await staff.find(two))?.formToken);
  });

  it('of applicants with a code end after ten idle minutes and after half an hour', async () => {
    const applicantId = newId('applicant');
    const idle = await applicants.start(applicantId, 'status');
    house.clock.advance(minutes(10));
    expect(await applicants.find(idle, 'status')).toBeNull();
    const busy = await applicants.start(applicantId, 'status');
    for (let passed = 5; passed < 30; passed += 5) {
      house.clock.advance(minutes(5));
      expect(await applicants.find(busy, 'status')).toMatchObject({ applicantId });
    }
    house.clock.advance(minutes(5));
    expect(await applicants.find(busy, 'status')).toBeNull();
  });

  it('of applicants with a draft outlast a pause of 59 minutes, and open nothing but the draft', async () => {
    const token = await applicants.start(newId('applicant'), 'draft');
    house.clock.advance(minutes(59));
    expect(await applicants.find(token, 'draft')).not.toBeNull();
    expect(await applicants.find(token, 'status')).toBeNull();
    house.clock.advance(minutes(60));
    expect(await applicants.find(token, 'draft')).toBeNull();
  });

  it('of one applicant end together, and nobody else’s', async () => {
    const [hers, theirs] = [newId('applicant'), newId('applicant')];
    const [one, two, other] = [
      await applicants.start(hers, 'draft'),
      await applicants.start(hers, 'status'),
      await applicants.start(theirs, 'draft'),
    ];
    await applicants.endAll(hers);
    expect(await applicants.find(one, 'draft')).toBeNull();
    expect(await applicants.find(two, 'status')).toBeNull();
    expect(await applicants.find(other, 'draft')).not.toBeNull();
  });

  it('are forgotten when they are long over, and not before', async () => {
    const token = await applicants.start(newId('applicant'), 'draft');
    await applicants.forgetOld();
    await staff.forgetOld();
    expect(await applicants.find(token, 'draft')).not.toBeNull();
    house.clock.advance(hours(24 * 40));
    await applicants.forgetOld();
    await staff.forgetOld();
    const [left] = await house.database.query<{ count: number }>(
      `select (select count(*) from staff_session)::int + (select count(*) from applicant_session)::int as count`,
    );
    expect(left?.count).toBe(0);
  });
});
