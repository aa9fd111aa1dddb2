import { Intake } from '#applications';
import { approveToo, decide, sendReview, signIn, takeCase } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';

const NAME = 'Zofia-Canary';

/**
 * Goal: deciders see the need, the reviews and the money, decide behind a check page, and collide with clear words.
 * Method: plain HTTP without scripts, as demo reviewers and approvers.
 */
describe('the deciders’ pages', () => {
  let theatre: Theatre;
  let alma: Visitor;
  let amin: Visitor;
  beforeAll(async () => {
    theatre = await openTheatre();
    alma = await signedIn('approver');
    amin = await signedIn('approver2');
  });
  afterAll(async () => {
    await expectBooksToBalance(theatre);
    await theatre.stop();
  });

  const signedIn = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    return visitor;
  };

  /** A request that the demo reviewers recommend as asked; returns its reference. */
  const ready = async (
    amount: string,
    reviewers: readonly string[] = ['reviewer'],
  ): Promise<string> => {
    const intake = theatre.get(Intake);
    const { applicantId, applicationId } = await intake.startDraft('es');
    await intake.saveStep(applicationId, {
      filledBy: 'self',
      needs: ['food'],
      when: null,
      amount,
      name: NAME,
      channels: [],
      rail: null,
    });
    const { submissionKey } = await intake.draftOf(applicantId);
    await intake.submit(applicationId, submissionKey, '739154');
    await theatre.drain();
    const [row] = await theatre.database.query<{ reference: string }>(
      'select reference from application where id = $1',
      [applicationId],
    );
    const reference = row?.reference ?? '';
    for (const account of reviewers) {
      const reviewer = await signedIn(account);
      await takeCase(reviewer, reference);
      await sendReview(reviewer, { amount });
    }
    return reference;
  };
  const openCase = async (visitor: Visitor, reference: string): Promise<void> => {
    await visitor.open('/approve');
    const row = visitor.page.html.split('<tr').find((part) => part.includes(reference)) ?? '';
    await visitor.open(/\/approve\/app_[0-9a-z]+/.exec(row)?.[0] ?? '');
  };

  it('show an empty list kindly', async () => {
    await alma.open('/approve');
    expect(alma.page.text).toContain('Nothing is waiting for a decision.');
    expect(alma.page.text).toContain('Nobody is on the waiting list.');
  });

  it('show need, reviews, policy and free money, without a name', async () => {
    const reference = await ready('300');
    await openCase(alma, reference);
    expect(alma.page.text).toContain('They ask for $300.00');
    expect(alma.page.text).toContain('Together they say: Send what they ask for, $300.00');
    expect(alma.page.text).toMatch(/Free in the fund \S+ \$[0-9,.]+/);
    expect(alma.page.text).toContain('$300.00 needs 1 approval. 0 given.');
    expect(alma.page.html).not.toContain(NAME);
  });

  it('show a name only with a reason, once, and log it', async () => {
    await alma.follow('/name');
    await alma.send({ purpose: '' }, '/name');
    expect(alma.page.status).toBe(422);
    await alma.send({ purpose: 'The bank asks who it is' }, '/name');
    expect(alma.page.text).toContain(NAME);
    expect(alma.page.path).not.toContain(NAME);
    await alma.open(alma.page.path);
    expect(alma.page.text).not.toContain(NAME);
    const [read] = await theatre.database.query<{ purpose: string }>(
      `select purpose from audit_event where act = 'NameRead'`,
    );
    expect(read?.purpose).toBe('The bank asks who it is');
  });

  it('give one approval behind a check page', async () => {
    const reference = await ready('310');
    await openCase(alma, reference);
    await alma.send(
      { outcome: 'approve', amount: '310', amountReason: 'AS_RECOMMENDED' },
      '/check',
    );
    expect(alma.page.text).toContain('Send this money?');
    expect(alma.page.text).toContain('This amount needs 1 approval. 0 given.');
    expect(alma.page.text).toContain('Your approval is the last one');
    await alma.send({}, '/decide');
    expect(alma.page.text).toContain('$310.00 is promised');
  });

  it('keep what was typed when something does not fit', async () => {
    const reference = await ready('320');
    await openCase(alma, reference);
    await alma.send(
      { outcome: 'approve', amount: '$1,2.5', amountReason: 'AS_RECOMMENDED', note: 'kept' },
      '/check',
    );
    expect(alma.page.status).toBe(422);
    expect(alma.page.html).toContain('value="$1,2.5"');
    expect(alma.page.text).toContain('Enter an amount in figures');
    await alma.send(
      { outcome: 'approve', amount: '900', amountReason: 'NEED_IS_LARGER' },
      '/check',
    );
    expect(alma.page.text).toContain('This amount needs 2 reviews. 1 given.');
    await alma.send({ outcome: 'decline', declineReason: '' }, '/check');
    expect(alma.page.text).toContain('Choose the reason they will read.');
    await alma.send({ outcome: 'return', note: '' }, '/check');
    expect(alma.page.text).toContain('Say what the reviewers should look at.');
    await alma.send({}, '/check');
    expect(alma.page.status).toBe(422);
  });

  it('show the exact words of a no in both languages before it is given', async () => {
    const reference = await ready('330');
    await openCase(alma, reference);
    await alma.send(
      { outcome: 'decline', declineReason: 'OTHER_SOURCE', words: 'Llame a la oficina.' },
      '/check',
    );
    expect(alma.page.text).toContain('Another program can pay this cost, and it can do so soon.');
    expect(alma.page.html).toMatch(/<blockquote lang="es">\s*<p>[^<]+<\/p>/);
    expect(alma.page.text).toContain('Llame a la oficina.');
    await alma.send({}, '/decide');
    expect(alma.page.text).toContain('The answer is given');
  });

  it('need two approvals for $900, and show the second person exactly what it binds to', async () => {
    const reference = await ready('900', ['reviewer', 'reviewer2']);
    await decide(alma, reference, { outcome: 'approve', amount: '900' });
    expect(alma.page.text).toContain('This amount needs 2 approvals. 1 given.');
    await openCase(alma, reference);
    expect(alma.page.text).toContain('You have approved this.');
    expect(alma.page.text).not.toContain('Approve exactly this');
    await openCase(amin, reference);
    await amin.follow('/second');
    expect(amin.page.text).toContain('Amount $900.00');
    const stale = amin.page;
    await amin.send({}, '/approve');
    expect(amin.page.text).toContain('$900.00 is promised');

    const late = await signedIn('approver3');
    await late.open('/approve');
    const token = /name="_form" value="([^"]*)"/.exec(late.page.html)?.[1] ?? '';
    const hidden = (name: string): string =>
      new RegExp(`name="${name}" value="([^"]*)"`).exec(stale.html)?.[1] ?? '';
    await late.post(stale.path.replace('/second', '/approve'), {
      _form: token,
      determination: hidden('determination'),
      digest: hidden('digest'),
    });
    expect(late.page.status).toBe(409);
    expect(late.page.text).toContain(
      'Somebody else decided about this request while you were reading.',
    );
  });

  it('set approvals aside when the amount changes, and say so first', async () => {
    const reference = await ready('800', ['reviewer', 'reviewer2']);
    await decide(alma, reference, { outcome: 'approve', amount: '800' });
    await openCase(amin, reference);
    await amin.send(
      { outcome: 'approve', amount: '700', amountReason: 'FUND_IS_SHARED' },
      '/check',
    );
    expect(amin.page.text).toContain('This sets aside 1 approval of another decision.');
    await amin.send({}, '/decide');
    expect(amin.page.text).toContain('This amount needs 2 approvals. 1 given.');
    await approveToo(alma, reference);
    expect(alma.page.text).toContain('$700.00 is promised');
  });

  it('say clearly that somebody else decided meanwhile', async () => {
    const reference = await ready('340');
    await openCase(alma, reference);
    await alma.send(
      { outcome: 'approve', amount: '340', amountReason: 'AS_RECOMMENDED' },
      '/check',
    );
    await decide(amin, reference, { outcome: 'decline', declineReason: 'NEED_OUTSIDE' });
    await alma.send({}, '/decide');
    expect(alma.page.status).toBe(409);
    expect(alma.page.text).toContain('somebody else decided');
  });

  it('put a request on the waiting list and take it off again', async () => {
    const reference = await ready('350');
    await decide(alma, reference, { outcome: 'waitlist' });
    expect(alma.page.text).toContain('It is on the waiting list');
    await alma.open('/approve');
    expect(alma.page.text).toContain(reference);
    await alma.follow('/waiting-list');
    await alma.send({}, '/waiting-list');
    expect(alma.page.text).toContain('in review again');
  });

  it('refuse forged ids and another session’s form', async () => {
    expect((await alma.open('/approve/app_zzz')).status).toBe(404);
    expect((await alma.open('/approve/app_00000000000000000000')).status).toBe(404);
    const forged = await alma.post('/approve/app_00000000000000000000/decide', {
      _form: 'x'.repeat(32),
      outcome: 'approve',
      seen: '',
    });
    expect(forged.status).toBe(403);
  });
});
