import { DEMO_PASSWORD, currentDemoCode, totpCode } from '#identity';
import { Applications } from '#applications';
import { Money, hours, minutes, newId } from '#kernel';
import { AuditTrail } from '#audit';
import { UnitOfWork } from '#platform';
import { DisclosureGate } from '#privacy';
import { openStaffDoors, type StaffDoors } from './staff-doors.js';

const EMAIL = 'reviewer@demo.invalid';

describe('the staff doors', () => {
  let doors: StaffDoors;
  beforeAll(async () => {
    doors = await openStaffDoors();
  });
  afterAll(async () => {
    await doors.stop();
  });
  beforeEach(() => {
    doors.clock.advance(minutes(16));
  });
  const code = (): string => currentDemoCode(EMAIL, doors.clock.now());

  describe('signing in', () => {
    it('opens the door of the role, with one cookie that scripts and other sites cannot use', async () => {
      const visitor = doors.visitor();
      await visitor.open('/sign-in');
      expect(visitor.page.text).toContain('npx fund people --demo');
      const page = await visitor.send({ email: EMAIL, password: DEMO_PASSWORD, code: code() });
      expect(page.path).toBe('/review');
      expect(visitor.cookieNames).toEqual(['s']);
      doors.clock.advance(minutes(1));
      const answer = await fetch(`${doors.url}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ email: EMAIL, password: DEMO_PASSWORD, code: code() }),
      });
      expect(answer.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^s=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
      ]);
      await visitor.open('/staff');
      expect(visitor.page.status).toBe(200);
      expect(visitor.page.text).toContain('Hello, Rosa Lind');
      expect(visitor.page.text).toContain('As reviewer');
    });

    it('asks again when something is wrong, keeps the e-mail and nothing else', async () => {
      const visitor = doors.visitor();
      await visitor.open('/sign-in');
      const page = await visitor.send({ email: EMAIL, password: 'wrong-secret', code: code() });
      expect(page.status).toBe(422);
      expect(page.html).toContain(`value="${EMAIL}"`);
      expect(page.html).not.toContain('wrong-secret');
      expect(page.text).toContain('E-mail, password or code is not right.');
      expect(visitor.cookieNames).toEqual([]);
    });

    it('answers an unknown e-mail with the same page as a wrong password', async () => {
      const answers: string[] = [];
      for (const email of [EMAIL, 'nobody@demo.invalid']) {
        const visitor = doors.visitor();
        await visitor.open('/sign-in');
        const page = await visitor.send({ email, password: 'wrong', code: code() });
        answers.push(page.html.replaceAll(email, 'EMAIL'));
      }
      expect(answers[0]).toBe(answers[1]);
    });

    it('names every empty field', async () => {
      const visitor = doors.visitor();
      await visitor.open('/sign-in');
      const page = await visitor.send({ email: '', password: '', code: '12' });
      expect(page.status).toBe(422);
      for (const text of [
        'Enter your e-mail address.',
        'Enter your password.',
        'Enter the 6 digits',
      ]) {
        expect(page.text).toContain(text);
      }
    });

    it('refuses fields it does not have, and reads nothing from the address', async () => {
      const visitor = doors.visitor();
      const fields = { email: EMAIL, password: DEMO_PASSWORD, code: code() };
      expect((await visitor.post('/sign-in', { ...fields, roles: 'administrator' })).status).toBe(
        422,
      );
      const query = new URLSearchParams(fields).toString();
      expect((await visitor.post(`/sign-in?${query}`, {})).status).toBe(422);
      expect(visitor.cookieNames).toEqual([]);
    });

    it('ends with signing out, for copies of the cookie too', async () => {
      const visitor = await doors.signedIn('reviewer');
      await visitor.open('/staff');
      await visitor.send({}, '/sign-out');
      expect(visitor.page.path).toBe('/sign-in');
      expect(visitor.cookieNames).toEqual([]);
      const [left] = await doors.database.query<{ count: number }>(
        `select count(*)::int as count from staff_session s join person p on p.id = s.person_id
         where p.email = $1 and s.ended_at is null and s.seen_at >= $2`,
        [EMAIL, doors.clock.now()],
      );
      expect(left?.count).toBe(0);
    });

    it('ends after half an idle hour', async () => {
      const visitor = await doors.signedIn('reviewer');
      doors.clock.advance(hours(1));
      expect((await visitor.open('/staff')).path).toBe('/sign-in');
    });
  });

  describe('a closed door', () => {
    it.each(['/staff', '/admin/people', '/admin/roles', '/admin/system', '/privacy'])(
      '%s leads strangers to the sign-in',
      async (path) => {
        expect((await doors.visitor().open(path)).path).toBe('/sign-in');
      },
    );

    it.each(['reviewer', 'approver', 'preparer', 'releaser', 'auditor', 'privacy', 'director'])(
      'of the administrator does not open to the %s',
      async (account) => {
        const visitor = await doors.signedIn(account);
        for (const path of [
          '/admin/people',
          '/admin/people/new',
          '/admin/roles',
          '/admin/system',
        ]) {
          expect((await visitor.open(path)).status).toBe(403);
        }
      },
    );

    it('of the privacy officer does not open to the administrator', async () => {
      const visitor = await doors.signedIn('administrator');
      expect((await visitor.open('/privacy')).status).toBe(403);
    });

    it('stays shut for a form without the session’s token', async () => {
      const visitor = await doors.signedIn('administrator');
      const page = await visitor.post('/admin/people', {
        name: 'Some One',
        email: 'x@demo.invalid',
      });
      expect(page.status).toBe(403);
    });
  });

  describe('the administrator', () => {
    it('invites somebody, gives a role, and that person signs in and chooses their own sign-in', async () => {
      const admin = await doors.signedIn('administrator');
      await admin.follow('/admin/people');
      await admin.follow('/admin/people/new');
      await admin.send({ name: 'Nia Park', email: 'Nia.Park@Demo.invalid' }, '/admin/people');
      expect(admin.page.status).toBe(200);
      const [password = '', secret = ''] = [
        ...admin.page.html.matchAll(/class="code">([^<]+)</g),
      ].map(([, shown]) => shown ?? '');
      expect(password).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
      expect(admin.page.text).toContain('otpauth://totp/');
      await admin.follow('/admin/people/per_');
      await admin.follow('/roles/auditor/grant');
      expect(admin.page.text).toContain('Make Nia Park auditor?');
      await admin.send({}, '/grant');
      expect(admin.page.text).toContain('Not together with auditor.');

      const nia = doors.visitor();
      await nia.open('/sign-in');
      await nia.send({
        email: 'nia.park@demo.invalid',
        password,
        code: totpCode(secret, doors.clock.now()),
      });
      expect(nia.page.path).toBe('/staff');
      expect((await nia.open('/audit/entries')).status).not.toBe(200);
      await nia.open('/staff');
      await nia.follow('/staff/own-sign-in');
      const own = /name="secret" value="([A-Z2-7]{32})"/.exec(nia.page.html)?.[1] ?? '';
      await nia.send({ password: 'short', again: 'short', code: '000000' }, '/own-sign-in');
      expect(nia.page.status).toBe(422);
      expect(nia.page.html).toContain(own);
      const chosen = { password: 'four words of my own', again: 'four words of my own' };
      await nia.send({ ...chosen, again: 'another', code: '000000' }, '/own-sign-in');
      expect(nia.page.text).toContain('The two passwords are not the same.');
      await nia.send({ ...chosen, code: totpCode(own, doors.clock.now()) }, '/own-sign-in');
      await nia.open('/staff');
      expect(nia.page.text).toContain('As auditor');
      expect((await nia.open('/staff/own-sign-in')).path).toBe('/staff');
    });

    it('is told what is wrong with an invitation, with the typing kept', async () => {
      const admin = await doors.signedIn('administrator');
      await admin.open('/admin/people/new');
      const empty = await admin.send({ name: 'A', email: 'nothing' }, '/admin/people');
      expect(empty.status).toBe(422);
      expect(empty.html).toContain('value="nothing"');
      await admin.open('/admin/people/new');
      const taken = await admin.send({ name: 'Rosa Again', email: EMAIL }, '/admin/people');
      expect(taken.status).toBe(422);
      expect(taken.text).toContain('Somebody with this e-mail address is already here.');
    });

    it('is refused a conflicting role whatever the page offers', async () => {
      const admin = await doors.signedIn('administrator');
      const [preparer] = await doors.database.query<{ id: string }>(
        `select id from person where email = 'preparer@demo.invalid'`,
      );
      const path = `/admin/people/${preparer?.id ?? ''}`;
      await admin.open(path);
      expect(admin.page.html).not.toContain('/roles/finance_releaser/grant');
      await admin.open(`${path}/roles/finance_releaser/grant`);
      const page = await admin.send({}, '/grant');
      expect(page.status).toBe(409);
      expect(page.text).toContain('Nobody can be finance releaser and finance preparer at once.');
    });

    it('is refused every act on the own account', async () => {
      const admin = await doors.signedIn('administrator');
      const [own] = await doors.database.query<{ id: string }>(
        `select id from person where email = 'administrator@demo.invalid'`,
      );
      const path = `/admin/people/${own?.id ?? ''}`;
      await admin.open(path);
      expect(admin.page.text).toContain('This is you.');
      for (const act of [
        'suspend',
        'renew',
        'roles/advocate/grant',
        'roles/administrator/revoke',
      ]) {
        await admin.open(`${path}/${act}`);
        expect((await admin.send({}, act)).status).toBe(403);
      }
    });

    it('suspends somebody, who is out at once, and reinstates', async () => {
      const victim = await doors.signedIn('reviewer2');
      const admin = await doors.signedIn('administrator');
      const [person] = await doors.database.query<{ id: string }>(
        `select id from person where email = 'reviewer2@demo.invalid'`,
      );
      await admin.open(`/admin/people/${person?.id ?? ''}`);
      await admin.follow('/suspend');
      await admin.send({}, '/suspend');
      expect(admin.page.text).toContain('suspended since');
      expect((await victim.open('/staff')).path).toBe('/sign-in');
      await admin.send({}, '/reinstate');
      expect(admin.page.text).not.toContain('suspended since');
    });

    it.each([
      '/admin/people/per_unknown',
      `/admin/people/${newId('person')}`,
      '/admin/people/x/roles/king/grant',
    ])('gets a page and no trace for %s', async (path) => {
      const admin = await doors.signedIn('administrator');
      const page = await admin.open(path);
      expect(page.status).toBe(404);
      expect(page.text).not.toMatch(/Error:| at /);
    });

    it('sees the roles with their conflicts and how the service is doing', async () => {
      const admin = await doors.signedIn('administrator');
      const roles = await admin.open('/admin/roles');
      expect(roles.text).toContain('finance releaser');
      expect(roles.text).toContain('Never together with');
      await doors.get(Applications).saveProgramme({
        id: newId('programme'),
        code: 'TRIAL',
        name: 'A trial',
        fund: 'GENERAL',
        currency: 'USD',
        least: Money.of(2_000n, 'USD'),
        most: Money.of(100_000n, 'USD'),
        instalments: 1,
        rails: ['bank'],
        railLimits: {},
        answerWithinDays: 5,
        openedAt: doors.clock.now(),
        closedAt: null,
      });
      const system = await admin.open('/admin/system');
      expect(system.text).toMatch(/TRIAL A trial GENERAL .*20\.00 .*1,000\.00 1 5 days bank open/);
      expect(system.text).toMatch(/up to \S+: 1 approver/);
      expect(system.status).toBe(200);
      expect(system.text).toContain('No job has run yet.');
    });
  });

  describe('the privacy officer', () => {
    it('sees counts of consents and who read what for which purpose, and nothing about anybody', async () => {
      const applicantId = newId('applicant');
      await doors.get(DisclosureGate).grant(applicantId, {
        recipient: 'stripe',
        fields: ['name'],
        purpose: 'payment',
        days: 30,
      });
      const [reviewer] = await doors.database.query<{ id: string }>(
        'select id from person where email = $1',
        [EMAIL],
      );
      await doors.get(UnitOfWork).run(() =>
        doors.get(AuditTrail).record({
          kind: 'access',
          act: 'RequestRead',
          actor: reviewer?.id ?? '',
          subject: newId('application'),
          purpose: 'review',
        }),
      );
      const officer = await doors.signedIn('privacy');
      expect(officer.page.path).toBe('/privacy');
      expect(officer.page.text).toContain('stripe payment 1 0 0');
      expect(officer.page.text).toMatch(/RequestRead Rosa Lind app_\w+ review/);
      expect(officer.page.html).not.toContain(applicantId);
    });
  });
});
