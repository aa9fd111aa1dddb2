import pg from 'pg';
import { days, later, newId, type Id } from '#kernel';
import {
  ContactBook,
  PrivacyModule,
  WINDOWS,
  privacyInvariants,
  type ContactPoint,
} from '#privacy';
import { startModules, type RunningModules } from '../support/modules.js';

const CANARY = '+15550142';

describe('the contact book', () => {
  let house: RunningModules;
  let book: ContactBook;
  beforeAll(async () => {
    house = await startModules([PrivacyModule]);
    book = house.get(ContactBook);
  });
  afterAll(async () => {
    await house.stop();
  });

  const texts = (value: string): ContactPoint => ({
    channel: 'sms',
    value,
    contentLevel: 1,
    windows: [...WINDOWS],
    voicemail: false,
    sharedDevice: true,
    expiresAt: later(house.clock.now(), days(30)),
  });
  const mail = (value: string): ContactPoint => ({
    ...texts(value),
    channel: 'email',
    windows: [],
  });
  const choose = (id: Id<'applicant'>): ReturnType<ContactBook['chooseChannel']> =>
    book.chooseChannel(id, 1, house.clock.now(), ['email']);

  it('keeps exactly what was said, sealed', async () => {
    const id = newId('applicant');
    const points = [mail('one@forms.invalid'), texts(CANARY)];
    await book.save(id, points);
    expect(await book.forApplicant(id)).toEqual(points);
    const rows = JSON.stringify(await house.database.query('select * from contact_point'));
    const bytes = JSON.stringify(
      await house.database.query(`select encode(value_sealed, 'escape') from contact_point`),
    );
    expect(rows + bytes).not.toContain(CANARY);
    expect(rows + bytes).not.toContain('one@forms');
  });

  it('says no for somebody it does not know', async () => {
    expect(await choose(newId('applicant'))).toEqual({ allowed: false, reason: 'no_channel' });
  });

  it('forgets an earlier value for good when it is replaced', async () => {
    const id = newId('applicant');
    await book.save(id, [mail('old@forms.invalid')]);
    await book.save(id, [mail('new@forms.invalid')]);
    expect(await choose(id)).toEqual({
      allowed: true,
      channel: 'email',
      value: 'new@forms.invalid',
    });
    const rows = await house.database.query(
      'select value_sealed is null as gone from contact_point where applicant_id = $1 and stopped_at is not null',
      [id],
    );
    expect(rows).toEqual([{ gone: true }]);
  });

  it('stops at once, one channel or everything', async () => {
    const id = newId('applicant');
    await book.save(id, [mail('a@forms.invalid'), texts(CANARY)]);
    await book.stop(id, 'email');
    expect(await choose(id)).toEqual({ allowed: false, reason: 'no_channel' });
    expect((await book.forApplicant(id)).map(({ channel }) => channel)).toEqual(['sms']);
    await book.save(id, []);
    expect(await book.forApplicant(id)).toEqual([]);
  });

  it('lets a permission end by itself', async () => {
    const id = newId('applicant');
    await book.save(id, [mail('a@forms.invalid')]);
    const soon = later(house.clock.now(), days(30) - 1);
    const then = later(house.clock.now(), days(30));
    expect(await book.chooseChannel(id, 1, soon)).toMatchObject({ allowed: true });
    expect(await book.chooseChannel(id, 1, then)).toEqual({ allowed: false, reason: 'expired' });
  });

  it('refuses what it does not understand, and keeps what was there', async () => {
    const id = newId('applicant');
    await book.save(id, [mail('a@forms.invalid')]);
    for (const unclear of [
      [{ ...texts(CANARY), windows: ['whenever'] }],
      [texts(CANARY), texts('+15550143')],
    ]) {
      await expect(book.save(id, unclear)).rejects.toMatchObject({
        kind: 'invalid',
        code: 'CONTACT_UNCLEAR',
      });
    }
    expect(await choose(id)).toMatchObject({ allowed: true });
  });

  it('does not open a value in the place of another person', async () => {
    const [one, other] = [newId('applicant'), newId('applicant')];
    await book.save(one, [mail('one@forms.invalid')]);
    await book.save(other, [mail('other@forms.invalid')]);
    await house.database.query(
      `update contact_point set value_sealed = (select value_sealed from contact_point where applicant_id = $1)
       where applicant_id = $2`,
      [one, other],
    );
    await expect(book.forApplicant(other)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });

  it('is never emptied by the service', async () => {
    const service = new pg.Client({ connectionString: house.database.serviceUrl });
    await service.connect();
    await expect(service.query('delete from contact_point')).rejects.toMatchObject({
      code: '42501',
    });
    await service.end();
  });

  it('keeps every promise of the module', async () => {
    for (const { sql } of privacyInvariants) expect(await house.database.query(sql)).toEqual([]);
  });
});
