import { Applications } from '#applications';
import { AuditTrail, Sealer } from '#audit';
import { createHash } from 'node:crypto';
import { Money } from '#kernel';
import { SendingHalts } from '#payouts';
import { UnitOfWork } from '#platform';
import { signIn } from '../../src/cli/story/staff.js';
import { GrantStory } from '../../src/cli/story/story.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { AUDITOR_DOORS } from '../../src/web/auditor/doors.js';
import { openTheatre, type Theatre } from '../support/stage.js';

describe("the auditor's pages about a grant that was paid", () => {
  let theatre: Theatre;
  let auditor: Visitor;
  beforeAll(async () => {
    theatre = await openTheatre();
    await new GrantStory(theatre.stage, () => undefined).play();
    auditor = theatre.visitor();
    await signIn(auditor, 'auditor', theatre.stage.now());
  });
  afterAll(() => theatre.stop());

  it('begin with what needs attention, and lead everywhere', async () => {
    const home = await auditor.open('/audit');
    expect(home.text).toContain('not verified yet');
    expect(home.text).toContain('No period was closed yet.');
    for (const { answers } of AUDITOR_DOORS) expect(home.text).toContain(answers);
    for (const { href } of AUDITOR_DOORS)
      expect([href, (await auditor.open(href)).status]).toEqual([href, 200]);
    await theatre.get(SendingHalts).halt('A promise is broken: nothing in particular.');
    const alarmed = await auditor.open('/audit');
    expect(alarmed.text).toContain('sending is stopped A promise is broken');
    expect(alarmed.html.indexOf('sending is stopped')).toBeLessThan(
      alarmed.html.indexOf('not verified yet'),
    );
  });

  describe('an entry', () => {
    it('shows what it did, who stood behind it in which role, and how to prove it', async () => {
      await theatre.get(Sealer).seal();
      const list = await auditor.open('/audit/entries?kind=payout.initiated');
      const seq = /\/audit\/entries\/(\d+)"/.exec(list.html)?.[1] ?? '';
      const page = await auditor.open(`/audit/entries/${seq}`);
      expect(page.text).toMatch(
        /1110 provider-balance-payouts RES26 \$150,000\.00 -\$4\d\d\.\d\d \$149,5/,
      );
      expect(page.text).toContain('People behind it, with the roles they held then');
      for (const words of [
        'proposed',
        'approved',
        'released',
        'finance releaser',
        'prepared by',
        'version 1',
      ]) {
        expect(page.text).toContain(words);
      }
      expect(page.text).toContain('the signed checkpoint of');
      const index = /proofs\/(\d+)"/.exec(page.html)?.[1] ?? '';
      const proof = await auditor.open(`/audit/log/proofs/${index}`);
      expect(proof.html).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
      const hash = /<code class="digest">([0-9a-f]{64})/.exec(page.html)?.[1];
      const leaf = await auditor.open(`/audit/entries/${seq}/leaf.json`);
      expect(createHash('sha256').update(`\0${leaf.html}`).digest('hex')).toBe(hash);
      expect(leaf.html).toContain(`"seq":"${seq}"`);
    });

    it('says that it waits while it has no leaf, and when it is of no award', async () => {
      const list = await auditor.open('/audit/entries?kind=fund.received.restricted');
      const seq = /\/audit\/entries\/(\d+)"/.exec(list.html)?.[1] ?? '';
      expect((await auditor.open(`/audit/entries/${seq}`)).text).toContain('It is about no award');
    });
  });

  describe('access and consents', () => {
    it('show each reading with its purpose and the role of that moment, and counts', async () => {
      const page = await auditor.open('/audit/access');
      expect(page.text).toContain('nothing unusual');
      expect(page.text).toMatch(/reviewer/);
      expect(page.text).toContain('By person and month');
      expect(page.text).toContain('Consents by recipient and purpose');
      const person = /\/audit\/access\?actor=(per_[0-9a-z]+)"/.exec(page.html)?.[1] ?? '';
      const own = await auditor.open(`/audit/access?actor=${person}`);
      expect(own.html).toContain(`value="${person}"`);
      expect((await auditor.open('/audit/access?actor=per_nobody')).text).toContain(
        'No readings match.',
      );
    });

    it('point at many readings on one day', async () => {
      await theatre.get(UnitOfWork).run(async () => {
        for (let n = 0; n < 21; n += 1) {
          await theatre.get(AuditTrail).record({
            kind: 'access',
            act: 'RequestRead',
            actor: 'per_curious',
            subject: `app_${String(n)}`,
            purpose: 'test',
          });
        }
      });
      expect((await auditor.open('/audit/access')).text).toMatch(
        /More than 20 on one day Day .* per_curious 21 21/,
      );
      expect((await auditor.open('/audit/access?most=21')).text).toContain('nothing unusual');
      expect((await auditor.open('/audit')).text).toContain(
        'somebody read more than 20 sealed things',
      );
    });

    it('say at the field what cannot be understood', async () => {
      const page = await auditor.open('/audit/access?from=soon&most=0&before=x');
      expect(page.status).toBe(422);
      for (const sentence of [
        'Write the first day like',
        'Give a number from 1',
        'does not exist',
      ]) {
        expect(page.text).toContain(sentence);
      }
    });
  });

  describe('rules', () => {
    it('stand there in words, each with its versions', async () => {
      const page = await auditor.open('/audit/policies');
      for (const words of [
        'Up to $300.00: 1 person approves.',
        'Above that: 3 people approve, one of them the finance director.',
        'Safety, weight 3.',
        'Nobody is both finance preparer and finance releaser.',
        'call timeout: 12,000 milliseconds.',
        'Programme EMERGENCY',
        'Release of batches in USD',
        'Up to $25,000.00 in a batch: 1 person releases it.',
        'stripe-connect, USD: $0.25 and 0.25 % of the amount for a payment.',
        'stripe-outbound to debit-card, USD: $1.50 and 0.75 % of the amount, at least $2.00, for a payment.',
      ]) {
        expect(page.text).toContain(words);
      }
    });

    it('keep every version of who releases and what a way to pay costs, and show what changed', async () => {
      await theatre.database.query(
        `insert into release_policy values ('USD', 2, 3000000, '2026-02-01T00:00:00Z')`,
      );
      await theatre.database.query(
        `insert into fee_schedule values ('stripe-outbound', 'USD', '2026-03-01', 175, 0)`,
      );
      const releases = await auditor.open(
        '/audit/policies/difference?policy=releases:USD&from=1&to=2',
      );
      expect(releases.html).toContain(
        '<del>Up to $25,000.00 in a batch: 1 person releases it.</del>',
      );
      expect(releases.html).toContain(
        '<ins>Up to $30,000.00 in a batch: 1 person releases it.</ins>',
      );
      const fees = await auditor.open('/audit/policies/difference?policy=fees&from=1&to=2');
      expect(fees.html).toContain('<del>stripe-outbound, USD: $1.50 for a payment.</del>');
      expect(fees.html).toContain('<ins>stripe-outbound, USD: $1.75 for a payment.</ins>');
      expect(fees.text).toContain('manual, USD: $0.00 for a payment.');
      // What a bank transfer costs says nothing about debit cards.
      expect(fees.text).toContain('stripe-outbound to debit-card, USD: $1.50 and 0.75 %');
      expect(fees.html.match(/<(ins|del)>/g)).toHaveLength(2);
      expect(fees.text).toContain('1 Mar 2026');
    });

    it('keep every change of a programme with who made it, and show it line by line', async () => {
      const applications = theatre.get(Applications);
      const [programme] = await applications.programmes();
      if (programme === undefined) throw new Error('The theatre has programmes.');
      await applications.saveProgramme(
        { ...programme, most: Money.of(300_000n, 'USD') },
        'per_somebody',
      );
      await applications.saveProgramme(
        { ...programme, most: Money.of(300_000n, 'USD') },
        'per_other',
      );
      const page = await auditor.open('/audit/policies');
      expect(page.text).toContain('per_somebody');
      expect(page.text).not.toContain('per_other');
      const difference = await auditor.send({}, '/difference');
      expect(difference.status).toBe(404);
      const shown = await auditor.open(
        `/audit/policies/difference?policy=programme:${programme.code}&from=1&to=2`,
      );
      expect(shown.html).toContain('<ins>At most $3,000.00.</ins>');
      expect(shown.html.match(/<(ins|del)>/g)).toHaveLength(2);
    });

    it('are not compared with versions that do not exist', async () => {
      for (const query of [
        'policy=approvals&from=1&to=9',
        'policy=nothing&from=1&to=1',
        'policy=approvals&from=x&to=1',
        '',
      ]) {
        expect((await auditor.open(`/audit/policies/difference?${query}`)).status).toBe(404);
      }
    });
  });

  describe('duties', () => {
    it('show who may what, who is what, and that nobody was two things', async () => {
      const page = await auditor.open('/audit/duties');
      expect(page.html.match(/<span class="tag ok">none<\/span>/g)).toHaveLength(4);
      expect(page.text).toContain('/finance/batches');
      expect(page.text).toMatch(/\/finance\/batches acts acts/);
      expect(page.text).toContain('finance preparer and finance releaser');
      expect(page.text).not.toContain('@demo.invalid');
    });

    it('find a person who held two conflicting roles, whatever was meant to prevent it', async () => {
      await theatre.database.query('alter table role_grant disable trigger without_conflict');
      await theatre.database.query(
        `insert into role_grant (person_id, role, granted_by)
         select person_id, 'auditor', 'system' from role_grant where role = 'approver' order by person_id limit 1`,
      );
      await theatre.database.query('alter table role_grant enable trigger without_conflict');
      const page = await auditor.open('/audit/duties');
      expect(page.text).toContain('1 found');
      expect(page.text).toContain('approver and auditor');
    });
  });

  describe('verification', () => {
    it('is asked for once, shows how far it is, and what it found', async () => {
      await auditor.open('/audit/verification');
      expect(auditor.page.text).toContain('No run has ended yet.');
      const asked = await auditor.send({}, '/audit/verification');
      expect(asked.text).toContain('It waits for its turn.');
      expect(asked.text).not.toContain('Verify everything now');
      await theatre.drain();
      const page = await auditor.open('/audit/verification');
      expect(page.text).toMatch(/(everything agrees|something is wrong)/);
      expect(page.text).toContain('The last runs');
      const note = await auditor.open('/audit/verification/checkpoint');
      expect(note.html.split('\n')).toHaveLength(6);
      expect((await auditor.open('/audit')).text).not.toContain('not verified yet');
    });
  });
});
