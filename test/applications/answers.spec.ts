import {
  Answers,
  Appeals,
  Applications,
  DECLINE_REASONS,
  applicationsInvariants,
  type ApplicationFact,
  type ApplicationView,
} from '#applications';
import { days, Money } from '#kernel';
import { translate, UnitOfWork } from '#platform';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { startService, type RunningService } from '../support/service.js';
import { comeBack, openProgramme, sendRequest, walkTo } from './support.js';

/**
 * Goal: a person reads our answer as it was written, asks for a second look, or stops her request.
 * Method: the state is moved through the module's door, as eligibility and approvals do; she uses the pages.
 */
describe('our answer', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService();
    await openProgramme(service);
  }, 60_000);
  afterEach(async () => {
    for (const { promise, sql } of applicationsInvariants) {
      expect({ promise, offences: await service.database.query(sql) }).toEqual({
        promise,
        offences: [],
      });
    }
  });
  afterAll(() => service.stop());

  /** A sent request, moved as far as the decision. */
  async function readyRequest(
    language = 'en',
  ): Promise<{ visitor: Visitor; code: string; application: ApplicationView }> {
    service.clock.advance(1_000);
    const visitor = service.visitor(language);
    const code = await sendRequest(visitor);
    const applications = service.get(Applications);
    const [application] = await applications.list({
      states: ['submitted', 'screening', 'in_review'],
      sort: 'newest',
      limit: 1,
    });
    if (!application) throw new Error('The request that was sent is in a list.');
    await move(application, 'ScreeningStarted', 'ScreeningPassed', 'ReviewCompleted');
    return { visitor, code, application };
  }

  async function move({ id }: ApplicationView, ...facts: ApplicationFact[]): Promise<void> {
    for (const fact of facts) {
      await service
        .get(UnitOfWork)
        .run(() => service.get(Applications).transition(id, fact, 'system'));
    }
  }

  async function answer(
    { id }: ApplicationView,
    fact: ApplicationFact,
    given: Parameters<Answers['give']>[1],
  ): Promise<void> {
    await service.get(UnitOfWork).run(async () => {
      await service.get(Applications).transition(id, fact, 'system');
      await service.get(Answers).give(id, given);
    });
  }

  it('a no carries the true reason, the words written for her, other help, and a second look', async () => {
    const { visitor, code, application } = await readyRequest('es');
    await answer(application, 'ApplicationDeclined', {
      outcome: 'declined',
      reasonCode: 'FUND_EMPTY',
      words: 'Esperamos más dinero en <junio>.',
    });
    await comeBack(visitor, code);
    const { text, html } = visitor.page;
    expect(text).toContain('No podemos enviar dinero para esta solicitud.');
    expect(text).toContain(translate('es', DECLINE_REASONS.FUND_EMPTY));
    expect(text).toContain('Esperamos más dinero en <junio>.');
    expect(html).toContain('&lt;junio&gt;');
    expect(text).toContain('No es por usted.');
    expect(html).toContain('href="/help"');

    await visitor.follow('/s/again');
    expect(visitor.page.text).toMatch(/Por favor pida antes del/);
    await visitor.send({ words: 'La renta vence el viernes.' });
    expect(visitor.page.path).toBe('/s');
    expect(visitor.page.text).toContain('Otra persona está revisando su solicitud.');
    expect(visitor.page.text).not.toContain('No podemos enviar dinero');

    const after = await service.get(Applications).get(application.id);
    expect(after).toMatchObject({ state: 'appealed', round: 1 });
    const appeals = service.get(Appeals);
    expect(await appeals.words(application.id)).toBe('La renta vence el viernes.');
    expect(await appeals.find(application.id)).toMatchObject({ late: false });
    await visitor.open('/s/again');
    expect(visitor.page.status).toBe(409);

    await move(application, 'AppealAssigned', 'ReviewCompleted');
    await answer(application, 'ApplicationDeclined', {
      outcome: 'declined',
      reasonCode: 'NEED_OUTSIDE',
    });
    await visitor.open('/s');
    expect(visitor.page.text).toContain(translate('es', DECLINE_REASONS.NEED_OUTSIDE));
    // One second look; a third does not exist.
    expect(visitor.page.html).not.toContain('/s/again');
    await expect(appeals.make(application.id)).rejects.toMatchObject({ code: 'APPEAL_USED' });
  });

  it('a second look asked for late is accepted and flagged', async () => {
    const { application } = await readyRequest();
    await answer(application, 'ApplicationDeclined', {
      outcome: 'declined',
      reasonCode: 'LIMIT_REACHED',
    });
    service.clock.advance(days(45));
    await service.get(Appeals).make(application.id);
    expect(await service.get(Appeals).find(application.id)).toMatchObject({ late: true });
  });

  it('a yes says the amount, and says so when it is less than was asked for', async () => {
    const { visitor, code, application } = await readyRequest();
    await answer(application, 'ApplicationApproved', {
      outcome: 'approved',
      amount: Money.of(30_000n, 'USD'),
    });
    await comeBack(visitor, code);
    expect(visitor.page.text).toContain('Yes. We are sending you $300.');
    expect(visitor.page.text).toContain('It is less than you asked for.');
    expect(visitor.page.html).not.toContain('/s/stop');
  });

  it('a place on the list is an answer, and another answer follows it in the same round', async () => {
    const { visitor, code, application } = await readyRequest();
    await answer(application, 'ApplicationWaitlisted', {
      outcome: 'waitlisted',
      reasonCode: 'FUND_EMPTY',
    });
    await comeBack(visitor, code);
    expect(visitor.page.text).toContain('You are on our list.');
    await move(application, 'LeftWaitlist', 'ReviewCompleted');
    await answer(application, 'ApplicationApproved', {
      outcome: 'approved',
      amount: Money.of(45_000n, 'USD'),
    });
    await visitor.open('/s');
    expect(visitor.page.text).toContain('Yes. We are sending you $450.');
    expect(await service.get(Answers).history(application.id)).toHaveLength(2);
  });

  it('a no without a reason we may give is refused and changes nothing', async () => {
    const { application } = await readyRequest();
    await expect(
      answer(application, 'ApplicationDeclined', { outcome: 'declined', reasonCode: 'STORY_WEAK' }),
    ).rejects.toMatchObject({ code: 'REASON_UNKNOWN' });
    expect((await service.get(Applications).get(application.id)).state).toBe(
      'ready_for_determination',
    );
  });

  it('stopping has a page before it, and a stopped request takes no answer', async () => {
    const { visitor, code, application } = await readyRequest();
    await comeBack(visitor, code);
    await visitor.follow('/s/stop');
    expect(visitor.page.text).toContain('Stop your request?');
    expect((await service.get(Applications).get(application.id)).state).toBe(
      'ready_for_determination',
    );
    await visitor.send();
    expect(visitor.page.text).toContain('You stopped this request.');
    await expect(
      answer(application, 'ApplicationDeclined', {
        outcome: 'declined',
        reasonCode: 'FUND_EMPTY',
      }),
    ).rejects.toMatchObject({ code: 'STATE_EDGE_MISSING' });
    await visitor.open('/s/stop');
    expect(visitor.page.path).toBe('/s');
  });

  it('the status visit ends after ten quiet minutes and opens no draft', async () => {
    const { visitor, code } = await readyRequest();
    await comeBack(visitor, code);
    await visitor.open('/f/6');
    expect(visitor.page.path).toBe('/?ended=1');
    await comeBack(visitor, code);
    service.clock.advance(11 * 60_000);
    await visitor.open('/s');
    expect(visitor.page.path).toBe('/code?ended=1');
    expect(visitor.page.text).toContain('Your visit has ended');
  });

  it('every opening of what she told us is logged with its purpose, and none shows more than asked', async () => {
    const { application } = await readyRequest();
    const applications = service.get(Applications);
    const request = await applications.openRequest(application.id, 'per_reviewer', 'review');
    expect(request).toEqual({
      needs: ['housing', 'food'],
      when: null,
      otherNeed: null,
      anythingElse: null,
      filledBy: 'self',
    });
    const name = await applications.openName(application.id, 'per_reviewer', 'call back');
    expect(name).toEqual({ name: 'Marigold Testname', pronouns: null });
    const read = await service.database.query(
      `select act, actor, purpose from audit_event where kind = 'access' and subject = $1 order by seq`,
      [application.id],
    );
    expect(read).toEqual([
      { act: 'RequestRead', actor: 'per_reviewer', purpose: 'review' },
      { act: 'NameRead', actor: 'per_reviewer', purpose: 'call back' },
    ]);
  });

  it('a draft does not exist for staff', async () => {
    service.clock.advance(1_000);
    await walkTo(service.visitor(), '/f/9');
    const [draft] = await service.database.query<{ id: string }>(
      `select id from application where state = 'draft' order by created_at desc limit 1`,
    );
    const applications = service.get(Applications);
    await expect(
      applications.get((draft?.id ?? '') as ApplicationView['id']),
    ).rejects.toMatchObject({ code: 'APPLICATION_NOT_FOUND' });
  });
});
