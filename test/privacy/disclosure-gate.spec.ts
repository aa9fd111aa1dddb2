import pg from 'pg';
import { days, newId } from '#kernel';
import { DisclosureGate, PrivacyModule } from '#privacy';
import { startModules, type RunningModules } from '../support/modules.js';

const TO_BANK = { recipient: 'stripe', fields: ['name', 'account'], purpose: 'payment' };

describe('the disclosure gate', () => {
  let house: RunningModules;
  let gate: DisclosureGate;
  beforeAll(async () => {
    house = await startModules([PrivacyModule]);
    gate = house.get(DisclosureGate);
  });
  afterAll(async () => {
    await house.stop();
  });

  const refused = { kind: 'forbidden', code: 'DISCLOSURE_NOT_ALLOWED' };

  it('lets nothing out without a consent', async () => {
    await expect(gate.check(newId('applicant'), TO_BANK)).rejects.toMatchObject(refused);
  });

  it('lets out what was consented to, and nothing wider in any direction', async () => {
    const id = newId('applicant');
    await gate.grant(id, { ...TO_BANK, days: 30 });
    await gate.check(id, TO_BANK);
    await gate.check(id, { ...TO_BANK, fields: ['name'] });
    for (const wider of [
      { ...TO_BANK, fields: ['name', 'telephone'] },
      { ...TO_BANK, recipient: 'partner' },
      { ...TO_BANK, purpose: 'statistics' },
    ]) {
      await expect(gate.check(id, wider)).rejects.toMatchObject(refused);
    }
    await expect(gate.check(newId('applicant'), TO_BANK)).rejects.toMatchObject(refused);
  });

  it('adds up consents for the same recipient and purpose', async () => {
    const id = newId('applicant');
    await gate.grant(id, { ...TO_BANK, fields: ['name'], days: 30 });
    await expect(gate.check(id, TO_BANK)).rejects.toMatchObject(refused);
    await gate.grant(id, { ...TO_BANK, fields: ['account'], days: 30 });
    await gate.check(id, TO_BANK);
  });

  it('closes when the consent ends by time', async () => {
    const id = newId('applicant');
    await gate.grant(id, { ...TO_BANK, days: 1 });
    house.clock.advance(days(1) - 1);
    await gate.check(id, TO_BANK);
    house.clock.advance(1);
    await expect(gate.check(id, TO_BANK)).rejects.toMatchObject(refused);
  });

  it('closes at once when the consent is taken back, by her only', async () => {
    const id = newId('applicant');
    const release = await gate.grant(id, { ...TO_BANK, days: 30 });
    await expect(gate.revoke(newId('applicant'), release)).rejects.toMatchObject({
      code: 'RELEASE_UNKNOWN',
    });
    await gate.check(id, TO_BANK);
    await gate.revoke(id, release);
    await expect(gate.check(id, TO_BANK)).rejects.toMatchObject(refused);
    await expect(gate.revoke(id, release)).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('keeps a consent as it was given: the service cannot widen, lengthen or renew it', async () => {
    const id = newId('applicant');
    const release = await gate.grant(id, { ...TO_BANK, days: 30 });
    await gate.revoke(id, release);
    const service = new pg.Client({ connectionString: house.database.serviceUrl });
    await service.connect();
    for (const [sql, code] of [
      [`update release set fields = '{everything}' where id = $1`, '42501'],
      [`update release set expires_at = 'infinity' where id = $1`, '42501'],
      [`update release set revoked_at = null where id = $1`, '55000'],
      [`delete from release where id = $1`, '42501'],
    ] as const) {
      await expect(service.query(sql, [release])).rejects.toMatchObject({ code });
    }
    await service.end();
  });

  it.each([
    ['no fields', { ...TO_BANK, fields: [], days: 30 }],
    ['no end', { ...TO_BANK, days: 366 }],
    ['no time', { ...TO_BANK, days: 0 }],
    ['half a day', { ...TO_BANK, days: 0.5 }],
  ])('takes no consent with %s', async (_, consent) => {
    await expect(gate.grant(newId('applicant'), consent)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'RELEASE_UNREASONABLE',
    });
  });

  it('counts consents without naming anybody', async () => {
    const counts = await gate.counts();
    expect(counts).toContainEqual({
      recipient: 'stripe',
      purpose: 'payment',
      live: 3,
      expired: 1,
      revoked: 2,
    });
    expect(JSON.stringify(counts)).not.toContain('apl_');
  });
});
